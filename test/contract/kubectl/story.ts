/** One call of kubectl: its arguments, as one would type them, and what it reads from its standard input. */
export interface KubectlStep {
  readonly args: string;
  readonly input?: string;
  /** Of `explain`: names and types alone are compared, for the sandbox has no descriptions of built-in kinds. */
  readonly onlyFields?: true;
}

const step = (args: string, input?: object | string): KubectlStep => ({
  args,
  ...(input === undefined ? {} : { input: typeof input === 'string' ? input : JSON.stringify(input) }),
});

const container = {
  name: 'web',
  image: 'web:1',
  ports: [{ containerPort: 80 }],
  resources: { requests: { cpu: 1, memory: '64Mi' } },
};
const labels = { app: 'web' };
const deployment = (replicas: number, image = 'web:1'): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', labels },
  spec: {
    replicas,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ ...container, image }] } },
  },
});
const map = (name: string, data: object, metadata: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...metadata },
  data,
});
const list = (...items: readonly object[]): object => ({ apiVersion: 'v1', kind: 'List', items });
const gizmos = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'gizmos.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'gizmos', singular: 'gizmo', kind: 'Gizmo', shortNames: ['gz'], categories: ['all'] },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        additionalPrinterColumns: [
          { name: 'Size', type: 'integer', jsonPath: '.spec.size' },
          { name: 'Why', type: 'string', jsonPath: '.spec.why', priority: 1 },
        ],
        schema: {
          openAPIV3Schema: {
            type: 'object',
            description: 'A gizmo.',
            properties: {
              spec: {
                type: 'object',
                description: 'What it is to be.',
                required: ['size'],
                properties: {
                  size: { type: 'integer', minimum: 1, description: 'How large.' },
                  why: { type: 'string', default: 'because' },
                },
              },
            },
          },
        },
      },
    ],
  },
};
const gizmo = (size: unknown): object => ({
  apiVersion: 'example.com/v1',
  kind: 'Gizmo',
  metadata: { name: 'one' },
  spec: { size },
});

const lists: KubectlStep[] = [
  step('apply -f -', list(map('a', { x: '1' }), map('b', { x: '2' }), deployment(1))),
  step('apply -f -', list(map('a', { x: '1' }), map('b', { x: '3' }), deployment(1))),
  step('apply -f -', list({ ...map('c', {}), dat: { y: '1' } })),
  step('apply --validate=false -f -', list({ ...map('c', {}), dat: { y: '1' } })),
  step('apply -f -', { ...map('c', {}), dat: { y: '1' } }),
  step('apply --dry-run=server -f -', list(map('d', {}))),
  step('apply --dry-run=client -f -', list(map('d', {}))),
  step('create -f -', list(map('a', {}), map('e', {}))),
  step('replace -f -', map('e', { z: '1' })),
  step('replace -f -', map('none', {})),
];

const reads: KubectlStep[] = [
  step('get configmaps'),
  step('get cm a -o name'),
  step('get cm a b --no-headers'),
  step('get cm none'),
  step('get cm none --ignore-not-found'),
  step('get gizmos'),
  step('get cm,deploy'),
  step('get deploy web -o wide'),
  step('get deploy -o custom-columns=N:.metadata.name,R:.spec.replicas'),
  step('get cm -o jsonpath={.items[*].metadata.name}'),
  step('get cm a -o yaml'),
  step('get deploy web -o json'),
  step('get deploy web -o yaml --show-managed-fields'),
  step('get cm -l app=web'),
  step('get deploy -l app=web --show-labels'),
  step('get cm --field-selector metadata.name=a'),
  step('get cm --field-selector data.x=a'),
  step('get cm -l =x'),
  step('get cm --sort-by=.metadata.name --chunk-size=1'),
  step('get all'),
  step('get ns default -o name'),
  step('get --raw /version/none'),
  step('get --raw /apis/apps/v1/namespaces/{ns}/deployments/none'),
  step('describe cm a'),
  step('describe deploy web'),
  step('describe cm none'),
  step('diff -f -', map('a', { x: '1' })),
  step('diff -f -', map('a', { x: 'changed' })),
  step('diff -f -', map('new', { x: '1' })),
  step('diff --server-side -f -', map('a', { x: 'changed' })),
];

