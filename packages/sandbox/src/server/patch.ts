import type { JsonObject, JsonValue } from '@sluice/objects';
import { cloneJson, isJsonObject } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { at, textAt } from '../api-object.ts';
import { MistypedError, decodeObject } from '../registry/decode-object.ts';
import { applyOwned, typeName, typedName } from '../registry/ownership.ts';
import type { Registry } from '../registry/registry.ts';
import type { Resource } from '../registry/resource.ts';
import type { WriteOptions } from '../registry/write-options.ts';
import type { Cause } from '../status-error.ts';
import {
  StatusError,
  badRequest,
  invalid,
  unsupportedMediaType,
  unsupportedPatchType,
  conflict,
  notFound,
} from '../status-error.ts';
import { forbiddenField, required } from '../validation/causes.ts';
import type { Answer } from './answer.ts';
import { decodePatch, decodeYaml, goKind, mediaType, yamlErrors } from './decode-body.ts';
import { unknownMembers } from './json-patch-operations.ts';
import { patchedBy } from './patch-types.ts';
import { refusedPatch, refusedStrategicPatch } from './patched-text.ts';
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
  const unknown = type === 'application/json-patch+json' ? unknownMembers(patch) : [];
  const namespace = namespaceOf(resource, request.info.namespace);
  const change = (live: ApiObject): ApiObject => {
    const result = patchedBy(type, live, patch, resource);
    // A strategic merge is read into the type of the live object, whatever it says of its type.
    if (isStrategic && isJsonObject(result)) Object.assign(result, { apiVersion: live.apiVersion, kind: live.kind });
    const shown = cloneJson(result);
    try {
      return decodeObject(resource, result, options, [...strictErrors, ...unknown]);
    } catch (error) {
      throw isStrategic ? refusedStrategicPatch(error, patch) : refusedPatch(error, shown, patch, resource);
    }
  };
  const patched = registry.update(resource, namespace, request.info.name, change, options);
  return presentObject(resource, patched, viewOf(resource, request, registry.clock.now()));
}

/** Server-side apply: creates what is missing, and the manager owns what it names. */
function applyObject(registry: Registry, resource: Resource, request: ApiRequest, options: WriteOptions): Answer {
  const { query, info } = request;
  if (!query.get('fieldManager')) throw invalidPatchOption(required('fieldManager', 'is required for apply patch'));
  const { value, duplicates } = decodeYaml(request.body);
  const applied = appliedObject(resource, value);
  const namespace = namespaceOf(resource, info.namespace);
  const force = isTrue(query.get('force'));
  const view = viewOf(resource, request, registry.clock.now());
  const context = { resource, options, now: registry.clock.now() };
  if (isMissing(registry, resource, namespace, info.name)) {
    checkCreation(resource, request, applied);
    const draft = decodeApplied(resource, applyOwned(undefined, applied, force, context), applied, options);
    reportDuplicates(duplicates, options);
    if (!resource.namespaced) delete draft.metadata.namespace;
    return presentObject(resource, registry.create(resource, namespace, draft, options, true), view, 201);
  }
  const merge = (live: ApiObject): ApiObject => {
    const draft = decodeApplied(resource, applyOwned(live, applied, force, context), applied, options);
    reportDuplicates(duplicates, options);
    return draft;
  };
  const change = Object.assign(merge, { ownsFields: true });
  return presentObject(resource, registry.update(resource, namespace, info.name, change, options), view);
}

/** The merged object in its Go type; what does not fit is a fault of the merge, as the server sees it. */
function decodeApplied(resource: Resource, merged: ApiObject, applied: JsonObject, options: WriteOptions): ApiObject {
  try {
    return decodeObject(resource, merged, options);
  } catch (error) {
    if (!(error instanceof MistypedError)) throw error;
    const reason = `unable to convert unstructured object to ${typeName(resource)}: ${error.misfit.unstructured}`;
    const subject = typedName(resource, applied);
    throw new StatusError(500, '', `failed to convert new object (${subject}) to proper version: ${reason}`);
  }
}

/** Keys that stand twice in applied YAML. */
function reportDuplicates(duplicates: readonly string[], { fieldValidation, warnings }: WriteOptions): void {
  const [first] = duplicates;
  if (first === undefined || fieldValidation === 'Ignore') return;
  if (fieldValidation === 'Warn') warnings.push(...duplicates);
  else throw badRequest(`error strict decoding YAML: ${yamlErrors(duplicates)}`);
}

/** What an apply may bring into being: an object of the name on the URL, by someone who may create it. */
function checkCreation(resource: Resource, { info, demandCreate }: ApiRequest, applied: JsonObject): void {
  if (info.subresource !== '') throw notFound(resource, info.name);
  const uid = textAt(applied, 'metadata', 'uid') ?? '';
  const given = at(applied, 'metadata', 'name') ?? (isJsonObject(applied['metadata']) ? '' : info.name);
  // What has another type is refused when it is merged.
  const name = typeof given === 'string' ? given : info.name;
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
  applied['metadata'] ??= {};
  const { metadata } = applied;
  // What has another type is refused when it is merged.
  if (!isJsonObject(metadata)) return applied;
  if (!resource.namespaced) delete metadata['namespace'];
  if (Object.hasOwn(metadata, 'managedFields')) throw badRequest('metadata.managedFields must be nil');
  return applied;
}
