import type { FieldManagerContext, JsonObject, JsonValue } from '@sluice/objects';
import {
  FieldSet,
  TypedValueError,
  applyServerSide,
  cloneJson,
  conflictCauses,
  conflictMessage,
  updateManagedFields,
} from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { textAt } from '../api-object.ts';
import { timestamp } from '../clock.ts';
import { StatusError } from '../status-error.ts';
import { emptyObject } from './empty-object.ts';
import { checkOwnerVersions } from './owner-versions.ts';
import type { Resource } from './resource.ts';
import type { WriteOptions } from './write-options.ts';

export interface OwnershipContext {
  readonly resource: Resource;
  readonly options: WriteOptions;
  readonly now: number;
}

/** Records in `managedFields` what a create, update or patch took over from the live object. Changes the draft in place. */
export function trackUpdate(live: ApiObject | undefined, draft: ApiObject, context: OwnershipContext): void {
  const tracked = tracking(live, draft, context);
  if (tracked === undefined) return;
  const { managedFields } = tracked;
  if (managedFields === undefined) delete draft.metadata.managedFields;
  else draft.metadata.managedFields = managedFields;
}

type Owners = Pick<ApiObject['metadata'], 'managedFields'>;

/**
 * Nobody owns anything any longer where the owners cannot be compared: an update goes on without them. What cannot be typed
 * is refused by validation, in its words.
 */
function tracking(live: ApiObject | undefined, draft: ApiObject, context: OwnershipContext): Owners | undefined {
  const { resource } = context;
  if (!haveComparableOwners(live, draft, resource)) return {};
  try {
    return (updateManagedFields(live ?? emptyObject(resource), draft, contextOf(context)) as ApiObject).metadata;
  } catch (error) {
    if (error instanceof TypedValueError) return undefined;
    throw error;
  }
}

function haveComparableOwners(live: ApiObject | undefined, draft: ApiObject, resource: Resource): boolean {
  try {
    checkOwnerVersions(live, draft, resource);
    return true;
  } catch (error) {
    if (error instanceof StatusError) return false;
    throw error;
  }
}

/**
 * The live object with what a manager applied, ownership included.
 *
 * @throws StatusError 409 when other managers own fields that would change and `force` is not set.
 */
export function applyOwned(
  live: ApiObject | undefined,
  applied: JsonObject,
  force: boolean,
  context: OwnershipContext,
): ApiObject {
  checkOwnerVersions(live, undefined, context.resource);
  const { object, conflicts: found } = applyTyped(live, applied, force, context);
  const conflicts = found.toSorted((a, b) =>
    a.owner.manager < b.owner.manager ? -1 : Number(a.owner.manager > b.owner.manager),
  );
  if (conflicts.length > 0) {
    throw new StatusError(409, 'Conflict', conflictMessage(conflicts), { causes: conflictCauses(conflicts) });
  }
  checkOwnerVersions(live, object as ApiObject, context.resource);
  // Merging shares what it leaves alone with the live object, and the result is decoded in place.
  return cloneJson(object as JsonValue) as ApiObject;
}

function applyTyped(
  live: ApiObject | undefined,
  applied: JsonObject,
  force: boolean,
  context: OwnershipContext,
): ReturnType<typeof applyServerSide> {
  try {
    return applyServerSide({ ...contextOf(context), live, applied, force });
  } catch (error) {
    if (!(error instanceof TypedValueError)) throw error;
    const { resource } = context;
    throw new StatusError(
      500,
      '',
      `failed to create typed patch object (${typedName(resource, applied)}): ${error.detailed}`,
    );
  }
}

/** How the server names an object that it was given without knowing its type: by what it could read. */
export function typedName(resource: Resource, applied: JsonObject): string {
  const text = (key: string): string => textAt(applied, 'metadata', key) ?? '';
  return `${text('namespace')}/${text('name')}; ${typeName(resource)}`;
}

export function typeName({ group, version, kind }: Resource): string {
  return `${group}/${version}, Kind=${kind}`;
}

function contextOf({ resource, options, now }: OwnershipContext): FieldManagerContext {
  return {
    manager: options.fieldManager,
    apiVersion: resource.apiVersion,
    subresource: options.subresource,
    time: timestamp(now),
    schema: resource.schema,
    builtIn: resource.origin === 'builtin',
    resetFields: resetFields(resource, options.subresource),
  };
}

const specOnly = FieldSet.ofFields(['spec']);
const metadataAndSpec = FieldSet.ofFields(['metadata'], ['spec']);
const statusOnly = FieldSet.ofFields(['status']);
const deploymentStatus = FieldSet.ofFields(['metadata', 'labels'], ['spec']);

/** Fields that an endpoint resets to what they were, so that nobody comes to own them by it. */
function resetFields(resource: Resource, subresource: string): FieldSet | undefined {
  if (subresource === 'status') {
    if (resource.strategy.keepsMetadataInStatus) return metadataAndSpec;
    return resource.table === 'apps/deployments' ? deploymentStatus : specOnly;
  }
  if (subresource !== '' && subresource !== 'approval') return undefined;
  return resource.strategy.resetFields ?? (resource.strategy.statusFields.length > 0 ? statusOnly : undefined);
}
