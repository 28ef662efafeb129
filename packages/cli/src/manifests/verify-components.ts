import { listAt, statusOf, textAt } from '@sluice/apply';
import type { KubeClient } from '@sluice/kube';
import type { KubeObject, ObjectRef } from '@sluice/objects';
import { waitForObject } from '../connection/wait-for-object.ts';
import { UserError } from '../user-error.ts';

export interface VerifyOptions {
  readonly namespace: string;
  /** Names of Deployments. */
  readonly components: readonly string[];
  readonly signal: AbortSignal;
  /** Called as each becomes ready, in the order of their names. */
  readonly ready?: (component: string) => void;
}

/**
 * Waits until every Deployment is available. Rejects with `UserError` when the signal's deadline passes first, or when
 * the Deployment has failed, and then says what its pods wait for.
 */
export async function verifyComponents(client: KubeClient, options: VerifyOptions): Promise<void> {
  const { namespace, components, signal, ready } = options;
  for (const name of components.toSorted()) {
    const ref: ObjectRef = { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name };
    try {
      await waitForObject(client, ref, isAvailable, { signal, what: `${name}: deployment not ready` });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const problem = await problemOfPods(client, namespace, name);
      throw new UserError(problem === undefined ? error.message : `${name}: deployment not ready: ${problem}`, {
        hint: `kubectl -n ${namespace} describe pods -l app=${name}`,
        cause: error,
      });
    }
    ready?.(name);
  }
}

function isAvailable(deployment: KubeObject): boolean {
  const { status, message } = statusOf(deployment, Date.now());
  if (status === 'Failed') throw new UserError(`${deployment.metadata.name ?? ''}: deployment not ready: ${message}`);
  return status === 'Current';
}

/** Why containers do not start: `ImagePullBackOff: Back-off pulling image …`. The deadline has passed, so it is quick. */
async function problemOfPods(client: KubeClient, namespace: string, app: string): Promise<string | undefined> {
  const options = { namespace, labelSelector: `app=${app}`, timeoutMs: 5_000 };
  const pods = await client.list({ apiVersion: 'v1', kind: 'Pod' }, options).catch(() => undefined);
  for (const pod of pods?.items ?? []) {
    for (const container of listAt(pod, 'status', 'containerStatuses')) {
      const reason = textAt(container, 'state', 'waiting', 'reason');
      const message = textAt(container, 'state', 'waiting', 'message');
      if (reason !== undefined) return message === undefined ? reason : `${reason}: ${message}`;
    }
  }
  return undefined;
}
