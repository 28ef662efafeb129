import { customResourceDefinition, resources } from '@sluice/api';
import type { KubeClient } from '@sluice/kube';

/** Installs the CRDs of every kind of ours. */
export async function installCrds(client: KubeClient): Promise<void> {
  await Promise.all(
    resources.map((resource) =>
      client.apply(customResourceDefinition(resource), { fieldManager: 'sluice', force: true }),
    ),
  );
  client.discovery.invalidate();
}
