import type { ContractArea, ContractCase, RequestStep, Step } from '../contract-case.ts';
import { apply, as, configMap, create, get, inCluster, inNamespace, patch, remove, watch } from '../steps.ts';
import { moreAccess } from './more-requests.ts';

const rbac = 'rbac.authorization.k8s.io/v1';
const maps = inNamespace('v1', 'configmaps');
const one = inNamespace('v1', 'configmaps', 'one');

function role(...rules: readonly object[]): RequestStep {
  return create(inNamespace(rbac, 'roles'), { metadata: { name: 'r' }, rules });
}

function bind(subject: object = { kind: 'User', name: '{ns}-ann' }): RequestStep {
  return create(inNamespace(rbac, 'rolebindings'), {
    metadata: { name: 'b' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'r' },
    subjects: [subject],
  });
}

const ann = <T extends Step>(step: T): T => as('{ns}-ann', step);
const read = { apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list'] };

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[];
}

/** A server learns of roles and bindings in its own time: asks until it allows what the rule says. */
function known({ apiGroups: [group], resources: [path = ''], verbs: [verb], resourceNames: [name] = [] }: Rule): Step {
  const [resource, subresource] = path.split('/');
  const attributes = { namespace: '{ns}', verb, group, resource, subresource, name };
  return { ...ann(review('SelfSubjectAccessReview', { resourceAttributes: attributes })), until: { status: 201, text: '"allowed":true' } };
}

function may(name: string, rules: readonly Rule[], ...steps: readonly Step[]): ContractCase {
  return { name, steps: [create(maps, configMap('one')), role(...rules), bind(), ...rules.map(known), ...steps.map(ann)] };
}

function review(kind: string, spec: object): RequestStep {
  const path = kind === 'LocalSubjectAccessReview' ? inNamespace('authorization.k8s.io/v1', 'localsubjectaccessreviews') : inCluster('authorization.k8s.io/v1', `${kind.toLowerCase()}s`);
  return create(path, { apiVersion: 'authorization.k8s.io/v1', kind, spec });
}

