/** Repositories for the benchmarks, made anew in memory: nothing of them is checked in. */
export type Files = Map<string, string>;

const deployment = (name: string, index: number): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  labels:
    app.kubernetes.io/name: ${name}
spec:
  replicas: ${(index % 5) + 1}
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      containers:
        - name: main
          image: registry.example.com/team/${name}:1.${index}
          ports:
            - containerPort: 8080
              protocol: TCP
          env:
            - name: INDEX
              value: "${index}"
            - name: CONFIG
              valueFrom:
                configMapKeyRef:
                  name: settings
                  key: level
          resources:
            requests: {cpu: 100m, memory: 128Mi}
            limits: {cpu: 200m, memory: 256Mi}
`;

const service = (name: string): string => `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  selector:
    app: ${name}
  ports:
    - port: 80
      targetPort: 8080
`;

/** A base of two objects and an overlay with a prefix, labels, an image, a patch and a generator. */
export function smallOverlay(): Files {
  return new Map([
    ['base/kustomization.yaml', 'resources: [deployment.yaml, service.yaml]\n'],
    ['base/deployment.yaml', deployment('web', 1)],
    ['base/service.yaml', service('web')],
    ['overlay/kustomization.yaml', overlay('prod', 3)],
  ]);
}

function overlay(name: string, replicas: number): string {
  return `resources: [../base]
namespace: ${name}
namePrefix: ${name}-
labels:
  - pairs: {env: ${name}}
    includeSelectors: true
images:
  - name: registry.example.com/team/web
    newTag: "2.0"
configMapGenerator:
  - name: settings
    literals: [level=${name}]
patches:
  - patch: |-
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec: {replicas: ${replicas}}
`;
}

/** A base of many files and overlays that each build all of it. */
export function manyOverlays(files: number, overlays: number): Files {
  const result: Files = new Map();
  const names = Array.from({ length: files / 2 }, (_, index) => (index === 0 ? 'web' : `app-${index}`));
  for (const [index, name] of names.entries()) {
    result.set(`base/${name}-deployment.yaml`, deployment(name, index));
    result.set(`base/${name}-service.yaml`, service(name));
  }
  const resources = [...result.keys()].map((path) => `  - ${path.slice('base/'.length)}`);
  result.set('base/kustomization.yaml', `resources:\n${resources.join('\n')}\n`);
  for (let index = 0; index < overlays; index++) {
    result.set(`overlay-${index}/kustomization.yaml`, overlay(`env-${index}`, index + 1));
  }
  return result;
}

/** One kustomization of many objects, a hundred to a file. */
export function manyObjects(count: number): Files {
  const result: Files = new Map();
  const resources: string[] = [];
  for (let start = 0; start < count; start += 100) {
    const documents = Array.from({ length: 100 }, (_, index) => deployment(`app-${start + index}`, start + index));
    result.set(`objects-${start}.yaml`, documents.join('---\n'));
    resources.push(`  - objects-${start}.yaml`);
  }
  const kustomization = `namespace: all\nnamePrefix: x-\ncommonLabels: {team: a}\nconfigMapGenerator:\n  - name: settings\n    literals: [level=1]\nresources:\n`;
  result.set('kustomization.yaml', `${kustomization}${resources.join('\n')}\n`);
  return result;
}
