import type { Registry } from '../registry/registry.ts';
import type { Resource } from '../registry/resource.ts';
import { methodNotAllowed, methodNotSupported, noSuchPath } from '../status-error.ts';
import type { Answer, Stream } from './answer.ts';
import { deleteCollection, deleteObject } from './delete.ts';
import { patchObject } from './patch.ts';
import { getObject, listObjects } from './read.ts';
import type { ApiRequest } from './request.ts';
import { watchObjects } from './watch.ts';
import { createObject, replaceObject } from './write.ts';

type Verb = (registry: Registry, resource: Resource, request: ApiRequest) => Answer | Stream;

const verbs = new Map<string, Verb>([
  ['get', getObject],
  ['list', listObjects],
  ['watch', watchObjects],
  ['create', createObject],
  ['update', replaceObject],
  ['patch', patchObject],
  ['delete', deleteObject],
  ['deletecollection', deleteCollection],
]);

/** Answers a request for objects. Refusals are thrown as `StatusError`. */
export function handleResource(registry: Registry, resource: Resource, request: ApiRequest, authorizer: Authorizer): Answer | Stream {
  const { subresource, verb } = request.info;
  checkScope(resource, request);
  const known = subresource === '' ? resource.verbs : resource.subresources.get(subresource)?.verbs;
  if (known === undefined) throw noSuchPath();
  const handle = verbs.get(verb);
  if (handle === undefined || !known.includes(verb)) {
    throw resource.origin === 'builtin' ? methodNotAllowed() : methodNotSupported(resource, verb);
  }
  return handle(registry, resource, request);
}
