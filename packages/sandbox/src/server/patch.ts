import type { JsonObject, JsonValue } from '@sluice/objects';
import { cloneJson, isJsonObject } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { textAt } from '../api-object.ts';
import { decodeObject } from '../registry/decode-object.ts';
import { applyOwned } from '../registry/ownership.ts';
import type { Registry } from '../registry/registry.ts';
import type { Resource } from '../registry/resource.ts';
import type { WriteOptions } from '../registry/write-options.ts';
import type { Cause, StatusError } from '../status-error.ts';
import {
  badRequest,
  invalid,
  unsupportedMediaType,
  unsupportedPatchType,
  conflict,
  notFound,
} from '../status-error.ts';
import { forbiddenField, required } from '../validation/causes.ts';
import type { Answer } from './answer.ts';
import { decodePatch, decodeYaml, goKind, mediaType } from './decode-body.ts';
import { patchedBy } from './patch-types.ts';
import { refusedPatch } from './patched-text.ts';
import { presentObject } from './present.ts';
import { namespaceOf, viewOf } from './read.ts';
import type { ApiRequest } from './request.ts';
import { isTrue } from './request-info.ts';
import { isMissing } from './write.ts';
import { writeOptions } from './write-parameters.ts';

const applyType = 'application/apply-patch+yaml';
const patchTypes = ['application/json-patch+json', 'application/merge-patch+json', applyType];

/** PATCH with any of the four patch types. */
export function patchObject(registry: Registry, resource: Resource, request: ApiRequest): Answer {
  const options = writeOptions(request);
  const type = mediaType(request.headers['content-type']);
  const accepted =
    resource.custom === undefined ? [...patchTypes, 'application/strategic-merge-patch+json'] : patchTypes;
  if (!accepted.includes(type))
    throw resource.custom === undefined ? unsupportedPatchType() : unsupportedMediaType(accepted);
  if (type !== applyType && request.query.has('force'))
    throw invalidPatchOption(forbiddenField('force', 'may not be specified for non-apply patch'));
  if (type === applyType) return applyObject(registry, resource, request, options);
  const isStrategic = type === 'application/strategic-merge-patch+json';
  const { value: patch, strictErrors } = decodePatch(request.body, isStrategic ? '' : 'error decoding patch: ');
  const namespace = namespaceOf(resource, request.info.namespace);
  const change = (live: ApiObject): ApiObject => {
    const result = patchedBy(type, live, patch, resource);
    const shown = cloneJson(result);
    try {
      return decodeObject(resource, result, options, strictErrors);
    } catch (error) {
      throw refusedPatch(error, shown, resource);
    }
  };
  const patched = registry.update(resource, namespace, request.info.name, change, options);
  return presentObject(resource, patched, viewOf(resource, request, registry.clock.now()));
}

/** Server-side apply: creates what is missing, and the manager owns what it names. */
function applyObject(registry: Registry, resource: Resource, request: ApiRequest, options: WriteOptions): Answer {
  const { query, info } = request;
  if (!query.get('fieldManager')) throw invalidPatchOption(required('fieldManager', 'is required for apply patch'));
  const applied = appliedObject(resource, decodeYaml(request.body));
  const namespace = namespaceOf(resource, info.namespace);
  const force = isTrue(query.get('force'));
  const view = viewOf(resource, request, registry.clock.now());
  const context = { resource, options, now: registry.clock.now() };
  if (isMissing(registry, resource, namespace, info.name)) {
    checkCreation(resource, request, applied);
    const draft = decodeObject(resource, applyOwned(undefined, applied, force, context), options);
    return presentObject(resource, registry.create(resource, namespace, draft, options, true), view, 201);
  }
  const merge = (live: ApiObject): ApiObject =>
    decodeObject(resource, applyOwned(live, applied, force, context), options);
  const change = Object.assign(merge, { ownsFields: true });
  return presentObject(resource, registry.update(resource, namespace, info.name, change, options), view);
}

/** What an apply may bring into being: an object of the name on the URL, by someone who may create it. */
function checkCreation(resource: Resource, { info, demandCreate }: ApiRequest, applied: JsonObject): void {
  if (info.subresource !== '') throw notFound(resource, info.name);
  const uid = textAt(applied, 'metadata', 'uid') ?? '';
  const name = textAt(applied, 'metadata', 'name') ?? '';
  if (name === '')
    throw badRequest(`the name of the object (${info.name} based on URL) was undeterminable: name must be provided`);
  if (name !== info.name)
    throw badRequest(`the name of the object (${name}) does not match the name on the URL (${info.name})`);
  if (uid !== '') {
    throw conflict(
      resource,
      name,
      `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`,
    );
  }
  demandCreate?.();
}

function invalidPatchOption(cause: Cause): StatusError {
  return invalid({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [cause]);
}

/** Group, version and kind as Go writes them: the core group leaves its place empty. */
function typeText(apiVersion: JsonValue, kind: JsonValue): string {
  const version = typeof apiVersion === 'string' ? apiVersion : '';
  return `${version.includes('/') ? version : `/${version}`}, Kind=${typeof kind === 'string' ? kind : ''}`;
}

function appliedObject(resource: Resource, value: JsonValue): JsonObject {
  const given = value ?? {};
  if (!isJsonObject(given)) {
    const reason = `json: cannot unmarshal ${goKind(given)} into Go value of type map[string]interface {}`;
    throw badRequest(`error decoding YAML: error unmarshaling JSON: while decoding JSON: ${reason}`);
  }
  const { apiVersion = '', kind = '' } = given;
  if (apiVersion !== resource.apiVersion || kind !== resource.kind)
    throw badRequest(`invalid object type: ${typeText(apiVersion, kind)}`);
  const applied = cloneJson(given);
  if (!isJsonObject(applied['metadata'])) applied['metadata'] = {};
  if (!resource.namespaced) delete applied['metadata']['namespace'];
  if (Object.hasOwn(applied['metadata'], 'managedFields')) throw badRequest('metadata.managedFields must be nil');
  return applied;
}
