import { customResourceDefinition, resources } from '@sluice/api';
import { expect, it } from 'vitest';

/**
 * Every field of a spec that can name another namespace, and what keeps a tenant within its own. A new one fails here
 * until it is decided and tested.
 */
const guards: Readonly<Record<string, string>> = {
  'Kustomization.spec.sourceRef.namespace': '--no-cross-namespace-refs (kustomize-controller/src/tenancy.test.ts)',
  'Kustomization.spec.dependsOn[].namespace': 'none, as in Flux: whether it is ready, nothing else',
  'Kustomization.spec.healthChecks[].namespace':
    'read as the service account (kustomize-controller/src/tenancy.test.ts)',
  'Kustomization.spec.targetNamespace': 'written as the service account (kustomize-controller/src/tenancy.test.ts)',
  'Kustomization.spec.ignore[].target.namespace': 'selects among what the repository has',
  'Kustomization.spec.patches[].target.namespace': 'selects among what the repository has',
  'Alert.spec.eventSources[].namespace': '--no-cross-namespace-refs (notification-controller/src/tenancy.test.ts)',
  'Receiver.spec.resources[].namespace': '--no-cross-namespace-refs (notification-controller/src/tenancy.test.ts)',
  'Gate.spec.facts[].kustomizationReady.namespace': '--no-cross-namespace-refs (gate/facts/facts.test.ts)',
  'Gate.spec.facts[].noFailedReconciles.namespace': '--no-cross-namespace-refs (gate/facts/facts.test.ts)',
  'Gate.spec.facts[].objectMeets.namespace': '--no-cross-namespace-refs (gate/facts/facts.test.ts)',
};

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

function namespacesIn(schema: Schema, path: string): readonly string[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, child]) => {
    const here = `${path}.${name}`;
    return [...(/namespace$/i.test(name) ? [here] : []), ...namespacesIn(child, here)];
  });
  return schema.items === undefined ? own : [...own, ...namespacesIn(schema.items, `${path}[]`)];
}

it('knows every field of ours that can name another namespace, and what guards it', () => {
  const found = resources.flatMap((resource) => {
    const { spec } = customResourceDefinition(resource) as unknown as {
      readonly spec: { readonly versions: readonly { readonly schema: { readonly openAPIV3Schema: Schema } }[] };
    };
    const schema = spec.versions[0]?.schema.openAPIV3Schema.properties?.['spec'] ?? {};
    return namespacesIn(schema, `${resource.kind}.spec`);
  });
  expect([...found].sort()).toEqual(Object.keys(guards).sort());
});
