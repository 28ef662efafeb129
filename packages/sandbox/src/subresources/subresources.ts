import type { JsonValue } from '@sluice/objects';
import { cloneJson, loadSchemaFacts } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { setCondition } from '../conditions.ts';
import { ensure } from '../defaults/fill.ts';
import { objectAt, objectsAt, textAt } from '../api-object.ts';
import { decodeObject } from '../registry/decode-object.ts';
import { internalDelete } from '../registry/internal.ts';
import { applyOwned } from '../registry/ownership.ts';
import type { Registry } from '../registry/registry.ts';
import type { Resource } from '../registry/resource.ts';
import { builtinResource } from '../registry/resource.ts';
import { plainStrategy } from '../registry/strategy.ts';
import type { Answer } from '../server/answer.ts';
import { inFormat, json, noContent, text } from '../server/answer.ts';
import { decodeBody, decodePatch, decodeYaml, mediaType } from '../server/decode-body.ts';
import { preferredFormat } from '../server/negotiation.ts';
import { patchedBy } from '../server/patch-types.ts';
import { refusedPatch, refusedStrategicPatch } from '../server/patched-text.ts';
import type { WriteOptions } from '../registry/write-options.ts';
import { presentObject } from '../server/present.ts';
import { namespaceOf, viewOf } from '../server/read.ts';
import type { ApiRequest } from '../server/request.ts';
import { isTrue } from '../server/request-info.ts';
import { writeOptions } from '../server/write-parameters.ts';
import { StatusError, badRequest, conflict } from '../status-error.ts';
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
  const rescale = (live: ApiObject): ApiObject =>
    withScale(resource, live, decodeScale(request, newScale(request, scaleOf(resource, live)), options));
  const isApply = mediaType(request.headers['content-type']) === 'application/apply-patch+yaml';
  const change = isApply ? Object.assign(owned(registry, resource, request, rescale), { ownsFields: true }) : rescale;
  return presentObject(scaleResource, scaleOf(resource, registry.update(resource, place, name, change, options)), view);
}

/** A scale from a body, or the result of a patch: then what is wrong with it shows that result. */
function decodeScale(request: ApiRequest, value: JsonValue, options: WriteOptions): ApiObject {
  const shown = cloneJson(value);
  try {
    return decodeObject(scaleResource, value, options);
  } catch (error) {
    const type = mediaType(request.headers['content-type']);
    if (request.info.verb !== 'patch' || type.includes('apply')) throw error;
    const patch = decodePatch(request.body, '').value;
    throw type.includes('strategic')
      ? refusedStrategicPatch(error, patch)
      : refusedPatch(error, shown, patch, scaleResource);
  }
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
    return patchedBy(
      mediaType(type),
      current,
      decodePatch(request.body, 'error decoding patch: ').value,
      scaleResource,
    );
  return Object.assign({ ...current }, { spec: { ...objectAt(decodeYaml(request.body).value, 'spec') } });
}

function handleBinding(registry: Registry, resource: Resource, request: ApiRequest): Answer {
  const node = textAt(decodeBody(request.body, request.headers['content-type']), 'target', 'name') ?? '';
  const { namespace, name } = request.info;
  if (node === '') throw new StatusError(500, '', 'target.name: Required value');
  const bind = (live: ApiObject): ApiObject => {
    const bound = textAt(live, 'spec', 'nodeName') ?? '';
    if (bound !== '')
      throw conflict(
        { group: '', resource: 'pods/binding' },
        name,
        `pod ${name} is already assigned to node ${JSON.stringify(bound)}`,
      );
    const draft = cloneJson(live as JsonValue) as ApiObject;
    objectAt(draft, 'spec')['nodeName'] = node;
    setScheduled(draft, registry.clock.now());
    return draft;
  };
  // Nobody comes to own what a binding sets.
  const change = Object.assign(bind, { ownsFields: true });
  registry.update(resource, namespace, name, change, { ...writeOptions(request), subresource: 'binding' });
  return success(request);
}

function setScheduled(pod: ApiObject, now: number): void {
  const status = ensure(pod, 'status');
  setCondition(status, { type: 'PodScheduled', status: 'True', reason: '', message: '' }, now);
  for (const condition of objectsAt(status, 'conditions')) {
    if (condition['type'] !== 'PodScheduled') continue;
    delete condition['reason'];
    delete condition['message'];
    condition['lastProbeTime'] = null;
  }
}

/** There are no disruption budgets to respect among simulated pods: an eviction is a deletion. */
function handleEviction(registry: Registry, resource: Resource, request: ApiRequest): Answer {
  const { namespace, name } = request.info;
  const eviction = decodeBody(request.body, request.headers['content-type']);
  if (textAt(eviction, 'metadata', 'name') !== name)
    throw badRequest('name in URL does not match name in Eviction object');
  registry.delete(resource, namespace, name, { ...internalDelete(), user: request.user });
  return success(request);
}

function success({ headers }: ApiRequest): Answer {
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };
  return inFormat(json(201, status), preferredFormat(headers.accept));
}

/** Nothing that runs here writes a log, and a pod without a node has none. */
function handleLog(registry: Registry, resource: Resource, request: ApiRequest): Answer {
  const { namespace, name } = request.info;
  const pod = registry.get(resource, namespace, name);
  const container = request.query.get('container') ?? '';
  const names = ['containers', 'initContainers', 'ephemeralContainers'].flatMap((list) =>
    objectsAt(pod, 'spec', list).map((each) => textAt(each, 'name') ?? ''),
  );
  if (container !== '' && !names.includes(container))
    throw badRequest(`container ${container} is not valid for pod ${name}`);
  const isPlaced = Boolean(textAt(pod, 'spec', 'nodeName'));
  return isPlaced ? text(200, '') : noContent;
}
