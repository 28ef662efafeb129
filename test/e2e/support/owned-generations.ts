import type { KubeClient } from '@sluice/kube';

/**
 * How often somebody has changed what each object asks for that the Kustomization of a bootstrap owns; for kinds without
 * a generation, by how many writers.
 */
export async function ownedGenerations(
  client: KubeClient,
  namespace: string,
): Promise<Readonly<Record<string, number>>> {
  const labelSelector = `kustomize.toolkit.fluxcd.io/name=${namespace}`;
  const kinds = (await client.discovery.all()).filter(({ verbs }) => verbs.includes('list'));
  const lists = await Promise.all(
    kinds.map(async (type) => [type.kind, (await client.list(type, { labelSelector })).items] as const),
  );
  const entries = lists.flatMap(([kind, items]) =>
    // What belongs to another object, such as EndpointSlices, is its controller's.
    items
      .filter(({ metadata }) => metadata.ownerReferences === undefined)
      .map(({ metadata }) => {
        const writers = new Set(
          metadata.managedFields?.filter(({ subresource }) => !subresource).map(({ manager }) => manager),
        );
        return [
          `${kind}/${metadata.namespace ?? ''}/${metadata.name ?? ''}`,
          metadata.generation ?? writers.size,
        ] as const;
      }),
  );
  return Object.fromEntries(entries);
}
