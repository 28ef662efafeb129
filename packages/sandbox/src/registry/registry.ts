import type { JsonObject } from '@sluice/objects';
import type { AdmissionPlugin, AdmissionRequest } from '../admission/admission.ts';
import type { ApiObject } from '../api-object.ts';
import type { Clock } from '../clock.ts';
import { StatusError, alreadyExists, notFound } from '../status-error.ts';
import type { Store } from '../store/store.ts';
import type { Catalog } from './catalog.ts';
import { Deletion } from './deletion.ts';
import type { GoType } from '../go-types/go-types.ts';
import { goType, goTypeOfKind } from '../go-types/go-types.ts';
import { fitSchema } from './fit-schema.ts';
import { keepMetadata, startMetadata, tidyMetadata } from './metadata.ts';
import { trackUpdate } from './ownership.ts';
import type { Resource } from './resource.ts';
import { withApiVersion } from './resource.ts';
import type { StrategyContext } from './strategy.ts';
import { checkNamespace, checkUpdate } from './check-update.ts';
import { isSame } from './is-same.ts';
import { prepareUpdate } from './prepare-update.ts';
import { validateWrite } from './validate-write.ts';
import { joinApiVersion } from '../api-object.ts';
import type { User } from './user.ts';
import type { DeleteOptions, WriteOptions } from './write-options.ts';

/** Makes the new state of an object from its live one. The result belongs to the registry. */
export interface Change {
  (live: ApiObject): ApiObject;
  /** The result carries its managedFields already, as that of server-side apply does. */
  readonly ownsFields?: boolean;
  /** The result is a whole object that a client sent, and means the object with its uid. */
  readonly replaces?: boolean;
}

export interface RegistryParts {
  readonly store: Store;
  readonly catalog: Catalog;
  readonly clock: Clock;
  /** May change a draft, or refuse it. */
  readonly admission: readonly AdmissionPlugin[];
  /** May refuse what is valid. */
  readonly validatingAdmission: readonly AdmissionPlugin[];
}

/**
 * What happens to objects between a request and the store: metadata, defaults, admission, validation, generations,
 * finalizers. Every method throws `StatusError` and changes nothing when it refuses.
 */
export class Registry {
  readonly store: Store;
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly #admission: readonly AdmissionPlugin[];
  readonly #validatingAdmission: readonly AdmissionPlugin[];
  readonly #deletion: Deletion;

  constructor(parts: RegistryParts) {
    this.store = parts.store;
    this.catalog = parts.catalog;
    this.clock = parts.clock;
    this.#admission = parts.admission;
    this.#validatingAdmission = parts.validatingAdmission;
    this.#deletion = new Deletion(parts.store, parts.clock);
  }

  /** The object in the version of the resource. */
  get(resource: Resource, namespace: string, name: string): ApiObject {
    const object = this.store.get(resource.table, namespace, name);
    if (object === undefined) throw notFound(resource, name);
    return resource.convert(object);
  }

  /** Stores a new object. The draft is in the resource's version, decoded and defaulted, and belongs to the registry. */
  create(
    resource: Resource,
    namespace: string,
    draft: ApiObject,
    options: WriteOptions,
    ownsFields = false,
  ): ApiObject {
    const { metadata } = draft;
    const { resourceVersion } = metadata;
    checkNamespace(resource, namespace, draft);
    const now = this.clock.now();
    const context = this.#context(options);
    startMetadata(metadata, now);
    tidyMetadata(metadata);
    if (!ownsFields) trackUpdate(undefined, draft, { resource, options, now });
    this.#admit({ operation: 'CREATE', resource, draft, old: undefined, options, context });
    for (const field of resource.strategy.statusFields) resetField(resource, draft, field);
    resource.strategy.prepareForCreate?.(draft, context);
    startGeneration(resource, metadata);
    validateWrite({ resource, draft, live: undefined, subresource: '', context });
    // What the kind itself has just added has defaults too, which readers see and rules do not.
    resource.strategy.setDefaults?.(draft);
    this.#judge({ operation: 'CREATE', resource, draft, old: undefined, options, context });
    if (!ownsFields && !options.dryRun) refuseVersion(resourceVersion);
    options.warnings.push(...(resource.strategy.warnings?.(draft, undefined) ?? []));
    if (options.dryRun && resourceVersion) metadata.resourceVersion = resourceVersion;
    this.#checkAbsent(resource, draft);
    return this.#commit(resource, draft, options.dryRun);
  }

