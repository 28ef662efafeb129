import type { ApiObject } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { invalid } from '../status-error.ts';
import { validateMetadata, validateMetadataUpdate } from '../validation/metadata.ts';
import { nameRuleOf } from '../validation/name-rules.ts';
import type { Resource } from './resource.ts';
import type { StrategyContext } from './strategy.ts';

/** One write on its way to the store. */
export interface PendingWrite {
  readonly resource: Resource;
  readonly draft: ApiObject;
  /** What the draft is to replace; absent for a new object. */
  readonly live: ApiObject | undefined;
  readonly subresource: string;
  readonly context: StrategyContext;
}

/** @throws StatusError 422 with everything that is wrong with the draft. */
export function validateWrite(write: PendingWrite): void {
  const causes = write.live === undefined ? newCauses(write) : updateCauses(write, write.live);
  if (causes.length > 0) throw invalid(namedKind(write.resource), write.draft.metadata.name ?? '', causes);
}

/** Events of either group are refused as those of the core group. */
function namedKind({ table, group, kind }: Resource): { group: string; kind: string } {
  return { group: table === '/events' ? '' : group, kind };
}

function newCauses({ resource, draft, context }: PendingWrite): readonly Cause[] {
  return [
    ...validateMetadata(draft, resource.namespaced, nameRuleOf(resource)),
    ...(resource.custom?.validate(draft, undefined) ?? []),
    ...(resource.strategy.validateNew?.(draft) ?? []),
    ...(resource.strategy.validate?.(draft, context) ?? []),
  ];
}

/** Real servers check the metadata of their own kinds several times over, and say so as often. */
function updateCauses(write: PendingWrite, live: ApiObject): readonly Cause[] {
  const { resource, draft } = write;
  const isBuiltin = resource.origin === 'builtin';
  return [
    ...repeated(validateMetadata(draft, resource.namespaced, nameRuleOf(resource)), isBuiltin ? 4 : 1),
    ...repeated(validateMetadataUpdate(draft, live), isBuiltin ? 2 : 1),
    ...(resource.custom?.validate(draft, live) ?? []),
    ...strategyCauses(write, live),
  ];
}

/** What the object's own endpoint must not change, others may: a binding sets a pod's node. */
function strategyCauses(write: PendingWrite, live: ApiObject): readonly Cause[] {
  const { resource, draft, subresource, context } = write;
  const { strategy } = resource;
  if (subresource === 'status' || subresource === 'approval') return statusCauses(write, live);
  if (subresource !== '' && subresource !== 'scale') return [];
  const changes = strategy.validateUpdate?.(draft, live, context) ?? [];
  const object = strategy.validate?.(draft, context) ?? [];
  return strategy.checksChangesFirst === true ? [...changes, ...object] : [...object, ...changes];
}

function statusCauses({ resource, draft }: PendingWrite, live: ApiObject): readonly Cause[] {
  const { strategy } = resource;
  return [...(strategy.validateStatus?.(draft) ?? []), ...(strategy.validateStatusUpdate?.(draft, live) ?? [])];
}

function repeated(causes: readonly Cause[], times: number): readonly Cause[] {
  return Array.from({ length: times }, () => causes).flat();
}
