import { isExpired, isNotFound, type KubeClient } from '@sluice/kube';
import type { KubeObject, ObjectRef } from '@sluice/objects';
import { UserError } from '../user-error.ts';

export interface WaitOptions {
  readonly signal: AbortSignal;
  /** What is waited for, for the message when the deadline passes. */
  readonly what: string;
}

/**
 * The first state of an object that `isDone` accepts, learned from a watch rather than by asking again and again.
 * `isDone` throws to end the wait with a failure. Throws `UserError` when the signal's deadline passes first.
 */
export async function waitForObject(
  client: KubeClient,
  ref: ObjectRef,
  isDone: (object: KubeObject) => boolean,
  { signal, what }: WaitOptions,
): Promise<KubeObject> {
  const selection = { namespace: ref.namespace, fieldSelector: `metadata.name=${ref.name}`, signal };
  try {
    for (;;) {
      const list = await client.list(ref, selection);
      const [object] = list.items;
      if (object === undefined)
        throw new UserError(`${ref.kind} object '${ref.name}' not found in "${ref.namespace ?? ''}" namespace`);
      if (isDone(object)) return object;
      const found = await firstMatch(client, ref, isDone, { ...selection, resourceVersion: list.resourceVersion });
      if (found !== undefined) return found;
    }
  } catch (error) {
    if (signal.aborted && !(error instanceof UserError))
      throw new UserError(`timed out waiting for ${what}`, { cause: error });
    throw error;
  }
}

/** Nothing when the server ended the watch first, which it may at any time. */
async function firstMatch(
  client: KubeClient,
  ref: ObjectRef,
  isDone: (object: KubeObject) => boolean,
  options: Parameters<KubeClient['watch']>[1],
): Promise<KubeObject | undefined> {
  try {
    for await (const event of client.watch(ref, options)) {
      if (event.type === 'DELETED') throw new UserError(`${ref.kind} object '${ref.name}' was deleted`);
      if (event.type !== 'BOOKMARK' && isDone(event.object)) return event.object;
    }
  } catch (error) {
    if (!isExpired(error)) throw error;
  }
  return undefined;
}

/** The object, or a `UserError` that says which one is missing. */
export async function getObject(client: KubeClient, ref: ObjectRef, signal: AbortSignal): Promise<KubeObject> {
  try {
    return await client.get(ref, { signal });
  } catch (error) {
    if (!isNotFound(error)) throw error;
    throw new UserError(`${ref.kind} object '${ref.name}' not found in "${ref.namespace ?? ''}" namespace`, {
      cause: error,
    });
  }
}
