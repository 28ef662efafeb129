import type { ContractArea } from '../contract-case.ts';
import { configMap, create, get, inCluster, inNamespace, remove, update } from '../steps.ts';
import { livesOfKinds, updatesOfKinds } from './kinds.ts';
import { deletions } from './deletions.ts';

const maps = inNamespace('v1', 'configmaps');
const one = inNamespace('v1', 'configmaps', 'one');
const deployments = inNamespace('apps/v1', 'deployments');

function deployment(name: string, spec: object = {}): object {
  const labels = { app: name };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'example/main:1' }] } };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, labels }, spec: { selector: { matchLabels: labels }, template, ...spec } };
}

const createCases: ContractArea['cases'] = [
  { name: 'create and read', steps: [create(maps, configMap('one', { a: '1' })), get(one)] },
  { name: 'create twice', steps: [create(maps, configMap('one')), create(maps, configMap('one'))] },
  { name: 'create without type', steps: [create(maps, { metadata: { name: 'one' }, data: { a: '1' } })] },
  { name: 'create with another kind', steps: [create(maps, { ...configMap('one'), kind: 'Secret' })] },
  { name: 'create with another version', steps: [create(maps, { ...configMap('one'), apiVersion: 'v2' })] },
  { name: 'create with another group', steps: [create(deployments, { ...deployment('one'), apiVersion: 'extensions/v1beta1' })] },
  { name: 'create without a name', steps: [create(maps, { apiVersion: 'v1', kind: 'ConfigMap', data: {} })] },
  { name: 'create with an empty body', steps: [create(maps, '')] },
  { name: 'create with generateName', steps: [create(maps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'made-' } })] },
  { name: 'create with name and generateName', steps: [create(maps, configMap('one', {}, { generateName: 'made-' }))] },
  { name: 'create in another namespace than the path', steps: [create(maps, configMap('one', {}, { namespace: 'default' }))] },
  { name: 'create in a namespace that is not there', steps: [create('/api/v1/namespaces/not-there/configmaps', configMap('one'))] },
  { name: 'create at the path of an object', steps: [create(one, configMap('one'))] },
  { name: 'create with a resourceVersion', steps: [create(maps, configMap('one', {}, { resourceVersion: '5' }))] },
  {
    name: 'create with metadata of the server',
    steps: [
      create(
        maps,
        configMap('one', {}, { uid: '11111111-2222-3333-4444-555555555555', generation: 7, creationTimestamp: '2020-01-01T00:00:00Z', selfLink: '/x' }),
      ),
    ],
  },
  { name: 'create with a deletionTimestamp', steps: [create(maps, configMap('one', {}, { deletionTimestamp: '2020-01-01T00:00:00Z', deletionGracePeriodSeconds: 4 }))] },
  { name: 'create with a null label', steps: [create(maps, configMap('one', {}, { labels: { a: null } }))] },
  { name: 'create with null data', steps: [create(maps, { ...configMap('one'), data: null })] },
  { name: 'create with status', steps: [create(deployments, { ...deployment('one'), status: { replicas: 5, observedGeneration: 3 } })] },
  { name: 'defaults of a Deployment', steps: [create(deployments, deployment('one')), get(inNamespace('apps/v1', 'deployments', 'one'))] },
  {
    name: 'defaults of a Service',
    steps: [create(inNamespace('v1', 'services'), { metadata: { name: 'one' }, spec: { clusterIP: 'None', ports: [{ port: 80 }], selector: { app: 'one' } } })],
  },
  { name: 'defaults of a Secret', steps: [create(inNamespace('v1', 'secrets'), { metadata: { name: 'one' }, stringData: { a: 'hello' }, data: { b: 'Yg==' } })] },
  { name: 'defaults of a Namespace', steps: [create(inCluster('v1', 'namespaces'), { metadata: { name: '{ns}-b', labels: { a: 'b' } } })] },
  {
    name: 'defaults of a Job',
    steps: [
      create(inNamespace('batch/v1', 'jobs'), {
        metadata: { name: 'one', uid: 'x' },
        spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'a' }] } } },
      }),
    ],
  },
  {
    name: 'defaults of a CronJob',
    steps: [
      create(inNamespace('batch/v1', 'cronjobs'), {
        metadata: { name: 'one' },
        spec: {
          schedule: '*/5 * * * *',
          jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'a' }] } } } },
        },
      }),
    ],
  },
  {
    name: 'defaults of a StatefulSet',
    steps: [
      create(inNamespace('apps/v1', 'statefulsets'), {
        metadata: { name: 'one' },
        spec: {
          serviceName: 'one',
          selector: { matchLabels: { a: 'b' } },
          template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'a', image: 'a:1' }] } },
          volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } }],
        },
      }),
    ],
  },
  {
    name: 'defaults of a DaemonSet',
    steps: [
      create(inNamespace('apps/v1', 'daemonsets'), {
        metadata: { name: 'one' },
        spec: { selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'a', image: 'a' }] } } },
      }),
    ],
  },
  {
    name: 'defaults of a Pod',
    steps: [
      create(inNamespace('v1', 'pods'), {
        metadata: { name: 'one' },
        spec: {
          containers: [
            {
              name: 'a',
              image: 'a:1',
              ports: [{ containerPort: 80 }],
              livenessProbe: { httpGet: { port: 80 } },
              resources: { limits: { cpu: '100m', memory: '1Gi' } },
              env: [{ name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
            },
          ],
          volumes: [{ name: 'c', configMap: { name: 'x' } }, { name: 'e' }, { name: 's', secret: { secretName: 'x' } }],
        },
      }),
    ],
  },
  {
    name: 'defaults of an Ingress',
    steps: [
      create(inNamespace('networking.k8s.io/v1', 'ingresses'), {
        metadata: { name: 'one' },
        spec: { rules: [{ host: 'a.example', http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'a', port: { number: 80 } } } }] } }] },
      }),
    ],
  },
  {
    name: 'defaults of a NetworkPolicy',
    steps: [
      create(inNamespace('networking.k8s.io/v1', 'networkpolicies'), {
        metadata: { name: 'one' },
        spec: { podSelector: {}, ingress: [{ ports: [{ port: 80 }] }], egress: [] },
      }),
    ],
  },
  {
    name: 'defaults of an autoscaler, read in both versions',
    steps: [
      create(inNamespace('autoscaling/v2', 'horizontalpodautoscalers'), {
        metadata: { name: 'one' },
        spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'one' }, maxReplicas: 3 },
      }),
      get(inNamespace('autoscaling/v2', 'horizontalpodautoscalers', 'one')),
      get(inNamespace('autoscaling/v1', 'horizontalpodautoscalers', 'one')),
    ],
  },
  {
    name: 'defaults of a claim',
    steps: [
      create(inNamespace('v1', 'persistentvolumeclaims'), {
        metadata: { name: 'one' },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
      }),
    ],
  },
  {
    name: 'defaults of roles and bindings',
    steps: [
      create(inNamespace('rbac.authorization.k8s.io/v1', 'roles'), {
        metadata: { name: 'one' },
        rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
      }),
      create(inNamespace('rbac.authorization.k8s.io/v1', 'rolebindings'), {
        metadata: { name: 'one' },
        roleRef: { kind: 'Role', name: 'one' },
        subjects: [
          { kind: 'User', name: 'u' },
          { kind: 'ServiceAccount', name: 's' , namespace: '{ns}'},
        ],
      }),
    ],
  },
];

