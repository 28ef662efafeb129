import { isExpired, type KubeClient } from '@sluice/kube';
import type { KubeObject, TypeRef } from '@sluice/objects';

/**
 * Follows one kind until the signal aborts, and calls `changed` after every change. The sandbox is in this process, so an
 * error of the watch other than its end is a failure, not weather.
 */
export async function followKind(
  client: KubeClient,
  type: TypeRef,
  signal: AbortSignal,
  changed: (objects: ReadonlyMap<string, KubeObject>) => void,
): Promise<void> {
  const objects = new Map<string, KubeObject>();
  while (!signal.aborted) {
    const list = await client.list(type, { signal });
    objects.clear();
    for (const object of list.items) objects.set(keyOf(object), object);
    changed(objects);
    await followWatch(client, type, { resourceVersion: list.resourceVersion, signal }, objects, changed);
  }
}

async function followWatch(
  client: KubeClient,
  type: TypeRef,
  options: { readonly resourceVersion: string; readonly signal: AbortSignal },
  objects: Map<string, KubeObject>,
  changed: (objects: ReadonlyMap<string, KubeObject>) => void,
): Promise<void> {
  try {
    for await (const event of client.watch(type, options)) {
      if (event.type === 'BOOKMARK') continue;
      if (event.type === 'DELETED') objects.delete(keyOf(event.object));
      else objects.set(keyOf(event.object), event.object);
      changed(objects);
    }
  } catch (error) {
    if (!options.signal.aborted && !isExpired(error)) throw error;
  }
}

function keyOf(object: KubeObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name ?? ''}`;
}