  #checkAbsent({ group, resource, table }: Resource, { metadata }: ApiObject): void {
    const { namespace = '', name = '' } = metadata;
    const present = this.store.get(table, namespace, name);
    if (present !== undefined)
      throw alreadyExists({ group, resource }, name, present.metadata.deletionTimestamp !== undefined);
  }

  /** Replaces an object by what `change` makes of it; answers the live object when nothing is different. */
  update(resource: Resource, namespace: string, name: string, change: Change, options: WriteOptions): ApiObject {
    const live = this.get(resource, namespace, name);
    const draft = change(live);
    checkUpdate({ resource, namespace, name, draft, live, replaces: change.replaces === true });
    const now = this.clock.now();
    const context = this.#context(options);
    tidyMetadata(draft.metadata);
    keepMetadata(draft, live);
    if (change.ownsFields !== true) trackUpdate(live, draft, { resource, options, now });
    if (options.subresource === 'scale') forgetTimes(draft);
    this.#admit({ operation: 'UPDATE', resource, draft, old: live, options, context });
    prepareUpdate({ resource, draft, live, subresource: options.subresource, context });
    validateWrite({ resource, draft, live, subresource: options.subresource, context });
    this.#judge({ operation: 'UPDATE', resource, draft, old: live, options, context });
    if (options.subresource === '' || options.subresource === 'scale')
      options.warnings.push(...(resource.strategy.warnings?.(draft, live) ?? []));
    if (isSame(draft, live)) return live;
    if (isFinished(resource, draft)) return this.#deletion.finish(resource, draft, options.dryRun);
    return this.#commit(resource, draft, options.dryRun);
  }

  /** Deletes an object, or marks it where finalizers or a grace period hold it. */
  delete(
    resource: Resource,
    namespace: string,
    name: string,
    options: DeleteOptions,
  ): { object: ApiObject; gone: boolean } {
    const live = this.store.get(resource.table, namespace, name);
    if (live === undefined) throw notFound(resource, name);
    const context = this.#context(options);
    const deletion = { resource, draft: undefined, old: live, options: { ...options, subresource: '' }, context };
    this.#admit({ operation: 'DELETE', ...deletion });
    this.#judge({ operation: 'DELETE', ...deletion });
    options.warnings.push(...(resource.strategy.deletionWarnings?.(live, options.propagationPolicy) ?? []));
    const { object, gone } = this.#deletion.delete(resource, live, options);
    return { object: resource.convert(object), gone };
  }

  #context(options: { readonly user: User; readonly warnings: string[] }): StrategyContext {
    return {
      now: this.clock.now(),
      user: options.user,
      lookup: (table, namespace, name) => this.store.get(table, namespace, name),
      list: (table, namespace) => this.store.list(table, namespace),
      warn: (text) => void options.warnings.push(text),
    };
  }

  #admit(request: Omit<AdmissionRequest, 'namespace' | 'name'>): void {
    const { namespace = '', name = '' } = (request.draft ?? request.old)?.metadata ?? {};
    for (const plugin of this.#admission) plugin({ ...request, namespace, name });
  }

  /** The last word on what is about to be stored; nothing is changed any more. */
  #judge(request: Omit<AdmissionRequest, 'namespace' | 'name'>): void {
    const { namespace = '', name = '' } = (request.draft ?? request.old)?.metadata ?? {};
    for (const plugin of this.#validatingAdmission) plugin({ ...request, namespace, name });
  }

  #commit(resource: Resource, draft: ApiObject, dryRun: boolean): ApiObject {
    if (dryRun) return draft;
    const stored = this.#stored(resource, draft);
    return resource.convert(this.store.put(resource.table, stored));
  }

  #stored(resource: Resource, draft: ApiObject): ApiObject {
    if (resource.version === resource.storageVersion) return draft;
    const storage = this.catalog.find(resource.group, resource.storageVersion, resource.resource);
    return storage?.convert(draft) ?? withApiVersion(draft, joinApiVersion(resource.group, resource.storageVersion));
  }
}

/** The last finalizer of a deleted object is gone, and no grace period holds it. */
function isFinished({ strategy }: Resource, draft: ApiObject): boolean {
  const { deletionTimestamp, finalizers = [], deletionGracePeriodSeconds = 0 } = draft.metadata;
  if (deletionTimestamp === undefined || finalizers.length > 0 || deletionGracePeriodSeconds > 0) return false;
  return strategy.isHeld?.(draft) !== true;
}

/** A new object has no status yet; of built-in kinds that is an empty struct, not nothing. */
function resetField(resource: Resource, draft: ApiObject, field: string): void {
  delete draft[field];
  const type = resource.schema?.field(field);
  if (resource.origin !== 'builtin' || type?.default === undefined) return;
  const zero: JsonObject = {};
  fitSchema(zero, type, goFieldType(resource, field));
  draft[field] = zero;
}

function goFieldType({ apiVersion, kind }: Resource, field: string): GoType | undefined {
  const name = goTypeOfKind(apiVersion, kind)?.byName.get(field)?.type.name;
  return name === undefined ? undefined : goType(name);
}

/**
 * The store objects to a version, which a dry run never reaches. Server-side apply may carry one: it then creates what is
 * not there, and fails on what is.
 */
function refuseVersion(resourceVersion: string | undefined): void {
  if (resourceVersion) throw new StatusError(500, '', 'resourceVersion should not be set on objects to be created');
}

function startGeneration({ strategy }: Resource, metadata: ApiObject['metadata']): void {
  if (strategy.countsGenerations && strategy.startsWithoutGeneration !== true) metadata.generation = 1;
}

/** What was owned through a scale carries no time: the server cannot tell it there. */
function forgetTimes({ metadata }: ApiObject): void {
  for (const entry of metadata.managedFields ?? []) if (entry.subresource === 'scale') delete entry.time;
}
