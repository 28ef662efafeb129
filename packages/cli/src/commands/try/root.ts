import { annotations, GitRepository, Kustomization } from '@sluice/api';
import type { KubeClient } from '@sluice/kube';
import type { KubeObject } from '@sluice/objects';
import type { Environment } from '../../environment/environment.ts';
import type { TryPlan } from './plan.ts';

const namespace = 'flux-system';
const name = 'flux-system';
const fieldManager = 'sluice';

/** Applies what bootstrap would: the namespace, the repository, and a Kustomization of its root, under bootstrap's names. */
export async function applyRoot(
  environment: Environment,
  plan: Pick<TryPlan, 'root' | 'isPlain'>,
  branch: string,
): Promise<void> {
  const [served] = environment.repositoryUrls;
  if (served === undefined) throw new Error('the environment serves no repository');
  const objects: KubeObject[] = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    {
      ...GitRepository.type,
      metadata: { name, namespace },
      spec: { interval: '1m', url: served, ref: { branch } },
    },
    {
      ...Kustomization.type,
      metadata: { name, namespace },
      spec: {
        interval: '10m',
        path: `./${plan.root === '.' ? '' : plan.root}`,
        prune: true,
        sourceRef: { kind: 'GitRepository', name },
        ...(plan.isPlain ? { wait: true, targetNamespace: 'default' } : {}),
      },
    },
  ];
  for (const object of objects) await environment.client.apply(object, { fieldManager, force: true });
}

/** Asks every GitRepository to look at its remote now. */
export async function requestSources(client: KubeClient, signal: AbortSignal): Promise<void> {
  const { items } = await client.list(GitRepository.type, { signal });
  const token = new Date().toISOString();
  for (const { metadata } of items) {
    const ref = { ...GitRepository.type, namespace: metadata.namespace, name: metadata.name ?? '' };
    await client.patch(
      ref,
      { metadata: { annotations: { [annotations.requestedAt]: token } } },
      { type: 'merge', fieldManager, signal },
    );
  }
}
