import type { KubeObject, TypeRef } from '@sluice/objects';
import type { Outcome, Step } from './outcome.ts';
import type { ObjectKey, ReconciledObject } from './reconciled-object.ts';
import type { Run } from './run.ts';

/**
 * What a kind tells the runtime. Everything else (reading, finalizer, suspension, requested runs, conditions, retry,
 * interval, status patch, metrics, log) is the runtime's; see `reconcile-object.ts`.
 */
export interface Kind<O extends ReconciledObject, Scope, Memory = unknown> {
  readonly type: TypeRef;
  /** Default `finalizers.fluxcd.io`; false for a kind that leaves nothing behind. */
  readonly finalizer?: string | false;
  /**
   * Validates the stored object. Throws an error that names the field; the object is then Stalled with `InvalidSpec`
   * and that message, and no other object notices.
   */
  parse(object: KubeObject): O;
  /** The first field that this version does not honour: the object is then Stalled, and nothing of it is done. */
  unsupportedField?(object: O): UnsupportedField | undefined;
  /** Default `spec.suspend === true`. */
  isSuspended?(object: O): boolean;
  /** `spec.interval` in milliseconds, before jitter. */
  intervalMs(object: O): number;
  /** The message of Reconciling when a run begins. Default `Reconciliation in progress`. */
  startMessage?(object: O): string;
  /** What one run knows. Called before each run, also before `finalize`. */
  createScope(run: Run<O, Memory>): Scope;
  /** In order; the first outcome that is not `proceed` ends the run. */
  readonly steps: readonly Step<Scope>[];
  /**
   * The object is being deleted: perhaps while suspended, perhaps with fields that are unsupported or that `parse`
   * refuses (the scope then has the object as it is stored), so look before you delete.
   * `done` or `proceed` drops the finalizer; anything else keeps it and comes again.
   */
  finalize?(scope: Scope, signal: AbortSignal): Promise<Outcome>;
  /** Maps what an engine threw to an outcome. What it does not know is a bug: logged with its cause, retried. */
  outcomeOfError?(error: unknown, scope: Scope): Outcome | undefined;
  /**
   * Runs after the steps, whatever the outcome, and before the runtime's own bookkeeping: sets Ready and the status
   * fields that depend on how the run ended, and sends the events. Default: Ready=True `Succeeded` when done,
   * Ready=False with the outcome's reason and message otherwise. See `settleConditions` for what follows it.
   */
  summarize?(scope: Scope, outcome: Outcome): void;
  /**
   * The status is stored (`changed`: it was patched). For what others may see only then, such as waking dependents.
   * Not called when the run was cancelled.
   */
  settled?(scope: Scope, outcome: Outcome, changed: boolean): void;
  /** The object is gone, suspended or stalled at the door: stop watching for it, forget what was kept of it. */
  released?(key: ObjectKey, uid: string | undefined): void;
  /** Whether a change of the object wakes it. Default: generation, requestedAt annotation, deletion. */
  isWokenBy?(before: KubeObject, after: KubeObject): boolean;
}

/** A field that is set but not honoured. `path` as in `spec.verify`, `detail` says more where that helps. */
export interface UnsupportedField {
  readonly path: string;
  readonly detail?: string;
}
