import type { JsonObject, JsonValue } from '@sluice/objects';
import type { Resource } from '../registry/resource.ts';

type Gvk = { group: string; version: string; kind: string };

interface Operation {
  readonly method: string;
  readonly action: string;
  readonly parameters: readonly string[];
}

const writes = ['dryRun', 'fieldManager', 'fieldValidation'];
const lists = [
  'allowWatchBookmarks',
  'continue',
  'fieldSelector',
  'labelSelector',
  'limit',
  'resourceVersion',
  'resourceVersionMatch',
  'sendInitialEvents',
  'timeoutSeconds',
  'watch',
];
const deletions = ['dryRun', 'gracePeriodSeconds', 'orphanDependents', 'propagationPolicy'];

const onCollection = new Map<string, Operation>([
  ['list', { method: 'get', action: 'list', parameters: lists }],
  ['create', { method: 'post', action: 'post', parameters: writes }],
  ['deletecollection', { method: 'delete', action: 'deletecollection', parameters: [...deletions, ...lists] }],
]);
const onObject = new Map<string, Operation>([
  ['get', { method: 'get', action: 'get', parameters: [] }],
  ['update', { method: 'put', action: 'put', parameters: writes }],
  ['patch', { method: 'patch', action: 'patch', parameters: [...writes, 'force'] }],
  ['delete', { method: 'delete', action: 'delete', parameters: deletions }],
  ['create', { method: 'post', action: 'post', parameters: writes }],
]);

/** The operations of a resource: what `kubectl` looks up kinds and supported parameters by. */
export function pathsOf(resource: Resource, schemaName: string): JsonObject {
  const { group, version, kind } = resource;
  const base = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const collection = resource.namespaced
    ? `${base}/namespaces/{namespace}/${resource.resource}`
    : `${base}/${resource.resource}`;
  const gvk = { group, version, kind };
  const paths: JsonObject = {
    [collection]: operations(onCollection, resource.verbs, gvk, schemaName),
    [`${collection}/{name}`]: operations(without(onObject, 'create'), resource.verbs, gvk, schemaName),
  };
  if (resource.namespaced)
    paths[`${base}/${resource.resource}`] = operations(only(onCollection, 'list'), resource.verbs, gvk, schemaName);
  for (const sub of resource.subresources.values()) {
    const subject = { group: sub.group, version: sub.version, kind: sub.kind };
    paths[`${collection}/{name}/${sub.name}`] = operations(onObject, sub.verbs, subject, schemaName);
  }
  return Object.fromEntries(Object.entries(paths).filter(([, item]) => Object.keys(item as JsonObject).length > 0));
}

function without(map: ReadonlyMap<string, Operation>, verb: string): ReadonlyMap<string, Operation> {
  return new Map([...map].filter(([key]) => key !== verb));
}

function only(map: ReadonlyMap<string, Operation>, verb: string): ReadonlyMap<string, Operation> {
  return new Map([...map].filter(([key]) => key === verb));
}

function operations(
  known: ReadonlyMap<string, Operation>,
  verbs: readonly string[],
  gvk: Gvk,
  schemaName: string,
): JsonObject {
  const served = [...known].filter(([verb]) => verbs.includes(verb));
  return Object.fromEntries(served.map(([, operation]) => [operation.method, operationOf(operation, gvk, schemaName)]));
}

function operationOf({ action, parameters }: Operation, gvk: Gvk, schemaName: string): JsonValue {
  return {
    parameters: parameters.map((name) => ({ name, in: 'query', schema: { type: 'string', uniqueItems: true } })),
    responses: {
      '200': {
        description: 'OK',
        content: { 'application/json': { schema: { $ref: `#/components/schemas/${schemaName}` } } },
      },
    },
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': gvk,
  };
}