/** RBAC as an impersonated user meets it, and the reviews that tell. */
export const access: ContractArea = {
  area: 'access',
  cases: [
    ...moreAccess,
    may('nothing without a rule', [], get(one), get(maps), create(maps, configMap('two')), patch('merge', one, {}), remove(one), remove(maps), get(`${maps}?watch=true`)),
    may('what a rule allows', [read], get(one), get(maps), remove(one)),
    may('verbs', [{ ...read, verbs: ['*'] }], create(maps, configMap('two')), patch('merge', one, { data: { a: '1' } }), remove(one)),
    may('one name', [{ ...read, resourceNames: ['one'] }], get(one), get(`${maps}/two`), get(maps), get(`${maps}?fieldSelector=metadata.name%3Done`)),
    may('one group', [{ apiGroups: ['apps'], resources: ['*'], verbs: ['*'] }], get(one), get(inNamespace('apps/v1', 'deployments'))),
    may('subresources', [{ apiGroups: ['apps'], resources: ['deployments/scale'], verbs: ['get'] }], get(inNamespace('apps/v1', 'deployments', 'x', 'scale')), get(inNamespace('apps/v1', 'deployments', 'x'))),
    may('apply needs patch, and create for what is new', [{ ...read, verbs: ['patch'] }], apply(one, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'one' } }, 'x'), apply(`${maps}/two`, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'two' } }, 'x')),
    may('another namespace', [read], get('/api/v1/namespaces/default/configmaps'), get('/api/v1/configmaps'), get('/api/v1/namespaces')),
    may('watch', [{ ...read, verbs: ['watch'] }], watch(`${maps}?watch=true`, 1), get(maps)),
    may('paths that everybody may read', [], get('/readyz'), get('/api'), get('/apis/apps/v1'), get('/metrics'), get('/logs')),
    may('no more rights than one has', [{ apiGroups: ['rbac.authorization.k8s.io'], resources: ['*'], verbs: ['create', 'get'] }], create(inNamespace(rbac, 'roles'), { metadata: { name: 'more' }, rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }] }), create(inNamespace(rbac, 'rolebindings'), { metadata: { name: 'more' }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' }, subjects: [] })),
    { name: 'by group', steps: [role(read), bind({ kind: 'Group', name: '{ns}-team' }), { ...get(maps, { 'impersonate-user': '{ns}-bob', 'impersonate-group': '{ns}-team' }), until: { status: 200 } }, as('{ns}-bob', get(maps))] },
    { name: 'by service account', steps: [role(read), bind({ kind: 'ServiceAccount', name: 'runner', namespace: '{ns}' }), { ...as('system:serviceaccount:{ns}:runner', get(maps)), until: { status: 200 } }, as('system:serviceaccount:{ns}:other', get(maps))] },
    { name: 'by a cluster role', needs: 'controllers', steps: [create(inNamespace(rbac, 'rolebindings'), { metadata: { name: 'b' }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' }, subjects: [{ kind: 'User', name: '{ns}-ann' }] }), { ...ann(get(inNamespace('apps/v1', 'deployments'))), until: { status: 200 } }, ann(get(inNamespace('v1', 'secrets'))), ann(create(maps, configMap('x')))] },
    { name: 'by a cluster role of our own, everywhere', steps: [create(inCluster(rbac, 'clusterroles'), { metadata: { name: '{ns}' }, rules: [{ ...read }, { nonResourceURLs: ['/metrics', '/debug/*'], verbs: ['get'] }] }), create(inCluster(rbac, 'clusterrolebindings'), { metadata: { name: '{ns}' }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: '{ns}' }, subjects: [{ kind: 'User', name: '{ns}-ann' }] }), { ...ann(get(maps)), until: { status: 200 } }, ann(get('/api/v1/namespaces/default/configmaps/none')), ann(get('/debug/x'))] },
    { name: 'impersonation needs a right', steps: [{ ...ann(get(maps)), headers: { 'impersonate-user': '{ns}-ann', 'impersonate-group': 'system:masters' } }, get('/api/v1/namespaces/none', { 'impersonate-group': 'x' })] },
    { name: 'review of oneself', steps: [role(read), bind(), known(read), ann(review('SelfSubjectAccessReview', { resourceAttributes: { namespace: '{ns}', verb: 'get', resource: 'configmaps' } })), ann(review('SelfSubjectAccessReview', { resourceAttributes: { namespace: '{ns}', verb: 'delete', resource: 'configmaps' } })), ann(review('SelfSubjectAccessReview', { nonResourceAttributes: { verb: 'get', path: '/apis' } })), review('SelfSubjectAccessReview', { resourceAttributes: { verb: '*', resource: '*', group: '*' } })] },
    { name: 'review of another', steps: [role(read), bind(), known(read), review('SubjectAccessReview', { user: '{ns}-ann', resourceAttributes: { namespace: '{ns}', verb: 'list', resource: 'configmaps' } }), review('SubjectAccessReview', { user: '{ns}-bob', resourceAttributes: { namespace: '{ns}', verb: 'list', resource: 'configmaps' } }), review('LocalSubjectAccessReview', { user: '{ns}-ann', resourceAttributes: { namespace: '{ns}', verb: 'get', resource: 'configmaps' } }), review('SubjectAccessReview', { resourceAttributes: { verb: 'get' } })] },
    { name: 'who am I', steps: [ann(create(inCluster('authentication.k8s.io/v1', 'selfsubjectreviews'), { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' }))] },
    { name: 'rules of oneself', steps: [role(read), bind(), known(read), ann(create(inCluster('authorization.k8s.io/v1', 'selfsubjectrulesreviews'), { spec: { namespace: '{ns}' } }))] },
  ],
};
