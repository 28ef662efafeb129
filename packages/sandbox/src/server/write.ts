import type { ApiObject } from '../api-object.ts';
import { uidConflict } from '../registry/check-update.ts';
import type { Registry } from '../registry/registry.ts';
import type { Resource } from '../registry/resource.ts';
import type { WriteOptions } from '../registry/write-options.ts';
import { decodeObject } from '../registry/decode-object.ts';
import { StatusError, badRequest } from '../status-error.ts';
import type { Answer } from './answer.ts';
import type { Decoded } from './decode-body.ts';
import { decodeObjectBody, yamlErrors } from './decode-body.ts';
import { presentObject } from './present.ts';
import { namespaceOf, viewOf } from './read.ts';
import type { ApiRequest } from './request.ts';
import { writeOptions } from './write-parameters.ts';

export function createObject(registry: Registry, resource: Resource, request: ApiRequest): Answer {
  const options = writeOptions(request);
  const { value, strictErrors } = bodyOf(request, resource, options);
  const draft = decodeObject(resource, value, options, strictErrors);
  if (!resource.namespaced) delete draft.metadata.namespace;
  const created = registry.create(resource, namespaceOf(resource, request.info.namespace), draft, options);
  return presentObject(resource, created, viewOf(resource, request, registry.clock.now()), 201);
}

export function replaceObject(registry: Registry, resource: Resource, request: ApiRequest): Answer {
  const options = writeOptions(request);
  const { name } = request.info;
  const namespace = namespaceOf(resource, request.info.namespace);
  const { value, strictErrors } = bodyOf(request, resource, options);
  const draft = decodeObject(resource, value, options, strictErrors);
  if (!draft.metadata.name)
    throw badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`);
  if (draft.metadata.name !== name)
    throw badRequest(`the name of the object (${draft.metadata.name}) does not match the name on the URL (${name})`);
  const view = viewOf(resource, request, registry.clock.now());
  if (
    resource.strategy.createsOnUpdate &&
    request.info.subresource === '' &&
    isMissing(registry, resource, namespace, name)
  ) {
    refuseUid(resource, namespace, draft);
    return presentObject(resource, registry.create(resource, namespace, draft, options), view, 201);
  }
  return presentObject(
    resource,
    registry.update(
      resource,
      namespace,
      name,
      Object.assign(() => draft, { replaces: true }),
      options,
    ),
    view,
  );
}

/** Who means an object with a certain uid does not mean a new one. */
function refuseUid(resource: Resource, namespace: string, { metadata }: ApiObject): void {
  const { uid = '', name = '' } = metadata;
  if (uid !== '') throw uidConflict(resource, namespace, name, uid, '');
  delete metadata.resourceVersion;
}

/** The object of a body, and what a strict reading of it objects to: YAML that has keys twice is one fault. */
function bodyOf({ body, headers }: ApiRequest, resource: Resource, { fieldValidation }: WriteOptions): Decoded {
  const isTyped = resource.custom === undefined;
  const decoded = decodeObjectBody(body, headers['content-type'], resource.kind, isTyped);
  const { value, strictErrors, duplicates = [] } = decoded;
  if (duplicates.length === 0) return decoded;
  const faults = fieldValidation === 'Strict' ? [yamlErrors(duplicates)] : duplicates;
  return { value, strictErrors: [...faults, ...strictErrors] };
}

/** Whether a get would say 404. */
export function isMissing(registry: Registry, resource: Resource, namespace: string, name: string): boolean {
  try {
    registry.get(resource, namespace, name);
    return false;
  } catch (error) {
    if (error instanceof StatusError && error.code === 404) return true;
    throw error;
  }
}
