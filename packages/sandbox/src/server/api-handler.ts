import type { Authorizer } from '../authorization/authorizer.ts';
import { answerReview, reviews } from '../authorization/reviews.ts';
import { decodeObject } from '../registry/decode-object.ts';
import { trackUpdate } from '../registry/ownership.ts';
import type { Registry } from '../registry/registry.ts';
import type { Resource } from '../registry/resource.ts';
import { methodNotAllowed, methodNotSupported, noSuchPath, notFound } from '../status-error.ts';
import { subresourceHandlers } from '../subresources/subresources.ts';
import type { Answer, Stream } from './answer.ts';
import { objectAnswer } from './answer.ts';
import { decodeBody } from './decode-body.ts';
import { deleteCollection, deleteObject } from './delete.ts';
import { patchObject } from './patch.ts';
import { getObject, listObjects } from './read.ts';
import type { ApiRequest } from './request.ts';
import { watchObjects } from './watch.ts';
import { createObject, replaceObject } from './write.ts';
import { writeOptions } from './write-parameters.ts';

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

/** What the server says to everyone who still uses a kind. */
const deprecations = new Map([
  ['/endpoints', 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice'],
  ['/componentstatuses', 'v1 ComponentStatus is deprecated in v1.19+'],
]);

/** Answers a request for objects. Refusals are thrown as `StatusError`. */
export function handleResource(registry: Registry, resource: Resource, request: ApiRequest, authorizer: Authorizer): Answer | Stream {
  const { subresource, verb } = request.info;
  checkScope(resource, request);
  const deprecation = deprecations.get(resource.table);
  if (deprecation !== undefined) request.warnings.push(deprecation);
  const known = subresource === '' ? resource.verbs : resource.subresources.get(subresource)?.verbs;
  if (known === undefined) throw resource.origin === 'builtin' ? noSuchPath() : notFound(resource, request.info.name);
  const handle = subresourceHandlers.get(subresource) ?? verbs.get(verb);
  if (handle === undefined || !known.includes(verb)) {
    throw resource.origin === 'builtin' ? methodNotAllowed() : methodNotSupported(resource, verb);
  }
  if (verb === 'create' && reviews.has(resource.kind)) {
    return reviewAnswer(authorizer, resource, request, registry.clock.now());
  }
  const demandCreate = (): void => authorizer.demand({ user: request.user, ...request.info, verb: 'create' });
  return handle(registry, resource, verb === 'patch' ? { ...request, demandCreate } : request);
}

/** A path that names a namespace where the kind has none, or none where an object needs one. */
function checkScope({ namespaced, resource }: Resource, { info, method }: ApiRequest): void {
  if (!namespaced && info.namespace !== '' && resource !== 'namespaces') throw noSuchPath();
  if (namespaced && info.namespace === '' && info.verb === 'create') throw methodNotAllowed();
  if (namespaced && info.namespace === '' && info.name !== '') throw noSuchPath();
  if (info.verb === 'create' && info.name !== '' && info.subresource === '') throw methodNotAllowed();
  if (info.name.includes('/')) throw noSuchPath();
  if (info.name === '' && (info.verb === 'update' || info.verb === 'patch')) throw methodNotAllowed();
  if (method === 'HEAD') throw methodNotAllowed();
  if (info.rest.length > 0 && info.subresource !== 'proxy') throw noSuchPath();
}

function reviewAnswer(authorizer: Authorizer, resource: Resource, request: ApiRequest, now: number): Answer {
  const options = writeOptions(request);
  const review = decodeObject(resource, decodeBody(request.body, request.headers['content-type']), options);
  if (resource.kind.endsWith('AccessReview')) trackUpdate(undefined, review, { resource, options, now });
  return objectAnswer(201, answerReview(authorizer, review, request, now) ?? review);
}
