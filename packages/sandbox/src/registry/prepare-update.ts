import { deepEqual } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import type { Resource } from './resource.ts';
import type { PendingWrite } from './validate-write.ts';

/** Takes back what an endpoint does not write, lets the kind do its part, and counts the generation. */
export function prepareUpdate({
  resource,
  draft,
  live,
  subresource,
  context,
}: PendingWrite & { readonly live: ApiObject }): void {
  const { strategy } = resource;
  if (subresource === 'status') {
    keepAllButStatus(draft, live, resource);
    strategy.prepareForStatusUpdate?.(draft, live, context);
  } else {
    for (const field of strategy.statusFields) keepField(draft, live, field);
    if (subresource !== 'finalize') strategy.prepareForUpdate?.(draft, live, context);
  }
  strategy.setDefaults?.(draft);
  if (strategy.countsGenerations && isNewGeneration(draft, live, strategy.statusFields)) {
    draft.metadata.generation = (live.metadata.generation ?? 0) + 1;
  }
}

function keepField(draft: ApiObject, live: ApiObject, field: string): void {
  const value = live[field];
  if (value === undefined) delete draft[field];
  else draft[field] = value;
}

function keepAllButStatus(draft: ApiObject, live: ApiObject, resource: Resource): void {
  const own = new Set([...resource.strategy.statusFields, 'metadata', 'apiVersion', 'kind']);
  for (const field of new Set([...Object.keys(draft), ...Object.keys(live)]))
    if (!own.has(field)) keepField(draft, live, field);
  if (resource.custom === undefined) return;
  const { managedFields } = draft.metadata;
  draft.metadata = { ...live.metadata, ...(managedFields === undefined ? {} : { managedFields }) };
}

function isNewGeneration(draft: ApiObject, live: ApiObject, statusFields: readonly string[]): boolean {
  const ignored = new Set([...statusFields, 'metadata', 'apiVersion', 'kind']);
  for (const field of new Set([...Object.keys(draft), ...Object.keys(live)])) {
    if (!ignored.has(field) && !deepEqual(draft[field], live[field])) return true;
  }
  return false;
}
