const kinds = {
  deployment: `apiVersion: apps/v1
kind: Deployment
metadata: {name: NAME, namespace: bench}
spec:
  replicas: 1
  selector: {matchLabels: {app: NAME}}
  template:
    metadata: {labels: {app: NAME}}
    spec:
      serviceAccountName: NAME
      containers:
        - name: main
          image: example.invalid/app:1.0
          ports: [{name: http, containerPort: 8080}]
          readinessProbe: {httpGet: {path: /ready, port: http}}
          resources: {requests: {cpu: 1m, memory: 16Mi}}
`,
  service: `apiVersion: v1
kind: Service
metadata: {name: NAME, namespace: bench}
spec:
  selector: {app: NAME}
  ports: [{name: http, port: 80, targetPort: http}]
`,
  config: `apiVersion: v1
kind: ConfigMap
metadata: {name: NAME, namespace: bench}
data: {LOG_LEVEL: info}
`,
  account: `apiVersion: v1
kind: ServiceAccount
metadata: {name: NAME, namespace: bench}
automountServiceAccountToken: false
`,
};

/** A folder of four objects for each name. */
export function folders(names: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    names.flatMap((name) =>
      Object.entries(kinds).map(([kind, text]) => [`${name}/${kind}.yaml`, text.replaceAll('NAME', name)] as const),
    ),
  );
}

/** `prefix-0`, `prefix-1` and so on. */
export function numbered(prefix: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}-${String(index)}`);
}
