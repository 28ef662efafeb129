import type { ContractArea, ContractCase, RequestStep, Step } from '../contract-case.ts';
import { apply, configMap, create, get, inCluster, inNamespace, patch, remove, update } from '../steps.ts';

const group = 'admissionregistration.k8s.io/v1';
const policies = inCluster(group, 'validatingadmissionpolicies');
const bindings = inCluster(group, 'validatingadmissionpolicybindings');
const maps = inNamespace('v1', 'configmaps');
const one = `${maps}/one`;
const here = { matchLabels: { 'kubernetes.io/metadata.name': '{ns}' } };
const rule = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['configmaps'] };

const bad = (name: string): object => configMap(name, { bad: '1' });
const good = (name: string): object => configMap(name, { a: '1' });
const noBad = { expression: "!has(object.data) || !('bad' in object.data)" };
const made = (body: object): RequestStep => create(maps, body);
const probing = (body: object, status: number): RequestStep => ({ ...create(`${maps}?dryRun=All`, body), until: { status } });

interface Policy {
  readonly spec?: object;
  readonly rule?: object;
  readonly binding?: object;
  /** What is refused once the server enforces the policy, and how. */
  readonly probe?: object;
  readonly enforced?: number;
}

/** A policy of one validation, and what waits until it is in force. */
function inForce(validation: object, { spec = {}, rule: more = {}, binding = {}, probe = bad('probe'), enforced = 422 }: Policy = {}): Step[] {
  const constraints = { namespaceSelector: here, resourceRules: [{ ...rule, ...more }] };
  const policy = { metadata: { name: '{ns}' }, spec: { failurePolicy: 'Fail', matchConstraints: constraints, validations: [validation], ...spec } };
  const bound = { metadata: { name: '{ns}' }, spec: { policyName: '{ns}', validationActions: ['Deny'], ...binding } };
  return [create(policies, policy), create(bindings, bound), probing(probe, enforced)];
}

const three = { a: '1', b: '2', c: '3' };
const params = { paramKind: { apiVersion: 'v1', kind: 'ConfigMap' } };
const paramRef = (name: string): object => ({ paramRef: { name, namespace: '{ns}', parameterNotFoundAction: 'Deny' } });
const keepOrBad = "request.operation == 'DELETE' ? !('keep' in oldObject.data) : !('bad' in object.data)";

const cases: ContractCase[] = [
  { name: 'a refusal', steps: [...inForce(noBad), made(bad('one')), made(good('one')), get(one)] },
  { name: 'a message', steps: [...inForce({ ...noBad, message: 'no bad data' }), made(bad('one'))] },
  { name: 'a computed message', steps: [...inForce({ ...noBad, message: 'x', messageExpression: "'bad data in ' + object.metadata.name" }), made(bad('one'))] },
  { name: 'a message that cannot be computed', steps: [...inForce({ ...noBad, message: 'x', messageExpression: "object.data.none + 'x'" }), made(bad('one'))] },
  { name: 'a reason', steps: [...inForce({ ...noBad, reason: 'Forbidden' }, { enforced: 403 }), made(bad('one'))] },
  { name: 'updates and patches', steps: [...inForce(noBad), made(good('one')), update(one, bad('one')), patch('merge', one, { data: { bad: '1' } }), apply(one, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'one' }, data: { bad: '1' } }, 'm'), patch('merge', one, { data: { b: '1' } })] },
  { name: 'deletions', steps: [...inForce({ expression: keepOrBad }, { rule: { operations: ['*'] } }), made(configMap('one', { keep: '1' })), remove(one), made(good('two')), remove(`${maps}/two`)] },
  { name: 'the old object', steps: [...inForce({ expression: "oldObject == null ? !('bad' in object.data) : object.data.a >= oldObject.data.a" }), made(configMap('one', { a: '5' })), patch('merge', one, { data: { a: '4' } }), patch('merge', one, { data: { a: '6' } })] },
  { name: 'who asks', steps: [...inForce({ expression: "request.userInfo.groups.exists(g, g == 'nobody')", messageExpression: "request.operation + ' of ' + request.resource.resource + ' in ' + request.kind.kind" }), made(good('one'))] },
  { name: 'variables', steps: [...inForce({ expression: "!('bad' in variables.data) && variables.count < 3" }, { spec: { variables: [{ name: 'data', expression: 'object.data' }, { name: 'count', expression: 'size(variables.data)' }] } }), made(bad('one')), made(configMap('one', three)), made(good('one'))] },
  { name: 'conditions', steps: [...inForce(noBad, { spec: { matchConditions: [{ name: 'c', expression: "object.metadata.name != 'two'" }] } }), made(bad('one')), made(bad('two'))] },
  { name: 'the namespace', steps: [...inForce({ expression: "namespaceObject.metadata.name == 'other'" }), made(good('one'))] },
  { name: 'only a warning', steps: [...inForce(noBad), patch('merge', `${bindings}/{ns}`, { spec: { validationActions: ['Warn', 'Audit'] } }), probing(bad('probe'), 201), made(bad('one'))] },
  { name: 'selected objects', steps: [...inForce(noBad, { binding: { matchResources: { objectSelector: { matchExpressions: [{ key: 'free', operator: 'DoesNotExist' }] } } } }), made(configMap('one', { bad: '1' }, { labels: { free: '1' } })), made(bad('two'))] },
  { name: 'parameters', steps: [made(configMap('params', { limit: '2' })), ...inForce({ expression: 'size(object.data) <= int(params.data.limit)', messageExpression: "'more than ' + params.data.limit" }, { spec: params, binding: paramRef('params'), probe: configMap('probe', three) }), made(good('one')), made(configMap('two', three))] },
  { name: 'parameters that are not there', steps: [...inForce({ expression: 'params.data.limit == object.data.a' }, { spec: params, binding: paramRef('none') }), made(good('one'))] },
  { name: 'a fault that is ignored', steps: [...inForce(noBad, { spec: { failurePolicy: 'Ignore', validations: [noBad, { expression: "object.data.none == 'x'" }] } }), made(good('one'))] },
  { name: 'a binding that goes', steps: [...inForce(noBad), remove(`${bindings}/{ns}`), probing(bad('probe'), 201), made(bad('one'))] },
  { name: 'other kinds', steps: [...inForce(noBad), create(inNamespace('v1', 'secrets'), { metadata: { name: 'one' }, stringData: { bad: '1' } })] },
];

/** ValidatingAdmissionPolicies: what they refuse, and how they say so. */
export const admissionPolicies: ContractArea = { area: 'admission policies', ring: 2, cases };
