import { answerTokenRequest } from '../authentication/token-request.ts';
import type { Access } from '../authorization/reviews.ts';
import { answerReview, reviews } from '../authorization/reviews.ts';
import { decodeObject } from '../registry/decode-object.ts';
import { trackUpdate } from '../registry/ownership.ts';
import type { Registry } from '../registry/registry.ts';
import type { Resource } from '../registry/resource.ts';
import { methodNotAllowed, methodNotSupported, noSuchPath, notFound } from '../status-error.ts';
import { subresourceHandlers } from '../subresources/subresources.ts';
import type { Answer, Stream } from './answer.ts';
import { decodeBody } from './decode-body.ts';
import { deleteCollection, deleteObject } from './delete.ts';
import { patchObject } from './patch.ts';
import { presentObject } from './present.ts';
import { getObject, listObjects, viewOf } from './read.ts';
import type { ApiRequest } from './request.ts';
import { manyVerbs } from './request-info.ts';
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
export function handleResource(
  registry: Registry,
  resource: Resource,
  request: ApiRequest,
  access: Access,
): Answer | Stream {
  const { verb, subresource } = request.info;
  checkScope(resource, request);
  const deprecation = resource.deprecation ?? deprecations.get(resource.table);
  if (deprecation !== undefined) request.warnings.push(deprecation);
  const handle = handlerOf(resource, request);
  if (verb === 'create' && reviews.has(resource.kind)) {
    return reviewAnswer(access, resource, request, registry.clock.now());
  }
  const demandCreate = (): void => access.authorizer.demand({ user: request.user, ...request.info, verb: 'create' });
  if (subresource === 'token') return answerTokenRequest(access.authenticator.tokens, registry, resource, request);
  return handle(registry, resource, verb === 'patch' ? { ...request, demandCreate } : request);
}

/** What serves a verb on a resource or subresource; refuses what is not served. */
function handlerOf(resource: Resource, { info }: ApiRequest): Verb {
  const { subresource, verb } = info;
  const isBuiltin = resource.origin === 'builtin';
  const known = subresource === '' ? resource.verbs : resource.subresources.get(subresource)?.verbs;
  if (known === undefined) throw isBuiltin ? noSuchPath() : notFound(resource, info.name);
  const handle = subresourceHandlers.get(subresource) ?? verbs.get(verb);
  if (handle !== undefined && known.includes(verb)) return handle;
  throw isBuiltin ? methodNotAllowed() : methodNotSupported(resource, verb);
}

/** Refuses paths that no kind has, and methods that no path of their form has. */
function checkScope(resource: Resource, request: ApiRequest): void {
  if (isNoPath(resource, request)) throw noSuchPath();
  if (isWrongMethod(resource, request)) throw methodNotAllowed();
}

/** A path that names a namespace where the kind has none, or none where an object needs one. */
function isNoPath({ namespaced, resource }: Resource, { info }: ApiRequest): boolean {
  if (info.name.includes('/') || (info.rest.length > 0 && info.subresource !== 'proxy')) return true;
  if (namespaced) return info.namespace === '' && info.name !== '' && !manyVerbs.has(info.verb);
  return info.namespace !== '' && resource !== 'namespaces';
}

/** An object is created in its collection and changed at its own path. */
function isWrongMethod({ namespaced }: Resource, { info, method }: ApiRequest): boolean {
  if (method === 'HEAD') return true;
  if (info.verb === 'deletecollection') return namespaced && info.namespace === '';
  if (info.verb !== 'create') return info.name === '' && (info.verb === 'update' || info.verb === 'patch');
  return (namespaced && info.namespace === '') || (info.name !== '' && info.subresource === '');
}

function reviewAnswer(access: Access, resource: Resource, request: ApiRequest, now: number): Answer {
  const options = writeOptions(request);
  const view = viewOf(resource, request, now);
  const review = decodeObject(resource, decodeBody(request.body, request.headers['content-type']), options);
  if (resource.kind.endsWith('AccessReview') || resource.kind === 'TokenReview')
    trackUpdate(undefined, review, { resource, options, now });
  return presentObject(resource, answerReview(access, review, request, now) ?? review, view, 201);
}
