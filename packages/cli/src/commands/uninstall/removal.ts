import { formatRef, refOf } from '@sluice/apply';
import { isNotFound, type KubeClient, NoKindMatchError } from '@sluice/kube';
import type { KubeObject, ObjectRef, TypeRef } from '@sluice/objects';
import type { CommandContext } from '../command-context.ts';

/** One removal, and what it has done so far. */
export interface Removal {
  readonly context: CommandContext;
  readonly client: KubeClient;
  readonly namespace: string;
  readonly isDryRun: boolean;
  /** Objects that could not be removed. */
  readonly failed: string[];
}

/** The objects of a kind; none where the cluster does not serve it. */
export async function listAll(
  { client, context }: Removal,
  type: TypeRef,
  selection: { readonly namespace?: string; readonly labelSelector?: string },
): Promise<readonly KubeObject[]> {
  try {
    const { items } = await client.list(type, { ...selection, signal: context.deadline });
    return items.map((item) => ({ ...item, ...type }));
  } catch (error) {
    if (isNotFound(error) || error instanceof NoKindMatchError) return [];
    throw error;
  }
}

/** Deletes objects and says so, one line each; one that fails does not keep the others. */
export async function deleteAll(removal: Removal, objects: readonly KubeObject[]): Promise<void> {
  const { client, context, isDryRun } = removal;
  for (const object of objects) {
    await attempt(removal, refOf(object), 'deleted', async (ref) => {
      const preconditions = object.metadata.uid === undefined ? {} : { preconditions: { uid: object.metadata.uid } };
      const options = { propagationPolicy: 'Background' as const, dryRun: isDryRun, signal: context.deadline };
      await client.delete(ref, { ...options, ...preconditions });
    });
  }
}

/** Does something to an object, and tells how it ended. What is gone meanwhile is done. */
export async function attempt(
  { context: { progress, interrupted, deadline }, isDryRun, failed }: Removal,
  ref: ObjectRef,
  what: string,
  act: (ref: ObjectRef) => Promise<void>,
): Promise<void> {
  const name = formatRef(ref);
  try {
    await act(ref);
  } catch (error) {
    if (interrupted.aborted || deadline.aborted) throw error;
    if (!isNotFound(error)) {
      failed.push(name);
      progress.failure(`${name} was not ${what}: ${error instanceof Error ? error.message : String(error)}`);
      return;
    }
  }
  progress.success(`${name} ${what}${isDryRun ? ' (dry run)' : ''}`);
}
