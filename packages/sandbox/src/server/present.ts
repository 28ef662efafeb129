import type { JsonObject } from '@sluice/objects';
import { stringifyJson } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { encodeFrame, encodeList, encodeProtobuf, wrap } from '../protobuf/encode.ts';
import type { Resource } from '../registry/resource.ts';
import { tableOfObjects } from '../tables/table.ts';
import type { Answer } from './answer.ts';
import { inFormat, json, objectAnswer, protobufType } from './answer.ts';
import { itemText, messageOf, objectText, watchFrame } from './encode.ts';
import { partialMetadata } from './partial-metadata.ts';
import type { ListMeta, View } from './view.ts';

/** One object in the representation that the client asked for. */
export function presentObject(resource: Resource, object: ApiObject, view: View, status = 200): Answer {
  const { as, format } = view.representation;
  if (format === 'protobuf') return protobuf(status, bytesOf(resource, object, view));
  return inFormat(
    as === 'object' ? objectAnswer(status, object) : json(status, transformed(resource, object, view)),
    format,
  );
}

/** One frame of a watch in the same representations. */
export function presentFrame(resource: Resource, type: string, object: ApiObject, view: View): string | Uint8Array {
  const { as, format } = view.representation;
  if (format === 'protobuf') return encodeFrame(type, bytesOf(resource, object, view));
  return watchFrame(type, as === 'object' ? objectText(object) : stringifyJson(transformed(resource, object, view)));
}

/** The last frame of a watch that fails. */
export function presentStatus(status: JsonObject, { representation }: View): string | Uint8Array {
  return representation.format === 'protobuf'
    ? encodeFrame('ERROR', encodeProtobuf(status))
    : watchFrame('ERROR', stringifyJson(status));
}

function protobuf(status: number, body: Uint8Array): Answer {
  return { status, contentType: protobufType, body };
}

function bytesOf(resource: Resource, object: ApiObject, view: View): Uint8Array {
  return view.representation.as === 'object'
    ? wrap(object.apiVersion, object.kind, messageOf(object))
    : encodeProtobuf(transformed(resource, object, view));
}

function transformed(resource: Resource, object: ApiObject, view: View): JsonObject {
  if (view.representation.as === 'metadata') return partialMetadata(object, view.representation.apiVersion);
  const { resourceVersion = '' } = object.metadata;
  return tableOfObjects(resource, [object], { resourceVersion }, view);
}

/** A list in the representation that the client asked for. */
export function presentList(resource: Resource, objects: readonly ApiObject[], meta: ListMeta, view: View): Answer {
  const { as, apiVersion, format } = view.representation;
  if (as === 'table') return inFormat(json(200, tableOfObjects(resource, objects, meta, view)), format);
  if (as === 'metadata') return inFormat(json(200, metadataList(objects, meta, apiVersion)), format);
  if (format === 'protobuf') {
    const { apiVersion: version, listKind } = resource;
    return protobuf(200, encodeList(version, listKind, { ...meta }, objects.map(messageOf)));
  }
  return inFormat(plainList(resource, objects, meta), format);
}

function metadataList(objects: readonly ApiObject[], meta: ListMeta, apiVersion: string): JsonObject {
  const items = objects.map((object) => partialMetadata(object, apiVersion));
  return { kind: 'PartialObjectMetadataList', apiVersion, metadata: { ...meta }, items };
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
