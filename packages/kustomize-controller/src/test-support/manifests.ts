import type { KubeObject, ObjectRef } from '@sluice/objects';

/** A ConfigMap in `default` with one entry, `key`. The value is YAML. */
export function configMap(name: string, value: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  namespace: default\ndata:\n  key: ${value}\n`;
}

/** A Deployment in `default` with two replicas. `metadata` is more YAML of its metadata, indented by two. */
export function deployment(name: string, metadata = ''): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: default
${metadata}spec:
  replicas: 2
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      containers:
        - name: main
          image: example.test/web:1
`;
}

export function configMapRef(name: string): ObjectRef {
  return { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name };
}

export function deploymentRef(name: string): ObjectRef {
  return { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name };
}

export function kustomizationRef(name: string): ObjectRef {
  return { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', namespace: 'default', name };
}

/** `data` of a ConfigMap. */
export function dataOf(object: KubeObject | undefined): Record<string, string> | undefined {
  return object?.['data'] as Record<string, string> | undefined;
}
