import type { ApiObject } from '../api-object.ts';
import type { JsonValue } from '@sluice/objects';
import { cloneJson } from '@sluice/objects';
import type { Registry } from './registry.ts';
import type { Resource } from './resource.ts';
import { controllerManager } from './user.ts';
import type { DeleteOptions, WriteOptions } from './write-options.ts';

/** Options of a write that the server makes for itself. */
export function internalWrite(fieldManager: string, subresource = ''): WriteOptions {
  return { user: controllerManager, dryRun: false, fieldManager, fieldValidation: 'Ignore', subresource, warnings: [] };
}

/** Options of a deletion that the server makes for itself; the uid makes sure that it hits the object that was seen. */
export function internalDelete(uid?: string, policy?: DeleteOptions['propagationPolicy']): DeleteOptions {
  const preconditions = uid === undefined ? {} : { uid };
  return {
    user: controllerManager,
    dryRun: false,
    gracePeriodSeconds: undefined,
    propagationPolicy: policy,
    preconditions,
    warnings: [],
  };
}

/** Changes a copy of the live object and writes it back. */
export function amend(
  registry: Registry,
  resource: Resource,
  object: ApiObject,
  options: WriteOptions,
  change: (draft: ApiObject) => void,
): ApiObject {
  const { namespace = '', name = '' } = object.metadata;
  const copyAndChange = (live: ApiObject): ApiObject => {
    const draft = cloneJson(live as JsonValue) as ApiObject;
    change(draft);
    return draft;
  };
  return registry.update(resource, namespace, name, copyAndChange, options);
}
