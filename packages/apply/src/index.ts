export { staleEntries, haveSameEntries, unionOfEntries } from './inventory/inventory.ts';
export { type InventoryEntry, inventoryEntryOf, inventoryIdOf, parseInventoryEntry } from './inventory/inventory-id.ts';
export { hasDrifted } from './live/drift.ts';
export { type LiveRecord, liveRecordOf } from './live/live-record.ts';
export {
  fieldManager,
  foldManagedFields,
  managedDigest,
  ownEntry,
  takenEntries,
  type TakenManager,
  takenManagers,
  unionOfFields,
} from './live/managed-fields.ts';
export { type LiveChange, ObjectTracker, type ObjectTrackerOptions } from './live/object-tracker.ts';
export { type FieldTaker, takersOf } from './live/taken-fields.ts';
export { planTakeover } from './live/takeover.ts';
export { normalizeObject } from './object/normalize.ts';
export {
  apiVersionOf,
  formatGroupKind,
  formatObject,
  formatRef,
  groupOf,
  refOf,
  versionOf,
} from './object/object-name.ts';
export {
  forcesRecreation,
  isDecryptionDisabled,
  isSubstitutionDisabled,
  keepsFromDeletion,
  type ObjectPolicy,
  policyOf,
  skipsApply,
} from './object/object-policy.ts';
export { isOwnedBy, type Owner, ownedSelector, ownerLabels, ownerOf } from './object/owner.ts';
export { fieldAt, listAt, numberAt, textAt, textsAt } from './object/read-field.ts';
export { compareForApply, rankOfKind } from './order/sort-order.ts';
export { planStages, type Stage, type StageName } from './order/stages.ts';
export { AppliedMemory, type AppliedRecord, isUntouched } from './pass/applied-memory.ts';
export type { ApplyContext } from './pass/apply-context.ts';
export { type ApplyPhase, describeFailure, type ObjectFailure, objectFailure } from './pass/apply-error.ts';
export {
  applyObjects,
  type ApplyHooks,
  type ApplyResult,
  readStatus,
  type WaitedObject,
} from './pass/apply-objects.ts';
export { type ChangeAction, type ChangeEntry, changesOf, formatChange } from './pass/change-set.ts';
export { correctObject, type Drift, findDrift } from './pass/correct-object.ts';
export { type CommonMetadata, type DesiredObject, desiredObjects } from './pass/desired-object.ts';
export { isImmutableError } from './pass/immutable.ts';
export { mapLimited } from './pass/map-limited.ts';
export { type Known, type ObjectPlan, planObject } from './pass/plan-object.ts';
export type { Written } from './pass/write-object.ts';
export { deleteObjects, type DeletionContext, type DeletionResult } from './prune/delete-objects.ts';
export { type DeletionCandidate, type DeletionVerdict, judgeDeletion } from './prune/judge-deletion.ts';
export { formatObserved, type Health, judgeHealth, type ObservedObject } from './status/health-report.ts';
export type { ObjectStatus, StatusName } from './status/object-status.ts';
export { notFound, statusOf } from './status/status-of.ts';
export { formatPath, type Problem, validateObject, type Verdict } from './validate/validate-object.ts';
