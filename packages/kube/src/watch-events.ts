import type { IncomingMessage } from 'node:http';
import { type JsonObject, type JsonValue, type KubeObject, parseJson } from '@sluice/objects';
import { ApiError, ConnectionError, isStatusObject } from './api-error.ts';
import type { ResourceInfo, WatchEvent, WatchOptions } from './client.ts';
import { typed } from './list-pages.ts';
import { errorOfStatus } from './read-response.ts';
import { queryOf, resourcePath } from './resource-path.ts';
import type { Session } from './session.ts';
import { splitLines } from './split-lines.ts';

const metadataType = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json';
/** Largest event; an object of 1.5 MiB, twice over, with room for managedFields. */
const maxLineBytes = 16 * 1024 * 1024;

/**
 * One watch connection. Ends when the server ends it cleanly. Throws `ApiError` for an ERROR event (410: the version is
 * too old), and `ConnectionError` when the connection breaks or carries something that is no event.
 */
export async function* watchEvents<T extends KubeObject>(
  session: Session,
  resource: ResourceInfo,
  options: WatchOptions & { readonly impersonate?: string | undefined },
): AsyncGenerator<WatchEvent<T>> {
  const message = await openWatch(session, resource, options);
  options.onOpen?.();
  const request = `WATCH ${resource.resource}`;
  const abort = (): void => {
    message.destroy();
  };
  options.signal?.addEventListener('abort', abort, { once: true });
  try {
    for await (const line of splitLines(message, maxLineBytes)) {
      const event = readEvent(line, resource, request);
      if (event !== undefined) yield event as WatchEvent<T>;
    }
  } catch (error) {
    if (options.signal?.aborted === true) throw options.signal.reason;
    if (error instanceof ApiError || error instanceof ConnectionError) throw error;
    throw new ConnectionError('the watch broke', codeOf(error), request, { cause: error });
  } finally {
    options.signal?.removeEventListener('abort', abort);
    message.destroy();
  }
}

function openWatch(
  session: Session,
  resource: ResourceInfo,
  options: WatchOptions & { readonly impersonate?: string | undefined },
): Promise<IncomingMessage> {
  const query = queryOf({
    watch: true,
    allowWatchBookmarks: true,
    resourceVersion: options.resourceVersion,
    timeoutSeconds: options.timeoutSeconds,
    labelSelector: options.labelSelector,
    fieldSelector: options.fieldSelector,
  });
  return session.stream({
    call: `watch ${resource.resource}`,
    method: 'GET',
    path: resourcePath(resource, { namespace: options.namespace }) + query,
    ...(options.metadataOnly === true ? { accept: metadataType } : {}),
    impersonate: options.impersonate,
    timeoutMs: options.timeoutMs,
    signal: options.signal,
    writes: false,
    idempotent: true,
  });
}

function readEvent(line: Buffer, resource: ResourceInfo, request: string): WatchEvent | undefined {
  if (line.length === 0) return undefined;
  const event = parseEvent(line, request);
  const object = event['object'] as JsonObject;
  switch (event['type']) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED':
      return { type: event['type'], object: typed(object, resource) };
    case 'BOOKMARK':
      return { type: 'BOOKMARK', resourceVersion: (object as unknown as KubeObject).metadata.resourceVersion ?? '' };
    case 'ERROR':
      throw isStatusObject(object) ? errorOfStatus(object, 500, { request }) : garbage(request);
    default:
      throw garbage(request);
  }
}

function parseEvent(line: Buffer, request: string): JsonObject {
  let event: JsonValue;
  try {
    event = parseJson(line);
  } catch {
    throw garbage(request);
  }
  if (!isEvent(event)) throw garbage(request);
  return event;
}

function isEvent(value: JsonValue): value is JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const object = value['object'];
  return typeof object === 'object' && object !== null && !Array.isArray(object);
}

function garbage(request: string): ConnectionError {
  return new ConnectionError('the watch carried something that is no event', 'EGARBAGE', request);
}

function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? code : 'ECONNECTION';
}
