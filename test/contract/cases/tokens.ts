import type { ContractArea, ContractCase, RequestStep, Step } from '../contract-case.ts';
import { as, configMap, create, get, inCluster, inNamespace, patch, remove } from '../steps.ts';

const accounts = inNamespace('v1', 'serviceaccounts');
const maps = inNamespace('v1', 'configmaps');
const rbac = 'rbac.authorization.k8s.io/v1';
const account = create(accounts, { metadata: { name: 'robot' } });

function request(spec: object = {}, more: object = {}, name = 'robot'): RequestStep {
  return create(`${accounts}/${name}/token`, { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec, ...more });
}

function review(spec: object): RequestStep {
  return create(inCluster('authentication.k8s.io/v1', 'tokenreviews'), { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec });
}

const whoami = create(inCluster('authentication.k8s.io/v1', 'selfsubjectreviews'), { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' });

/** Sent with a token that an earlier step was answered with. */
function bearing(token: string, step: RequestStep): RequestStep {
  return { ...step, headers: { ...step.headers, authorization: `Bearer ${token}` } };
}

const mine = '{2.status.token}';
const reader = [create(inNamespace(rbac, 'roles'), { metadata: { name: 'r' }, rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['list'] }] }), create(inNamespace(rbac, 'rolebindings'), { metadata: { name: 'b' }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'r' }, subjects: [{ kind: 'ServiceAccount', name: 'robot', namespace: '{ns}' }] })];
const pod = { metadata: { name: 'p' }, spec: { serviceAccountName: 'robot', containers: [{ name: 'a', image: 'a:1' }] } };

const tokens: ContractCase[] = [
  { name: 'a token', steps: [account, request()] },
  { name: 'a token by its terms', steps: [account, request({ audiences: ['vault', 'api'], expirationSeconds: 7200 })] },
  { name: 'too short and too long', steps: [account, request({ expirationSeconds: 60 }), request({ expirationSeconds: 2 ** 33 })] },
  { name: 'of nobody', steps: [request({}, {}, 'nobody')] },
  { name: 'under another name', steps: [account, request({}, { metadata: { name: 'other' } }), request({}, { metadata: { namespace: 'other' } }), request({}, { metadata: { uid: 'other' } })] },
  { name: 'bound to a pod', steps: [account, create(inNamespace('v1', 'pods'), pod), request({ boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'p' } }), review({ token: '{3.status.token}' }), remove(`${inNamespace('v1', 'pods')}/p`, { gracePeriodSeconds: 0 }), { ...bearing('{3.status.token}', whoami), until: { status: 401 } }] },
  { name: 'bound to a secret', steps: [account, create(inNamespace('v1', 'secrets'), { metadata: { name: 's' } }), request({ boundObjectRef: { kind: 'Secret', apiVersion: 'v1', name: 's' } }), request({ boundObjectRef: { kind: 'Secret', apiVersion: 'v1', name: 's', uid: 'x' } })] },
  { name: 'bound to what is not there, or cannot be', steps: [account, request({ boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'p' } }), request({ boundObjectRef: { kind: 'ConfigMap', apiVersion: 'v1', name: 'p' } }), create(inNamespace('v1', 'pods'), { ...pod, spec: { ...pod.spec, serviceAccountName: 'other' } }), request({ boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'p' } })] },
  { name: 'is a credential', steps: [account, request(), bearing(mine, whoami), bearing(mine, get(maps))] },
  { name: 'has the rights of its account', steps: [account, request(), ...reader, { ...bearing(mine, get(maps)), until: { status: 200 } }, bearing(mine, create(maps, configMap('one')))] },
  { name: 'for another audience is none', steps: [account, request({ audiences: ['vault'] }), bearing(mine, whoami)] },
  { name: 'that was changed is none', steps: [account, request(), bearing(`${mine}x`, whoami), bearing('a.b.c', whoami), bearing('x', whoami)] },
  { name: 'dies with its account', steps: [account, request(), remove(`${accounts}/robot`), { ...bearing(mine, whoami), until: { status: 401 } }, account, bearing(mine, whoami)] },
  { name: 'cannot be read or patched', steps: [account, get(`${accounts}/robot/token`), patch('merge', `${accounts}/robot/token`, {})] },
  { name: 'needs the right to make it', steps: [account, as('{ns}-ann', request())] },
];

const reviews: ContractCase[] = [
  { name: 'a review of a token', steps: [account, request(), review({ token: mine })] },
  { name: 'a review for audiences', steps: [account, request({ audiences: ['vault', 'api'] }), review({ token: mine, audiences: ['vault', 'x'] })] },
  { name: 'a review without a token', steps: [review({}), review({ token: '' })] },
];

/** Acting as others takes a right too. */
const impersonation: ContractCase[] = [
  { name: 'a service account may not act as others', steps: [account, request(), bearing(mine, as('{ns}-ann', get(maps))), { ...bearing(mine, whoami), headers: { authorization: `Bearer ${mine}`, 'impersonate-user': '{ns}-ann', 'impersonate-group': 'x' } }] },
  { name: 'a service account that may', steps: mayImpersonate() },
];

function mayImpersonate(): Step[] {
  const rules = [{ apiGroups: [''], resources: ['users'], verbs: ['impersonate'], resourceNames: ['{ns}-ann'] }];
  const role = create(inCluster(rbac, 'clusterroles'), { metadata: { name: '{ns}' }, rules });
  const binding = create(inCluster(rbac, 'clusterrolebindings'), { metadata: { name: '{ns}' }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: '{ns}' }, subjects: [{ kind: 'ServiceAccount', name: 'robot', namespace: '{ns}' }] });
  return [account, request(), role, binding, { ...bearing(mine, as('{ns}-ann', whoami)), until: { status: 201 } }, bearing(mine, as('{ns}-bob', whoami)), { ...bearing(mine, whoami), headers: { authorization: `Bearer ${mine}`, 'impersonate-user': '{ns}-ann', 'impersonate-group': 'x' } }];
}

/** Tokens of service accounts: made, reviewed, used. */
export const serviceAccountTokens: ContractArea = { area: 'tokens', ring: 2, cases: [...tokens, ...reviews, ...impersonation] };
