import type { FieldSet } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import type { User } from './user.ts';
import type { DeleteOptions } from './write-options.ts';

type DeletePolicy = DeleteOptions['propagationPolicy'];

/** What a strategy may know of the request and of other objects. */
export interface StrategyContext {
  readonly now: number;
  readonly user: User;
  /** Another object, for rules that span objects. */
  lookup(table: string, namespace: string, name: string): ApiObject | undefined;
  list(table: string, namespace?: string): readonly ApiObject[];
  warn(text: string): void;
}

/**
 * What sets one kind apart from the others. Drafts belong to the write in progress and are changed in place; `old` is the
 * object in the store and is not.
 */
export interface Strategy {
  /** Spec changes raise `metadata.generation`; where it starts at none, only from then on. */
  readonly countsGenerations: boolean;
  readonly startsWithoutGeneration?: boolean;
  /** PUT and server-side apply of a missing object create it. (Apply always does.) */
  readonly createsOnUpdate: boolean;
  /** PUT without resourceVersion is allowed. */
  readonly allowsUnconditionalUpdate: boolean;
  /** DELETE answers with the object and not with a `Status`. */
  readonly returnsDeleted: boolean;
  /** What DELETE does to dependents when the request does not say. */
  readonly orphansByDefault: boolean;
  /** The status subresource leaves metadata alone. */
  readonly keepsMetadataInStatus: boolean;
  /** The fields that only the status subresource writes. */
  readonly statusFields: readonly string[];
  /** Fills what the server fills for every reader, like Deployment's strategy. Runs on every write. */
  setDefaults?(draft: ApiObject): void;
  /** More than the spec that makes a new generation when it changes, or less; the default is every field but metadata and status. */
  isNewGeneration?(draft: ApiObject, old: ApiObject): boolean;
  /** Fields that an endpoint resets, so that nobody comes to own them by it; beside those that its kind of endpoint does. */
  readonly resetFields?: FieldSet;
  /** What the server warns of without refusing it. */
  warnings?(object: ApiObject, old: ApiObject | undefined): readonly string[];
  /** What it warns of when an object is deleted. */
  deletionWarnings?(object: ApiObject, policy: DeletePolicy): readonly string[];
  prepareForCreate?(draft: ApiObject, context: StrategyContext): void;
  prepareForUpdate?(draft: ApiObject, old: ApiObject, context: StrategyContext): void;
  prepareForStatusUpdate?(draft: ApiObject, old: ApiObject, context: StrategyContext): void;
  /** What the endpoint `approval` of signing requests does instead. */
  prepareForApproval?(draft: ApiObject, old: ApiObject, context: StrategyContext): void;
  /** Checks that only a new object must pass; they come first. */
  validateNew?(object: ApiObject): readonly Cause[];
  validate?(object: ApiObject, context: StrategyContext): readonly Cause[];
  /** What must not change is looked at before what must hold. */
  readonly checksChangesFirst?: boolean;
  validateUpdate?(object: ApiObject, old: ApiObject, context: StrategyContext): readonly Cause[];
  /** Checks what the endpoints of the status have changed. */
  validateStatusUpdate?(object: ApiObject, old: ApiObject): readonly Cause[];
  /** Checks what the status endpoint wrote. */
  validateStatus?(object: ApiObject): readonly Cause[];
  /** Fields beside `metadata.name` and `metadata.namespace` that field selectors may use. */
  selectableFields?(object: ApiObject): Readonly<Record<string, string>>;
  /** Seconds until a deleted object may go; 0 at once. */
  gracePeriodSeconds?(object: ApiObject, requested: number | undefined): number;
  /** Something beside finalizers keeps a deleted object. */
  isHeld?(object: ApiObject): boolean;
  /** Changes the state of an object that is marked as deleted. */
  prepareForDeletion?(draft: ApiObject): void;
  /** Rules for names beyond the usual ones; answers what is wrong. */
  validateName?(name: string): string | undefined;
}

/** How a kind behaves about which nothing is known: custom resources, and most built-in ones. */
export const plainStrategy: Strategy = {
  countsGenerations: false,
  createsOnUpdate: false,
  allowsUnconditionalUpdate: true,
  returnsDeleted: false,
  orphansByDefault: false,
  keepsMetadataInStatus: true,
  statusFields: [],
};