const applies: KubectlStep[] = [
  step('apply --server-side -f -', map('s', { a: '1' })),
  step('apply --server-side --field-manager=other -f -', map('s', { a: '2', b: '1' })),
  step('apply --server-side --field-manager=other --force-conflicts -f -', map('s', { a: '2', b: '1' })),
  step('apply --server-side -f -', map('s', { c: '1' })),
  step('get cm s -o yaml'),
  step('apply --server-side -f -', map('a', { x: '9' })),
  step('get cm a -o yaml --show-managed-fields'),
  step('apply --server-side --dry-run=server -f -', map('a', { x: '10' })),
  step('apply --server-side -f -', { ...map('a', {}), dat: {} }),
  step('apply --server-side --validate=warn -f -', { ...map('a', {}), dat: {} }),
  step('apply view-last-applied cm/b'),
  step('apply --prune -l app=web --prune-allowlist=core/v1/ConfigMap -f -', map('p', {}, { labels })),
  step('apply --prune -l app=web --prune-allowlist=core/v1/ConfigMap -f -', map('q', {}, { labels })),
  step('apply -f -', 'metadata: ['),
  step('apply -f -', 'kind: ConfigMap\n'),
  step('apply -f -', 'apiVersion: nothing.example/v1\nkind: Gizmo\nmetadata: {name: x}\n'),
  step('apply -f -', { ...map('Bad_Name', {}) }),
  step('apply -f -', deployment(-1)),
];

const writes: KubectlStep[] = [
  step('patch cm a -p {"data":{"y":"2"}}'),
  step('patch cm a --type=merge -p {"data":{"y":null}}'),
  step('patch cm a --type=json -p [{"op":"add","path":"/data/z","value":"3"}]'),
  step('patch cm a --type=json -p [{"op":"test","path":"/data/z","value":"4"}]'),
  step('patch cm a -p {"data":{"z":"3"}}'),
  step('patch cm none -p {}'),
  step('patch deploy web -p {"spec":{"template":{"spec":{"containers":[{"name":"web","image":"web:2"}]}}}}'),
  step('patch deploy web --subresource=status --type=merge -p {"status":{"replicas":1}}'),
  step('label cm a tier=front'),
  step('label cm a tier=back'),
  step('label cm a tier=back --overwrite'),
  step('label cm a tier-'),
  step('label cm a bad!key=x'),
  step('annotate cm a why=because'),
  step('set image deploy/web web=web:3'),
  step('set env deploy/web A=b'),
  step('set resources deploy/web --limits=cpu=2'),
  step('scale deploy web --replicas=3'),
  step('scale deploy web --current-replicas=7 --replicas=4'),
  step('scale deploy none --replicas=3'),
  step('autoscale deploy web --min=1 --max=3'),
  step('expose deploy web --port=80 --cluster-ip=None'),
  step('create configmap made --from-literal=a=b'),
  step('create configmap made --from-literal=a=b'),
  step('create secret generic hidden --from-literal=a=b'),
  step('create role reader --verb=get,list --resource=configmaps'),
  step('create rolebinding reads --role=reader --user=ann'),
  step('create job once --image=x'),
  step('create cronjob often --image=x --schedule=*/5_*_*_*_*'),
  step('create quota few --hard=pods=3'),
  step('create serviceaccount runner'),
  step('create pdb keep --selector=app=web --min-available=1'),
  step('create ingress way --rule=a.example/*=web:80'),
  step('run pod --image=x'),
  step('run pod --image=x'),
  step('describe pod pod'),
  step('describe secret hidden'),
  step('describe role reader'),
  step('describe rolebinding reads'),
  step('describe quota few'),
  step('describe ingress way'),
  step('describe hpa web'),
  step('describe svc web'),
  step('describe cronjob often'),
  step('get pod,svc,hpa,job,cronjob,quota,sa,pdb,ing,role,rolebinding,secret'),
  step('rollout status deploy/web --timeout=1s'),
  step('rollout restart deploy/web'),
  step('rollout pause deploy/web'),
  step('rollout resume deploy/web'),
  step('rollout history deploy/web'),
  step('wait --for=condition=Available deploy/web --timeout=1s'),
  step('wait --for=jsonpath={.spec.replicas}=3 deploy/web --timeout=1s'),
  step('wait --for=delete cm/none --timeout=1s'),
  step('wait --for=create cm/a --timeout=1s'),
  step('logs pod'),
  step('cordon none'),
];

