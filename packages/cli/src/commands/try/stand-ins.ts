import { isConflict, isNotFound, type KubeClient, NoKindMatchError } from '@sluice/kube';
import type { KubeObject, ObjectRef } from '@sluice/objects';
import type { BoardFollower } from '../../environment/follow-board.ts';
import { type ForeignObject, foreignObjects } from './foreign-objects.ts';

/** What is told to objects that nothing here acts on, so that nobody waits for their controller. */
const notRunHere = {
  type: 'Ready',
  status: 'True',
  reason: 'NotRunHere',
  message: 'accepted; no controller here acts on it',
};

/**
 * Marks objects that no controller here serves as observed and ready, until the signal aborts, so that what waits for
 * their health goes on. Objects whose health is good as they are stay untouched.
 */
export function standInForOthers(
  client: KubeClient,
  follower: BoardFollower,
  options: {
    readonly isBuiltIn: (group: string, kind: string) => boolean;
    readonly signal: AbortSignal;
    readonly failed: (error: unknown) => void;
  },
): void {
  const seen = new Set<string>();
  follower.onChange(() => {
    for (const each of foreignObjects(follower.kustomizations, options.isBuiltIn)) {
      if (seen.has(each.id)) continue;
      seen.add(each.id);
      void settle(client, each, options.signal)
        // it is not there yet: the next change of the board looks again
        .then((found) => (found ? undefined : seen.delete(each.id)))
        .catch((error: unknown) => {
          if (!options.signal.aborted) options.failed(error);
        });
    }
  });
}

/** False when the object is not there (yet). */
async function settle(client: KubeClient, { ref }: ForeignObject, signal: AbortSignal): Promise<boolean> {
  try {
    const object = await client.get(ref, { signal });
    if (isWaitedFor(object)) await markReady(client, ref, object, signal);
    return true;
  } catch (error) {
    if (isNotFound(error) || isConflict(error) || error instanceof NoKindMatchError) return false;
    throw error;
  }
}

/** Definitions that say `observedGeneration: -1` by default make a new object look unfinished. */
function isWaitedFor(object: KubeObject): boolean {
  const status = object['status'] as { observedGeneration?: number } | undefined;
  return status?.observedGeneration !== undefined && status.observedGeneration !== object.metadata.generation;
}

async function markReady(client: KubeClient, ref: ObjectRef, object: KubeObject, signal: AbortSignal): Promise<void> {
  const observedGeneration = object.metadata.generation ?? 1;
  const condition = {
    ...notRunHere,
    observedGeneration,
    lastTransitionTime: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
  };
  const body = { status: { observedGeneration, conditions: [condition] } };
  await client.patch(ref, body, { type: 'merge', subresource: 'status', fieldManager: 'sluice-try', signal });
}
