import { deepEqual } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import type { Resource } from './resource.ts';
import type { Strategy } from './strategy.ts';
import type { PendingWrite } from './validate-write.ts';

/** Takes back what an endpoint does not write, lets the kind do its part, and counts the generation. */
export function prepareUpdate(write: Update): void {
  const { draft, live, subresource } = write;
  const { strategy } = write.resource;
  if (statusEndpoints.has(subresource)) prepareStatus(write);
  else prepareObject(write);
  strategy.setDefaults?.(draft);
  // A binding places a pod that is what it was, and a status says nothing new of what is wanted.
  if (subresource !== 'binding' && !statusEndpoints.has(subresource)) countGeneration(strategy, draft, live);
}

function countGeneration(strategy: Strategy, draft: ApiObject, live: ApiObject): void {
  if (!strategy.countsGenerations) return;
  const isNew = strategy.isNewGeneration?.(draft, live) ?? differsInSpec(draft, live, strategy.statusFields);
  if (isNew) draft.metadata.generation = (live.metadata.generation ?? 0) + 1;
}

const statusEndpoints = new Set(['status', 'approval']);

type Update = PendingWrite & { readonly live: ApiObject };

function prepareStatus({ resource, draft, live, subresource, context }: Update): void {
  const { strategy } = resource;
  keepAllButStatus(draft, live, resource);
  if (subresource === 'status') strategy.prepareForStatusUpdate?.(draft, live, context);
  else strategy.prepareForApproval?.(draft, live, context);
}

function prepareObject({ resource, draft, live, subresource, context }: Update): void {
  const { strategy } = resource;
  if (subresource !== 'binding') for (const field of strategy.statusFields) keepField(draft, live, field);
  if (subresource !== 'finalize') strategy.prepareForUpdate?.(draft, live, context);
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
  if (!resource.strategy.keepsMetadataInStatus) return;
  const { managedFields } = draft.metadata;
  draft.metadata = { ...live.metadata, ...(managedFields === undefined ? {} : { managedFields }) };
}

function differsInSpec(draft: ApiObject, live: ApiObject, statusFields: readonly string[]): boolean {
  const ignored = new Set([...statusFields, 'metadata', 'apiVersion', 'kind']);
  for (const field of new Set([...Object.keys(draft), ...Object.keys(live)])) {
    if (!ignored.has(field) && !deepEqual(draft[field], live[field])) return true;
  }
  return false;
}
