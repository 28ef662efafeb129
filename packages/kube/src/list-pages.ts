import type { JsonObject, KubeObject } from '@sluice/objects';
import { isExpired } from './api-error.ts';
import type { KubeList, ListOptions, ResourceInfo } from './client.ts';
import { queryOf, resourcePath } from './resource-path.ts';
import type { Session } from './session.ts';

const metadataListType = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';

const defaultPageSize = 500;
const firstPageTries = 2;

/**
 * A whole list, page by page. When the version of the pages expires on the way, it starts again, and the last time
 * asks for everything in one page.
 */
export async function listPages<T extends KubeObject>(
  session: Session,
  resource: ResourceInfo,
  options: ListOptions & { readonly impersonate?: string | undefined },
): Promise<KubeList<T>> {
  const limit = options.limit ?? defaultPageSize;
  for (let attempt = 1; attempt < firstPageTries; attempt++) {
    try {
      return await allPages<T>(session, resource, { ...options, limit });
    } catch (error) {
      if (!isExpired(error)) throw error;
    }
  }
  return allPages<T>(session, resource, options);
}

async function allPages<T extends KubeObject>(
  session: Session,
  resource: ResourceInfo,
  options: ListOptions & { readonly impersonate?: string | undefined },
): Promise<KubeList<T>> {
  const items: T[] = [];
  let next: string | undefined;
  for (;;) {
    const page = await onePage(session, resource, options, next);
    for (const item of (page['items'] ?? []) as JsonObject[]) items.push(typed(item, resource) as T);
    const metadata = (page['metadata'] ?? {}) as { readonly resourceVersion?: string; readonly continue?: string };
    next = metadata.continue === '' ? undefined : metadata.continue;
    if (next === undefined) return { items, resourceVersion: metadata.resourceVersion ?? '' };
  }
}

function onePage(
  session: Session,
  resource: ResourceInfo,
  options: ListOptions & { readonly impersonate?: string | undefined },
  next: string | undefined,
): Promise<JsonObject> {
  const query = queryOf({
    labelSelector: options.labelSelector,
    fieldSelector: options.fieldSelector,
    limit: options.limit,
    // A continued list has its version inside of `continue`.
    ...(next === undefined ? { resourceVersion: options.resourceVersion } : { continue: next }),
  });
  return session.json({
    call: `list ${resource.resource}`,
    method: 'GET',
    path: resourcePath(resource, { namespace: options.namespace }) + query,
    ...(options.metadataOnly === true ? { accept: metadataListType } : {}),
    impersonate: options.impersonate,
    timeoutMs: options.timeoutMs,
    signal: options.signal,
    writes: false,
    idempotent: true,
  });
}

/** Items of built-in lists come without apiVersion and kind; items of metadata lists with those of PartialObjectMetadata. */
export function typed(item: JsonObject, resource: ResourceInfo): KubeObject {
  item['apiVersion'] = resource.apiVersion;
  item['kind'] = resource.kind;
  return item as unknown as KubeObject;
}
