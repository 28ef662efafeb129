import type { JsonObject } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import type { Registry } from '../registry/registry.ts';
import type { Resource } from '../registry/resource.ts';
import type { Answer } from './answer.ts';
import { inFormat, json } from './answer.ts';
import { presentList, presentObject } from './present.ts';
import { parseCount } from './list-options.ts';
import { namespaceOf, pageOf, viewOf } from './read.ts';
import type { ApiRequest } from './request.ts';
import { selection } from './selection.ts';
import { deleteOptions } from './write-parameters.ts';

export function deleteObject(registry: Registry, resource: Resource, request: ApiRequest): Answer {
  const options = deleteOptions(request);
  const { namespace, name } = request.info;
  const view = viewOf(resource, request, registry.clock.now());
  const { object, gone } = registry.delete(resource, namespaceOf(resource, namespace), name, options);
  if (gone && !resource.strategy.returnsDeleted)
    return inFormat(json(200, deletedStatus(resource, object)), view.representation.format);
  return presentObject(resource, object, view);
}

/** Deletes every object that the selectors match; answers with the list as it was. */
export function deleteCollection(registry: Registry, resource: Resource, request: ApiRequest): Answer {
  const options = deleteOptions(request);
  const namespace = resource.namespaced && request.info.namespace !== '' ? request.info.namespace : undefined;
  const { objects, meta } = pageOf(
    { objects: registry.store.list(resource.table, namespace), revision: registry.store.revision },
    selection(resource, request.query),
    parseCount(request.query.get('limit')) ?? 0,
  );
  for (const { metadata } of objects) registry.delete(resource, metadata.namespace ?? '', metadata.name ?? '', options);
  return presentList(
    resource,
    objects.map((object) => resource.convert(object)),
    meta,
    viewOf(resource, request, registry.clock.now()),
  );
}

function deletedStatus({ group, resource }: Resource, { metadata }: ApiObject): JsonObject {
  const details = {
    name: metadata.name ?? '',
    ...(group === '' ? {} : { group }),
    kind: resource,
    uid: metadata.uid ?? '',
  };
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details };
}
