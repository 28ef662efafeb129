import type { ContractCase, Step } from '../contract-case.ts';
import { configMap, create, get, inCluster, inNamespace, patch, remove, update } from '../steps.ts';

const maps = inNamespace('v1', 'configmaps');
const one = inNamespace('v1', 'configmaps', 'one');
const pods = inNamespace('v1', 'pods');
const pod = inNamespace('v1', 'pods', 'one');
const deployments = inNamespace('apps/v1', 'deployments');
const jobs = inNamespace('batch/v1', 'jobs');
const labels = { app: 'web' };
const containers = [{ name: 'a', image: 'a' }];
const deployment = { metadata: { name: 'one' }, spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } } };
const job = { metadata: { name: 'one' }, spec: { template: { spec: { restartPolicy: 'Never', containers } } } };

const both = [create(maps, configMap('one', {}, { labels: { a: '1' } })), create(maps, configMap('two', {}, { labels: { a: '2' } }))];
const bound = create(pods, { metadata: { name: 'one' }, spec: { nodeName: 'n', containers } });

function deleting(name: string, query: string, body?: unknown): ContractCase {
  return { name: `delete: ${name}`, steps: [create(maps, configMap('one')), remove(`${one}${query}`, body), get(one)] };
}

function deletingAll(name: string, query: string, body?: unknown): ContractCase {
  return { name: `delete of a collection: ${name}`, steps: [...both, remove(`${maps}${query}`, body), get(maps)] };
}

function deletingPod(name: string, ...steps: readonly Step[]): ContractCase {
  return { name: `delete of a pod: ${name}`, steps: [bound, ...steps, get(pod)] };
}