const replace = (metadata: object, data: Record<string, unknown>): object => configMap('one', data, metadata);

const updateCases: ContractArea['cases'] = [
  { name: 'update', steps: [create(maps, configMap('one', { a: '1' })), update(one, configMap('one', { b: '2' })), get(one)] },
  { name: 'update without change', steps: [create(maps, configMap('one', { a: '1' })), update(one, configMap('one', { a: '1' }))] },
  { name: 'update of what is not there', steps: [update(one, configMap('one'))] },
  { name: 'update of what is not there, with a version', steps: [update(one, replace({ resourceVersion: '5' }, {}))] },
  {
    name: 'update with the current version',
    steps: [create(maps, configMap('one')), update(one, replace({ resourceVersion: '{1.metadata.resourceVersion}' }, { a: '1' }))],
  },
  {
    name: 'update with an old version',
    steps: [
      create(maps, configMap('one')),
      update(one, configMap('one', { a: '1' })),
      update(one, replace({ resourceVersion: '{1.metadata.resourceVersion}' }, { a: '2' })),
    ],
  },
  { name: 'update with a version that is no number', steps: [create(maps, configMap('one')), update(one, replace({ resourceVersion: 'new' }, {}))] },
  { name: 'update under another name', steps: [create(maps, configMap('one')), update(one, configMap('two'))] },
  { name: 'update without a name', steps: [create(maps, configMap('one')), update(one, { apiVersion: 'v1', kind: 'ConfigMap' })] },
  { name: 'update with another namespace', steps: [create(maps, configMap('one')), update(one, replace({ namespace: 'default' }, {}))] },
  { name: 'update with another kind', steps: [create(maps, configMap('one')), update(one, { ...configMap('one'), kind: 'Secret' })] },
  {
    name: 'update with another uid',
    steps: [create(maps, configMap('one')), update(one, replace({ uid: '11111111-2222-3333-4444-555555555555' }, {}))],
  },
  { name: 'update keeps what only the server writes', steps: [create(maps, configMap('one', {}, { labels: { a: 'b' } })), update(one, replace({ creationTimestamp: null }, { a: '1' }))] },
  { name: 'update of an immutable ConfigMap', steps: [create(maps, { ...configMap('one', { a: '1' }), immutable: true }), update(one, { ...configMap('one', { a: '2' }), immutable: true }), update(one, configMap('one', { a: '1' }))] },
  { name: 'update of an immutable Secret', steps: [create(inNamespace('v1', 'secrets'), { metadata: { name: 'one' }, immutable: true }), update(inNamespace('v1', 'secrets', 'one'), { metadata: { name: 'one' }, data: { a: 'YQ==' }, immutable: true })] },
  { name: 'update of a collection', steps: [update(maps, configMap('one'))] },
  {
    name: 'generation counts changes of the spec only',
    steps: [
      create(deployments, deployment('one')),
      update(inNamespace('apps/v1', 'deployments', 'one'), { ...deployment('one'), metadata: { name: 'one', labels: { x: 'y' } } }),
      update(inNamespace('apps/v1', 'deployments', 'one'), deployment('one', { replicas: 3 })),
      update(inNamespace('apps/v1', 'deployments', 'one'), deployment('one', { replicas: 3 })),
    ],
  },
];