const customs: KubectlStep[] = [
  step('apply -f -', gizmos),
  step('wait --for=condition=Established crd/gizmos.example.com --timeout=30s'),
  step('apply -f -', gizmo(3)),
  step('apply -f -', gizmo('x')),
  step('apply -f -', gizmo(0)),
  step('apply -f -', { ...gizmo(3), spec: { size: 3, gizmo: 1 } }),
  step('get gz'),
  step('get gizmos.example.com -o wide'),
  step('get gizmo one -o yaml'),
  step('describe gizmo one'),
  step('patch gizmo one -p {"spec":{"size":4}}'),
  step('patch gizmo one --type=merge -p {"spec":{"size":4}}'),
  step('apply --server-side --field-manager=other -f -', gizmo(5)),
  step('explain gizmo'),
  step('explain gizmo.spec'),
  step('explain gizmo.spec.size'),
  step('explain gizmo.spec.none'),
  step('delete gizmo one'),
  step('delete crd gizmos.example.com'),
];

const questions: KubectlStep[] = [
  step('auth can-i get pods'),
  step('auth can-i get pods --as=ann'),
  step('auth can-i get configmaps --as=ann'),
  step('auth can-i --list --as=ann'),
  step('auth can-i get /metrics --as=ann'),
  step('auth whoami --as=ann --as-group=devs'),
  step('get secrets --as=ann'),
  step('delete cm a --as=ann'),
  step('api-versions'),
  step('api-resources --namespaced=true --verbs=list --api-group=apps'),
  step('api-resources --sort-by=name'),
  step('explain none'),
  ...[
    'deployment',
    'deployment.spec',
    'deployment.spec.strategy.rollingUpdate',
    'deployment --recursive',
    'pod.spec.containers',
    'pod.spec.affinity --recursive',
    'pod.metadata',
    'service.spec.ports',
    'cronjob.spec.jobTemplate.spec',
    'ingress.spec.rules.http',
    'hpa.spec --api-version=autoscaling/v2',
    'hpa --recursive --api-version=autoscaling/v1',
    'configmap.data',
    'secret',
    'crd.spec',
    'clusterrole.rules',
    'pvc.spec',
    'statefulset.spec.volumeClaimTemplates',
  ].map((what): KubectlStep => ({ args: `explain ${what}`, onlyFields: true })),
  step('explain deployment.spec.none'),
  step('explain deployment --api-version=apps/v9'),
];

const deletions: KubectlStep[] = [
  step('delete cm a'),
  step('delete cm a'),
  step('delete cm a --ignore-not-found'),
  step('delete cm b --dry-run=server'),
  step('delete cm b --wait=false'),
  step('delete cm -l app=web'),
  step('delete deploy web --cascade=orphan --wait=false'),
  step('delete job once --cascade=foreground --wait=false'),
  step('delete cronjob often --cascade=background'),
  step('delete pod pod --grace-period=0 --force'),
  step('delete -f -', list(map('made', {}), map('none', {}))),
  step('delete secret --all'),
  step('get cm'),
];

/** What kubectl is asked for, one call after the other. In arguments `_` stands for a blank and `{ns}` for the namespace. */
export const kubectlStory: readonly KubectlStep[] = [
  ...lists,
  ...reads,
  ...applies,
  ...writes,
  ...customs,
  ...questions,
  ...deletions,
];