/** DELETE with its options, on one object and on a collection. */
export const deletions: ContractCase[] = [
  deleting('with uid and version', '', { preconditions: { uid: '{1.metadata.uid}', resourceVersion: '{1.metadata.resourceVersion}' } }),
  deleting('with the right uid and another version', '', { preconditions: { uid: '{1.metadata.uid}', resourceVersion: '1' } }),
  deleting('with an empty uid', '', { preconditions: { uid: '' } }),
  deleting('with empty preconditions', '', { preconditions: {} }),
  deleting('with a version that is no number', '', { preconditions: { resourceVersion: 'x' } }),
  deleting('dry by its body', '', { dryRun: ['All'] }),
  deleting('dry by query and body', '?dryRun=All', { dryRun: ['All'] }),
  deleting('with an unknown dry run in its body', '', { dryRun: ['Some'] }),
  deleting('with an unknown field', '', { kind: 'DeleteOptions', apiVersion: 'v1', gizmo: 1 }),
  deleting('with options of another version', '', { kind: 'DeleteOptions', apiVersion: 'v2' }),
  deleting('with options of the meta group', '', { kind: 'DeleteOptions', apiVersion: 'meta.k8s.io/v1' }),
  deleting('with options of its own group', '', { kind: 'DeleteOptions', apiVersion: 'apps/v1', gracePeriodSeconds: 1 }),
  deleting('with a list', '', []),
  deleting('with text', '', 'x'),
  deleting('with null', '', 'null'),
  deleting('with an empty object', '', {}),
  deleting('with a grace period that is text', '', { gracePeriodSeconds: 'x' }),
  deleting('with a policy that is a number', '', { propagationPolicy: 7 }),
  deleting('with an empty policy', '', { propagationPolicy: '' }),
  deleting('with an unknown policy in the query', '?propagationPolicy=Sideways'),
  deleting('with orphanDependents', '', { orphanDependents: false }),
  deleting('with orphanDependents true', '', { orphanDependents: true }),
  deleting('with orphanDependents in the query', '?orphanDependents=true'),
  deleting('in the foreground by query', '?propagationPolicy=Foreground'),
  deleting('with a grace period in the query that is no number', '?gracePeriodSeconds=x'),
  deleting('with ignoreStoreReadErrorWithClusterBreakingPotential', '', { ignoreStoreReadErrorWithClusterBreakingPotential: true }),
  { name: 'delete: with YAML', steps: [create(maps, configMap('one')), { ...remove(one, 'kind: DeleteOptions\napiVersion: v1\npropagationPolicy: Background\n'), headers: { 'content-type': 'application/yaml' } }] },
  { name: 'delete: with an unknown content type', steps: [create(maps, configMap('one')), { ...remove(one, '{}'), headers: { 'content-type': 'text/plain' } }] },
  { name: 'delete: an older object of the name', steps: [create(maps, configMap('one')), remove(one), create(maps, configMap('one')), remove(one, { preconditions: { uid: '{1.metadata.uid}' } })] },
  deletingAll('by field', '?fieldSelector=metadata.name%3Done'),
  deletingAll('by label, none', '?labelSelector=none'),
  deletingAll('in the foreground', '?propagationPolicy=Foreground'),
  deletingAll('with a body', '', { propagationPolicy: 'Background' }),
  deletingAll('with preconditions', '', { preconditions: { resourceVersion: '1' } }),
  deletingAll('with a bad selector', '?labelSelector=a%3Db%3Dc'),
  deletingAll('with a bad policy', '', { propagationPolicy: 'Sideways' }),
  deletingAll('with a limit', '?limit=1'),
  deletingAll('at a version', '?resourceVersion=0'),
  deletingAll('dry by its body', '', { dryRun: ['All'] }),
  { name: 'delete of a collection: what is held', steps: [create(maps, configMap('one', {}, { finalizers: ['example.com/a'] })), create(maps, configMap('two')), remove(maps), get(maps)] },
  { name: 'delete of a collection: of nothing', steps: [remove(maps)] },
  { name: 'delete of a collection: in all namespaces', steps: [remove('/api/v1/replicationcontrollers')] },
  deletingPod('that runs', remove(pod)),
  deletingPod('that runs, twice', remove(pod), remove(pod)),
  deletingPod('that runs, with a shorter grace', remove(pod), remove(pod, { gracePeriodSeconds: 5 })),
  deletingPod('that runs, with a longer grace', remove(pod, { gracePeriodSeconds: 5 }), remove(pod, { gracePeriodSeconds: 50 })),
  deletingPod('that runs, by force', remove(pod, { gracePeriodSeconds: 0 })),
  deletingPod('that runs, then by force', remove(pod), remove(pod, { gracePeriodSeconds: 0 })),
  deletingPod('with its uid', remove(pod, { preconditions: { uid: '{1.metadata.uid}' } })),
  deletingPod('that runs, dry', remove(`${pod}?dryRun=All`)),
  deletingPod('that has ended', patch('merge', `${pod}/status`, { status: { phase: 'Succeeded' } }), remove(pod)),
  deletingPod('all of them', remove(pods)),
  { name: 'delete of a pod: that never ran', steps: [create(pods, { metadata: { name: 'one' }, spec: { containers } }), remove(pod), get(pod)] },
  { name: 'delete of a pod: with its own grace', steps: [create(pods, { metadata: { name: 'one' }, spec: { nodeName: 'n', terminationGracePeriodSeconds: 7, containers } }), remove(pod), get(pod)] },
  { name: 'delete of a pod: eviction', steps: [create(pods, { metadata: { name: 'one' }, spec: { containers } }), create(`${pod}/eviction`, { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'one' } }), get(pod)] },
  { name: 'delete of a pod: eviction of what is not there', steps: [create(`${pod}/eviction`, { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'one' } })] },
  { name: 'delete of a pod: eviction under another name', steps: [create(pods, { metadata: { name: 'one' }, spec: { containers } }), create(`${pod}/eviction`, { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'two' } })] },
  { name: 'delete of a Deployment with each policy', steps: ['Foreground', 'Background', 'Orphan'].flatMap((propagationPolicy) => [create(deployments, deployment), remove(`${deployments}/one`, { propagationPolicy }), get(`${deployments}/one`), patch('merge', `${deployments}/one`, { metadata: { finalizers: null } })]) },
  { name: 'delete of a Job without a policy', steps: [create(jobs, job), remove(`${jobs}/one`), get(`${jobs}/one`)] },
  { name: 'delete of a ReplicationController without a policy', steps: [create(inNamespace('v1', 'replicationcontrollers'), { metadata: { name: 'one' }, spec: { selector: labels, template: { metadata: { labels }, spec: { containers } } } }), remove(inNamespace('v1', 'replicationcontrollers', 'one')), get(inNamespace('v1', 'replicationcontrollers', 'one'))] },
  { name: 'delete of a claim', steps: [create(inNamespace('v1', 'persistentvolumeclaims'), { metadata: { name: 'one' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } }), remove(inNamespace('v1', 'persistentvolumeclaims', 'one')), get(inNamespace('v1', 'persistentvolumeclaims', 'one'))] },
  { name: 'binding of a pod', steps: [create(pods, { metadata: { name: 'one' }, spec: { containers } }), create(`${pod}/binding`, { apiVersion: 'v1', kind: 'Binding', metadata: { name: 'one' }, target: { kind: 'Node', name: 'n' } }), get(pod), create(`${pod}/binding`, { apiVersion: 'v1', kind: 'Binding', metadata: { name: 'one' }, target: { kind: 'Node', name: 'm' } })] },
  { name: 'binding without a target', steps: [create(pods, { metadata: { name: 'one' }, spec: { containers } }), create(`${pod}/binding`, { apiVersion: 'v1', kind: 'Binding', metadata: { name: 'one' } })] },
  { name: 'logs and streams of a pod that does not run', steps: [create(pods, { metadata: { name: 'one' }, spec: { containers } }), get(`${pod}/log`), get(`${pod}/log?container=none`), get(`${pods}/none/log`)] },
  { name: 'ephemeral containers', steps: [create(pods, { metadata: { name: 'one' }, spec: { containers } }), get(`${pod}/ephemeralcontainers`), patch('strategic', `${pod}/ephemeralcontainers`, { spec: { ephemeralContainers: [{ name: 'd', image: 'd' }] } }), patch('strategic', pod, { spec: { ephemeralContainers: [{ name: 'e', image: 'e' }] } })] },
  { name: 'PUT creates a Service, a Role, a Lease and a LimitRange', steps: [
    update(inNamespace('v1', 'services', 's'), { metadata: { name: 's' }, spec: { clusterIP: 'None' } }),
    update(inNamespace('rbac.authorization.k8s.io/v1', 'roles', 'r'), { metadata: { name: 'r' }, rules: [] }),
    update(inNamespace('coordination.k8s.io/v1', 'leases', 'l'), { metadata: { name: 'l' }, spec: { holderIdentity: 'me' } }),
    update(inNamespace('v1', 'limitranges', 'x'), { metadata: { name: 'x' }, spec: { limits: [] } }),
  ] },
  { name: 'PUT does not create a Deployment, a Secret or a namespace', steps: [
    update(inNamespace('apps/v1', 'deployments', 'one'), deployment),
    update(inNamespace('v1', 'secrets', 's'), { metadata: { name: 's' } }),
    update(inCluster('v1', 'namespaces', '{ns}-x'), { metadata: { name: '{ns}-x' } }),
  ] },
  { name: 'PUT creates under another name, with a uid, with a version', steps: [
    update(inNamespace('v1', 'services', 's'), { metadata: { name: 'other' }, spec: { clusterIP: 'None' } }),
    update(inNamespace('v1', 'services', 's'), { metadata: { name: 's', uid: '11111111-2222-3333-4444-555555555555' }, spec: { clusterIP: 'None' } }),
    update(inNamespace('v1', 'services', 's'), { metadata: { name: 's', resourceVersion: '7' }, spec: { clusterIP: 'None' } }),
  ] },
  { name: 'create with data of every odd kind', steps: [create(maps, configMap('one', { empty: '', unicode: 'äöü ☃ 𝒳', lines: 'a\nb\r\nc', quote: '"\'\\', html: '<a href="x">&amp;</a>' })), get(one)] },
  { name: 'versions of an object only rise', steps: [create(maps, configMap('one')), patch('merge', one, {}), patch('merge', one, { data: { a: '1' } }), update(one, configMap('one', { a: '1' }, { resourceVersion: '{1.metadata.resourceVersion}' }))] },
  { name: 'resourceVersion in a merge patch: the present one', steps: [create(maps, configMap('one')), patch('merge', one, { metadata: { resourceVersion: '{1.metadata.resourceVersion}' }, data: { a: '1' } }), patch('merge', one, { metadata: { resourceVersion: '{1.metadata.resourceVersion}' }, data: { a: '2' } })] },
  { name: 'resourceVersion in a strategic merge: an old one', steps: [create(deployments, deployment), patch('strategic', `${deployments}/one`, { metadata: { labels: { a: 'b' } } }), patch('strategic', `${deployments}/one`, { metadata: { resourceVersion: '{1.metadata.resourceVersion}', labels: { a: 'c' } } })] },
  { name: 'uid in a merge patch', steps: [create(maps, configMap('one')), patch('merge', one, { metadata: { uid: '{1.metadata.uid}' }, data: { a: '1' } }), patch('merge', one, { metadata: { uid: '11111111-2222-3333-4444-555555555555' }, data: { a: '2' } })] },
];
