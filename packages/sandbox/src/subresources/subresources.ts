import type { JsonValue } from '@sluice/objects';
import { loadSchemaFacts } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { objectAt, textAt } from '../api-object.ts';
import { decodeObject } from '../registry/decode-object.ts';
import { amend, internalDelete } from '../registry/internal.ts';
import { applyOwned } from '../registry/ownership.ts';
import type { Registry } from '../registry/registry.ts';
import type { Resource } from '../registry/resource.ts';
import { builtinResource } from '../registry/resource.ts';
import { plainStrategy } from '../registry/strategy.ts';
import type { Answer } from '../server/answer.ts';
import { inFormat, json, text } from '../server/answer.ts';
import { decodeBody, decodeJson, decodeYaml, mediaType } from '../server/decode-body.ts';
import { preferredFormat } from '../server/negotiation.ts';
import { patchedBy } from '../server/patch-types.ts';
import { presentObject } from '../server/present.ts';
import { namespaceOf, viewOf } from '../server/read.ts';
import type { ApiRequest } from '../server/request.ts';
import { isTrue } from '../server/request-info.ts';
import { writeOptions } from '../server/write-parameters.ts';
import { badRequest } from '../status-error.ts';
import { scaleOf, withScale } from './scale.ts';

type Handler = (registry: Registry, resource: Resource, request: ApiRequest) => Answer;

/** Subresources that are not simply another way to write the object itself. */
export const subresourceHandlers: ReadonlyMap<string, Handler> = new Map([
  ['scale', handleScale],
  ['binding', handleBinding],
  ['eviction', handleEviction],
  ['log', handleLog],
]);

const scaleFacts = {
  group: 'autoscaling',
  version: 'v1',
  kind: 'Scale',
  resource: 'scales',
  singular: 'scale',
  namespaced: true,
  verbs: [],
  shortNames: [],
  categories: [],
  subresources: [],
  columns: [],
};
const scaleResource = builtinResource(
  scaleFacts,
  () => loadSchemaFacts().typeOf('autoscaling/v1', 'Scale'),
  plainStrategy,
);

function handleScale(registry: Registry, resource: Resource, request: ApiRequest): Answer {
  const { namespace, name } = request.info;
  const place = namespaceOf(resource, namespace);
  const view = viewOf(scaleResource, request, registry.clock.now());
  if (request.info.verb === 'get')
    return presentObject(scaleResource, scaleOf(resource, registry.get(resource, place, name)), view);
  const options = writeOptions(request);
  const rescale = (live: ApiObject): ApiObject => {
    const scale = decodeObject(scaleResource, newScale(request, scaleOf(resource, live)), options);
    return withScale(resource, live, scale);
  };
  const isApply = mediaType(request.headers['content-type']) === 'application/apply-patch+yaml';
  const change = isApply ? Object.assign(owned(registry, resource, request, rescale), { ownsFields: true }) : rescale;
  return presentObject(scaleResource, scaleOf(resource, registry.update(resource, place, name, change, options)), view);
}

/** What is applied to a scale is applied to the field of the object that holds the size. */
function owned(
  registry: Registry,
  resource: Resource,
  request: ApiRequest,
  rescale: (live: ApiObject) => ApiObject,
): (live: ApiObject) => ApiObject {
  const context = { resource, options: writeOptions(request), now: registry.clock.now() };
  return (live) => {
    const { apiVersion, kind, metadata } = live;
    const empty = {
      apiVersion,
      kind,
      metadata: { name: metadata.name ?? '', namespace: metadata.namespace ?? '' },
    } as unknown as ApiObject;
    const applied = withScale(resource, empty, scaleOf(resource, rescale(live)), false);
    return applyOwned(live, applied, isTrue(request.query.get('force')), context);
  };
}

function newScale(request: ApiRequest, current: ApiObject): JsonValue {
  const type = request.headers['content-type'];
  if (request.info.verb === 'update') return decodeBody(request.body, type);
  if (mediaType(type) !== 'application/apply-patch+yaml')
    return patchedBy(mediaType(type), current, decodeJson(request.body), scaleResource);
  return Object.assign({ ...current }, { spec: { ...objectAt(decodeYaml(request.body), 'spec') } });
}

function handleBinding(registry: Registry, resource: Resource, request: ApiRequest): Answer {
  const node = textAt(decodeBody(request.body, request.headers['content-type']), 'target', 'name') ?? '';
  const { namespace, name } = request.info;
  if (node === '') throw badRequest('Binding "" is invalid: target.name: Required value');
  const pod = registry.get(resource, namespace, name);
  amend(registry, resource, pod, { ...writeOptions(request), subresource: 'binding' }, (draft) => {
    objectAt(draft, 'spec')['nodeName'] = node;
  });
  return success(request);
}

/** There are no disruption budgets to respect among simulated pods: an eviction is a deletion. */
function handleEviction(registry: Registry, resource: Resource, request: ApiRequest): Answer {
  const { namespace, name } = request.info;
  registry.delete(resource, namespace, name, { ...internalDelete(), user: request.user });
  return success(request);
}

function success({ headers }: ApiRequest): Answer {
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };
  return inFormat(json(201, status), preferredFormat(headers.accept));
}

function handleLog(registry: Registry, resource: Resource, request: ApiRequest): Answer {
  registry.get(resource, request.info.namespace, request.info.name);
  return text(200, '');
}
