import type { JsonObject } from '@sluice/objects';
import { stringifyJson } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import type { Resource } from '../registry/resource.ts';
import { tableOfObjects } from '../tables/table.ts';
import type { Answer } from './answer.ts';
import { json, objectAnswer } from './answer.ts';
import { itemText, objectText } from './encode.ts';
import { partialMetadata } from './partial-metadata.ts';
import type { ListMeta, View } from './view.ts';

/** One object in the representation that the client asked for. */
export function presentObject(resource: Resource, object: ApiObject, view: View, status = 200): Answer {
  const { representation } = view;
  if (representation.as === 'object') return objectAnswer(status, object);
  return json(status, transformed(resource, object, view));
}

/** The object of a watch frame in the same representations. */
export function presentFrame(resource: Resource, object: ApiObject, view: View): string {
  return view.representation.as === 'object' ? objectText(object) : stringifyJson(transformed(resource, object, view));
}

function transformed(resource: Resource, object: ApiObject, view: View): JsonObject {
  if (view.representation.as === 'metadata') return partialMetadata(object, view.representation.apiVersion);
  const { resourceVersion = '' } = object.metadata;
  return tableOfObjects(resource, [object], { resourceVersion }, view);
}

/** A list in the representation that the client asked for. */
export function presentList(resource: Resource, objects: readonly ApiObject[], meta: ListMeta, view: View): Answer {
  const { as, apiVersion } = view.representation;
  if (as === 'table') return json(200, tableOfObjects(resource, objects, meta, view));
  if (as === 'object') return plainList(resource, objects, meta);
  return json(200, {
    kind: 'PartialObjectMetadataList',
    apiVersion,
    metadata: { ...meta },
    items: objects.map((object) => partialMetadata(object, apiVersion)),
  });
}

function plainList(resource: Resource, objects: readonly ApiObject[], meta: ListMeta): Answer {
  const typed = resource.origin === 'builtin';
  const head = {
    kind: resource.listKind,
    apiVersion: resource.apiVersion,
    metadata: typed ? { ...meta } : { continue: '', ...meta },
  };
  const items = objects.map((object) => itemText(object, typed)).join(',');
  return {
    status: 200,
    contentType: 'application/json',
    body: `${JSON.stringify(head).slice(0, -1)},"items":[${items}]}\n`,
  };
}
