import type { JsonObject, JsonValue } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import type { Resource } from '../registry/resource.ts';
import { podRowConditions } from '../printers/pod.ts';
import { partialMetadata } from '../server/partial-metadata.ts';
import type { ListMeta, View } from '../server/view.ts';
import { cellsOf } from './cells.ts';

/** What `kubectl get` asks for: columns and a row for each object. */
export function tableOfObjects(
  resource: Resource,
  objects: readonly ApiObject[],
  meta: ListMeta,
  view: View,
): JsonObject {
  const { apiVersion } = view.representation;
  return {
    kind: 'Table',
    apiVersion,
    metadata: { ...meta },
    columnDefinitions: columnsOf(resource),
    rows: objects.map((object) => rowOf(resource, object, view)),
  };
}

function rowOf(resource: Resource, object: ApiObject, view: View): JsonObject {
  const conditions = resource.table === '/pods' ? podRowConditions(object) : undefined;
  const cells = cellsOf(resource, object, view.now);
  return { cells, ...(conditions === undefined ? {} : { conditions }), object: rowObject(object, view) };
}

function columnsOf(resource: Resource): JsonValue[] {
  return resource.columns.map(({ name, type, format, description, priority }) => ({
    name,
    type,
    format,
    description,
    priority,
  }));
}

function rowObject(object: ApiObject, { includeObject, representation }: View): JsonValue {
  if (includeObject === 'None') return null;
  if (includeObject === 'Object') return object;
  return partialMetadata(
    object.kind === 'DaemonSet' ? withoutTemplateGeneration(object) : object,
    representation.apiVersion,
  );
}

/** Rows are made from internal objects, which keep the generation of a template elsewhere. */
function withoutTemplateGeneration(object: ApiObject): ApiObject {
  const { 'deprecated.daemonset.template.generation': _generation, ...annotations } = object.metadata.annotations ?? {};
  const { annotations: _all, ...metadata } = object.metadata;
  const kept = Object.keys(annotations).length === 0 ? metadata : { ...metadata, annotations };
  return Object.assign({}, object, { metadata: kept });
}
