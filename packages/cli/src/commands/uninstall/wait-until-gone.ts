import { textAt } from '@sluice/apply';
import { isExpired } from '@sluice/kube';
import type { KubeObject } from '@sluice/objects';
import { UserError } from '../../user-error.ts';
import type { Removal } from './removal.ts';

const pods = { apiVersion: 'v1', kind: 'Pod' };

/**
 * Waits until no pod of the Deployments is left. Throws `UserError` at the deadline: nothing that they keep has been
 * touched by then, and the command can be repeated.
 */
export async function waitUntilGone(removal: Removal, deployments: readonly KubeObject[]): Promise<void> {
  const apps = deployments.flatMap((each) => textAt(each, 'spec', 'selector', 'matchLabels', 'app') ?? []);
  if (apps.length === 0) return;
  const { client, namespace, context } = removal;
  const selection = { namespace, labelSelector: `app in (${apps.join(',')})`, signal: context.deadline };
  try {
    for (;;) {
      const { items, resourceVersion } = await client.list(pods, selection);
      if (items.length === 0) return;
      await nextDeletion(removal, { ...selection, resourceVersion });
    }
  } catch (error) {
    if (!context.deadline.aborted || context.interrupted.aborted) throw error;
    throw new UserError(`timed out waiting for the pods of ${apps.join(', ')} to end`, {
      hint: `kubectl -n ${namespace} get pods; then repeat the command`,
      cause: error,
    });
  }
}

async function nextDeletion({ client }: Removal, options: Parameters<typeof client.watch>[1]): Promise<void> {
  try {
    for await (const event of client.watch(pods, options)) if (event.type === 'DELETED') return;
  } catch (error) {
    if (!isExpired(error)) throw error;
  }
}