const deleteCases: ContractArea['cases'] = [
  { name: 'delete and read', steps: [create(maps, configMap('one')), remove(one), get(one)] },
  { name: 'delete what is not there', steps: [remove(one)] },
  { name: 'delete with the right uid', steps: [create(maps, configMap('one')), remove(one, { preconditions: { uid: '{1.metadata.uid}' } })] },
  { name: 'delete with another uid', steps: [create(maps, configMap('one')), remove(one, { preconditions: { uid: '11111111-2222-3333-4444-555555555555' } })] },
  { name: 'delete with an old version', steps: [create(maps, configMap('one')), update(one, configMap('one', { a: '1' })), remove(one, { preconditions: { resourceVersion: '{1.metadata.resourceVersion}' } })] },
  { name: 'delete with options of another kind', steps: [create(maps, configMap('one')), remove(one, { kind: 'Pod', apiVersion: 'v1' })] },
  { name: 'delete with full options', steps: [create(maps, configMap('one')), remove(one, { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 0 })] },
  { name: 'delete with an unknown propagation', steps: [create(maps, configMap('one')), remove(one, { propagationPolicy: 'Sideways' })] },
  { name: 'delete with both ways to orphan', steps: [create(maps, configMap('one')), remove(one, { propagationPolicy: 'Orphan', orphanDependents: true })] },
  { name: 'delete with options in the query', steps: [create(maps, configMap('one')), remove(`${one}?propagationPolicy=Background&gracePeriodSeconds=0`)] },
  { name: 'delete with a negative grace period', steps: [create(maps, configMap('one')), remove(one, { gracePeriodSeconds: -1 })] },
  { name: 'delete a collection', steps: [create(maps, configMap('one')), create(maps, configMap('two')), remove(maps), get(maps)] },
  {
    name: 'delete a collection by label',
    steps: [create(maps, configMap('one', {}, { labels: { a: '1' } })), create(maps, configMap('two')), remove(`${maps}?labelSelector=a%3D1`), get(maps)],
  },
  { name: 'delete a collection that cannot be', steps: [remove('/api/v1/namespaces')] },
  { name: 'delete a Deployment', steps: [create(deployments, deployment('one')), remove(inNamespace('apps/v1', 'deployments', 'one'))] },
  { name: 'delete a Service', steps: [create(inNamespace('v1', 'services'), { metadata: { name: 'one' }, spec: { clusterIP: 'None' } }), remove(inNamespace('v1', 'services', 'one'))] },
];

/** Create, read, update and delete of built-in kinds, with options and preconditions. */
export const crud: ContractArea = { area: 'create, update, delete', cases: [...createCases, ...updateCases, ...deleteCases, ...deletions, ...livesOfKinds, ...updatesOfKinds] };
