import type { ApiObject } from '../api-object.ts';
import { StatusError, badRequest, conflict, invalid, staleWrite } from '../status-error.ts';
import { invalidValue } from '../validation/causes.ts';
import type { Resource } from './resource.ts';

/** An object that is to take the place of another. */
export interface Replacement {
  readonly resource: Resource;
  readonly namespace: string;
  readonly name: string;
  readonly draft: ApiObject;
  readonly live: ApiObject;
  /** A client sent the whole object, and means the one with its uid. */
  readonly replaces: boolean;
}

/** Fills in the name and namespace of the URL, and refuses what is meant for another object or another version. */
export function checkUpdate(replacement: Replacement): void {
  const { resource, namespace, name, draft, live } = replacement;
  const { metadata } = draft;
  if (!metadata.name)
    throw badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`);
  if (metadata.name !== name) {
    throw badRequest(`the name of the object (${metadata.name}) does not match the name on the URL (${name})`);
  }
  checkNamespace(resource, namespace, draft);
  if (metadata.uid && metadata.uid !== live.metadata.uid) throw otherUid(replacement);
  checkDeletionTime(resource, draft, live);
  checkVersion(replacement);
}

/** Fills in the namespace of the URL. */
export function checkNamespace(resource: Resource, namespace: string, { metadata }: ApiObject): void {
  if (!resource.namespaced) return;
  if (metadata.namespace === undefined || metadata.namespace === '') metadata.namespace = namespace;
  if (metadata.namespace !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
}

/** A replacement names the object that it means; a patch that changes the uid is invalid. */
function otherUid({ resource, namespace, name, draft, live, replaces }: Replacement): StatusError {
  const { uid = '' } = draft.metadata;
  if (!replaces) {
    const cause = invalidValue('metadata.uid', uid, 'field is immutable');
    return invalid(resource, name, [cause, cause]);
  }
  return uidConflict(resource, namespace, name, uid, live.metadata.uid ?? '');
}

/** The server keeps some kinds under other names than they are served by. */
const storedNames = new Map([
  ['/services', 'services/specs'],
  ['/endpoints', 'services/endpoints'],
  ['/nodes', 'minions'],
  ['networking.k8s.io/ingresses', 'ingress'],
]);

export function uidConflict(
  resource: Resource,
  namespace: string,
  name: string,
  wanted: string,
  found: string,
): StatusError {
  const place = storedNames.get(resource.table) ?? resource.resource;
  const key = `/registry/${[place, namespace, name].filter((part) => part !== '').join('/')}`;
  const reason = `Precondition failed: UID in precondition: ${wanted}, UID in object meta: ${found}`;
  const detail = `Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: ${reason}`;
  return conflict(resource, name, `StorageError: invalid object, ${detail}`);
}

function checkDeletionTime(resource: Resource, { metadata }: ApiObject, live: ApiObject): void {
  const { deletionTimestamp: time } = metadata;
  if (time === undefined || time === null || time === live.metadata.deletionTimestamp) return;
  if (resource.origin !== 'builtin') return;
  const cause = invalidValue('metadata.deletionTimestamp', time, 'field is immutable');
  throw invalid(resource, metadata.name ?? '', [cause, cause]);
}

function checkVersion({ resource, name, draft, live }: Replacement): void {
  const { resourceVersion } = draft.metadata;
  if (!resourceVersion) {
    if (!resource.strategy.allowsUnconditionalUpdate) throw versionNeeded(resource, name);
    return;
  }
  if (!/^\d+$/.test(resourceVersion)) {
    const quoted = JSON.stringify(resourceVersion);
    throw new StatusError(500, '', `strconv.ParseUint: parsing ${quoted}: invalid syntax`);
  }
  if (resourceVersion !== live.metadata.resourceVersion) throw staleWrite(resource, name);
}

function versionNeeded({ group, resource }: Resource, name: string): StatusError {
  const message = 'Invalid value: 0: must be specified for an update';
  return invalid({ group, kind: resource }, name, [
    { reason: 'FieldValueInvalid', message, field: 'metadata.resourceVersion' },
  ]);
}
