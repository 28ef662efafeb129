import type { KubeObject } from '@sluice/objects';
import type { TestBench } from './test-bench.ts';

const canary = { apiVersion: 'flagger.app/v1beta1', kind: 'Canary' } as const;

/** Makes Flagger's kind known, as far as a Gate reads it. */
export async function defineCanaries({ client }: TestBench): Promise<void> {
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  await client.create({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'canaries.flagger.app' },
    spec: {
      group: 'flagger.app',
      names: { kind: 'Canary', listKind: 'CanaryList', plural: 'canaries', singular: 'canary' },
      scope: 'Namespaced',
      versions: [{ name: 'v1beta1', served: true, storage: true, schema, subresources: { status: {} } }],
    },
  });
  client.discovery.invalidate();
}

/** The Canary podinfo, unless another name is given. */
export function createCanary(
  { client }: TestBench,
  metadata: {
    readonly name?: string;
    readonly labels?: Record<string, string>;
    readonly annotations?: Record<string, string>;
  } = {},
): Promise<KubeObject> {
  return client.create({ ...canary, metadata: { namespace: 'default', name: 'podinfo', ...metadata }, spec: {} });
}
