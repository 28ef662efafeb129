import type { JsonValue, KubeObject } from '@sluice/objects';
import type { KubeClient } from '@sluice/kube';

export interface FinalizerOptions {
  readonly client: KubeClient;
  readonly fieldManager: string;
  readonly signal: AbortSignal;
}

export function hasFinalizer(object: KubeObject, finalizer: string): boolean {
  return object.metadata.finalizers?.includes(finalizer) === true;
}

/** Adds the finalizer by one merge patch; a conflict with another writer throws. */
export function addFinalizer(object: KubeObject, finalizer: string, options: FinalizerOptions): Promise<KubeObject> {
  return patchFinalizers(object, [...(object.metadata.finalizers ?? []), finalizer], options);
}

/**
 * Lets the object go. Throws also that it is not found: a server that is starting says so of objects that are there,
 * and only the watch knows that it went.
 */
export async function removeFinalizer(object: KubeObject, finalizer: string, options: FinalizerOptions): Promise<void> {
  const left = (object.metadata.finalizers ?? []).filter((each) => each !== finalizer);
  await patchFinalizers(object, left, options);
}

/** The list is replaced as a whole, so the version that was read must still be the stored one. */
function patchFinalizers(object: KubeObject, finalizers: string[], options: FinalizerOptions): Promise<KubeObject> {
  const { apiVersion, kind, metadata } = object;
  const ref = { apiVersion, kind, namespace: metadata.namespace, name: metadata.name ?? '' };
  const body: JsonValue = { metadata: { finalizers, resourceVersion: metadata.resourceVersion ?? '' } };
  const { client, fieldManager, signal } = options;
  return client.patch(ref, body, { type: 'merge', fieldManager, signal });
}
