import type { ContractArea, RequestStep } from '../contract-case.ts';
import { apply, as, configMap, create, get, inCluster, inNamespace, patch, table, update, watch } from '../steps.ts';

const maps = inNamespace('v1', 'configmaps');
const rbac = 'rbac.authorization.k8s.io/v1';
const classes = inCluster('storage.k8s.io/v1', 'storageclasses');
const requests = inCluster('certificates.k8s.io/v1', 'certificatesigningrequests');
const storageClass = { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: '{ns}', namespace: '{ns}' }, provisioner: 'p', parameters: { a: 'b' } };
// A request for the key of nobody: openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -subj /CN=nobody
const pem = `-----BEGIN CERTIFICATE REQUEST-----
MIHLMHMCAQAwETEPMA0GA1UEAwwGbm9ib2R5MFkwEwYHKoZIzj0CAQYIKoZIzj0D
AQcDQgAEoQTX85Vdi2d9XCR7cTRDynfRXXaKFdGg+rCkprb5UhxS8O1iI6EsqkU4
yNgCja1mEWj8ZtghdfDBwYZYDJmEA6AAMAoGCCqGSM49BAMCA0gAMEUCICddlEh/
fLIhwGlLa4CS+EiAwDafcYjcgtQNgRE0TpIdAiEAtilI/yGAI3Lp39C/TJ2LdE+Z
7lyich3nt5sxaHphpY0=
-----END CERTIFICATE REQUEST-----
`;
const signing = { metadata: { name: '{ns}' }, spec: { request: Buffer.from(pem).toString('base64'), signerName: 'example.org/x', usages: ['client auth'] } };
const approved = { conditions: [{ type: 'Approved', status: 'True', reason: 'R', message: 'm' }] };
const binding = { apiVersion: rbac, kind: 'RoleBinding', metadata: { name: 'b' }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'later' }, subjects: [{ kind: 'User', name: 'u' }] };
const mayBind = { metadata: { name: 'r' }, rules: [{ apiGroups: ['rbac.authorization.k8s.io'], resources: ['rolebindings'], verbs: ['create', 'patch', 'get'] }] };
const ann = { metadata: { name: 'ann' }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'r' }, subjects: [{ kind: 'User', name: '{ns}-ann' }] };
const access = create(inCluster('authorization.k8s.io/v1', 'selfsubjectaccessreviews'), { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes: { namespace: '{ns}', verb: 'create', group: 'rbac.authorization.k8s.io', resource: 'rolebindings' } } });
const known: RequestStep = { ...as('{ns}-ann', access), until: { status: 201, text: '"allowed":true' } };

const events = inNamespace('events.k8s.io/v1', 'events');
const event = { metadata: { name: 'e' }, eventTime: '2020-01-02T03:04:05.678901Z', reportingController: 'c', reportingInstance: 'i', action: 'a', reason: 'R', regarding: { kind: 'Pod', name: 'one', namespace: '{ns}', apiVersion: 'v1' }, note: 'n', type: 'Normal' };
const coreEvent = { metadata: { name: 'e' }, involvedObject: { kind: 'Pod', name: 'one', namespace: '{ns}' }, reason: 'R', message: 'm', type: 'Normal', count: 2, firstTimestamp: '2020-01-02T03:04:05Z', lastTimestamp: '2020-01-02T03:04:05Z', source: { component: 'c' } };

/** Sent by somebody whose name both servers know. */
const signer = (step: RequestStep): RequestStep => ({ ...step, headers: { 'impersonate-user': '{ns}-ann', 'impersonate-group': 'system:masters' } });

/** What the test suites of Go clients and controllers ask beyond the rest. */
export const goClients: ContractArea = {
  area: 'requests of Go clients',
  ring: 2,
  cases: [
    { name: 'one name in every namespace', steps: [create(maps, configMap('{ns}')), get('/api/v1/configmaps?fieldSelector=metadata.name%3D{ns}'), get('/api/v1/configmaps?fieldSelector=metadata.namespace%3D{ns}'), get('/apis/apps/v1/deployments?fieldSelector=metadata.name%3D{ns}')] },
    { name: 'a dry run of a creation with a version', steps: [create(`${maps}?dryRun=All`, configMap('one', {}, { resourceVersion: '5' })), create(`${maps}?dryRun=All`, configMap('Bad', {}, { resourceVersion: '5' })), create(maps, configMap('Bad', {}, { resourceVersion: '5' })), get(`${maps}/one`)] },
    { name: 'a creation with a version of what is there', steps: [create(maps, configMap('one')), create(maps, configMap('one', {}, { resourceVersion: '5' })), create(`${maps}?dryRun=All`, configMap('one', {}, { resourceVersion: '5' }))] },
    { name: 'an applied cluster object that names a namespace', steps: [apply(`${classes}/{ns}`, storageClass, 'm'), apply(`${classes}/{ns}`, { ...storageClass, allowVolumeExpansion: true }, 'm')] },
    { name: 'what a storage class keeps', steps: [create(classes, { ...storageClass, metadata: { name: '{ns}' } }), patch('merge', `${classes}/{ns}`, { parameters: { a: 'c' } }), patch('merge', `${classes}/{ns}`, { provisioner: 'q' }), patch('merge', `${classes}/{ns}`, { reclaimPolicy: 'Retain', volumeBindingMode: 'WaitForFirstConsumer' }), patch('merge', `${classes}/{ns}`, { allowVolumeExpansion: true })] },
    { name: 'a binding before its role', steps: [create(inNamespace(rbac, 'roles'), mayBind), create(inNamespace(rbac, 'rolebindings'), ann), known, as('{ns}-ann', create(inNamespace(rbac, 'rolebindings'), binding)), as('{ns}-ann', apply(inNamespace(rbac, 'rolebindings', 'b'), binding, 'm', 'dryRun=All')), create(inNamespace(rbac, 'rolebindings'), binding)] },
    { name: 'an event in both groups', steps: [create(events, event), get(`${inNamespace('v1', 'events')}/e`), get(events), get(`${events}?fieldSelector=regarding.name%3Done,reason%3DR`), get(`${inNamespace('v1', 'events')}?fieldSelector=involvedObject.name%3Done`), get(`${events}?fieldSelector=involvedObject.name%3Done`), table(events), patch('merge', `${inNamespace('v1', 'events')}/e`, { count: 3 }), get(`${events}/e`)] },
    { name: 'an event of the core group, read in the other', steps: [create(inNamespace('v1', 'events'), coreEvent), get(`${events}/e`), watch(`${events}?watch=true`, 1)] },
    { name: 'a signing request', steps: [signer(create(requests, signing)), update(`${requests}/{ns}/approval`, { ...signing, status: approved }), get(`${requests}/{ns}`), patch('merge', `${requests}/{ns}/status`, { status: { conditions: [{ type: 'Failed', status: 'True', reason: 'x' }] } }), patch('merge', `${requests}/{ns}`, { spec: { signerName: 'example.org/y' } })] },
    { name: 'a signing request, approved by a patch', steps: [signer(create(requests, signing)), patch('merge', `${requests}/{ns}/approval`, { status: approved }), patch('merge', `${requests}/{ns}/approval`, { status: { conditions: [] } })] },
  ],
};
