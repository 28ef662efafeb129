import { isNotFound, type KubeClient, NoKindMatchError } from '@sluice/kube';
import type { KubeObject, ObjectRef } from '@sluice/objects';

/** The object, or nothing where it is not there, or its kind is not known to the cluster yet. */
export async function findObject(
  client: KubeClient,
  ref: ObjectRef,
  signal: AbortSignal,
): Promise<KubeObject | undefined> {
  try {
    return await client.get(ref, { signal });
  } catch (error) {
    if (isNotFound(error) || error instanceof NoKindMatchError) return undefined;
    throw error;
  }
}
