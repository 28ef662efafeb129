import type { KubeObject } from '@sluice/objects';
import { FenceClosedError, isConflict, isNotFound, type KubeClient } from '@sluice/kube';
import type { Clock } from './clock.ts';
import { failedReason, invalidSpecReason, unsupportedFieldReason } from './condition.ts';
import type { EventRecorder } from './events.ts';
import { addFinalizer, hasFinalizer, removeFinalizer } from './finalizer.ts';
import type { Kind } from './kind.ts';
import type { Logger } from './logger.ts';
import { type OpenRun, openRun } from './open-run.ts';
import { backoff, done, type Outcome } from './outcome.ts';
import { fluxFinalizer, type ReconciledObject, requestedAtAnnotation } from './reconciled-object.ts';
import type { Run, RunMemory } from './run.ts';
import { contradiction, settleConditions, summarizeOutcome } from './settle-conditions.ts';
import { StatusWriter } from './status-writer.ts';

/** What the runtime gives to the reconciliation of one object. */
export interface ReconcileParts<Memory> {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly events: EventRecorder;
  readonly log: Logger;
  readonly memory: RunMemory<Memory>;
  readonly fieldManager: string;
  readonly reasons: readonly string[];
  /** Aborted at shutdown, when the lease is lost, and when the object is deleted. */
  readonly signal: AbortSignal;
  /** Told of each version of the object that a write returned. */
  readonly onWritten: (object: KubeObject) => void;
}

/** When the object runs again, unless something wakes it. */
export type NextRun =
  | { readonly kind: 'never' }
  | { readonly kind: 'at-interval'; readonly intervalMs: number }
  | { readonly kind: 'after'; readonly afterMs: number }
  /** After the queue's exponential delay, but not later than the interval. */
  | { readonly kind: 'backoff'; readonly maxDelayMs: number | undefined };

export interface ReconcileResult {
  readonly next: NextRun;
  /** `deleted`, `suspended`, `cancelled`, or how the steps ended. */
  readonly outcome: Outcome['kind'] | 'deleted' | 'suspended' | 'cancelled';
  /** The object will not be run again and nothing of it is to be kept. */
  readonly released: boolean;
}

/**
 * One run over one object, from what was read to the stored status: deletion, finalizer, suspension, validation, the
 * kind's steps, the summary, and one status patch if anything differs. Never throws for what goes wrong with the
 * object; throws only what the runtime cannot handle (the API server refuses our bookkeeping): that is retried.
 */
export async function reconcileObject<O extends ReconciledObject, Scope, Memory>(
  kind: Kind<O, Scope, Memory>,
  stored: KubeObject,
  parts: ReconcileParts<Memory>,
): Promise<ReconcileResult> {
  if (stored.metadata.deletionTimestamp !== undefined) return finalizeObject(kind, stored, parts);
  const object = await ensureFinalizer(kind, stored, parts);
  const writer = createWriter(object, parts);
  const parsed = parse(kind, object);
  if (!parsed.ok) return stall(object as O, parsed.outcome, writer, parts);
  if (isSuspended(kind, parsed.object)) return suspend(parsed.object, writer, parts);
  const field = kind.unsupportedField?.(parsed.object);
  if (field !== undefined) {
    const message = `${field.path} is not supported${field.detail === undefined ? '' : `: ${field.detail}`}`;
    return stall(parsed.object, { kind: 'stalled', reason: unsupportedFieldReason, message }, writer, parts);
  }
  return runSteps(kind, parsed.object, writer, parts);
}

async function ensureFinalizer<O extends ReconciledObject, Scope, Memory>(
  kind: Kind<O, Scope, Memory>,
  stored: KubeObject,
  parts: ReconcileParts<Memory>,
): Promise<KubeObject> {
  const finalizer = kind.finalizer ?? fluxFinalizer;
  if (finalizer === false || hasFinalizer(stored, finalizer)) return stored;
  const written = await addFinalizer(stored, finalizer, parts);
  parts.onWritten(written);
  return written;
}

function createWriter<Memory>(object: KubeObject, parts: ReconcileParts<Memory>): StatusWriter {
  const { client, clock, fieldManager, onWritten } = parts;
  return new StatusWriter(object, { client, clock, fieldManager, onWritten });
}

type Parsed<O> = { readonly ok: true; readonly object: O } | { readonly ok: false; readonly outcome: StalledOutcome };
type StalledOutcome = Extract<Outcome, { kind: 'stalled' }>;

function parse<O extends ReconciledObject, Scope, Memory>(kind: Kind<O, Scope, Memory>, object: KubeObject): Parsed<O> {
  try {
    return { ok: true, object: kind.parse(object) };
  } catch (error) {
    return { ok: false, outcome: { kind: 'stalled', reason: invalidSpecReason, message: messageOf(error) } };
  }
}

function isSuspended<O extends ReconciledObject, Scope, Memory>(kind: Kind<O, Scope, Memory>, object: O): boolean {
  if (kind.isSuspended !== undefined) return kind.isSuspended(object);
  return (object.spec as { readonly suspend?: boolean | undefined }).suspend === true;
}

/** The object cannot be worked on as it is: says so, once, and waits for its next change. */
async function stall<O extends ReconciledObject, Memory>(
  object: O,
  outcome: StalledOutcome,
  writer: StatusWriter,
  parts: ReconcileParts<Memory>,
): Promise<ReconcileResult> {
  const { run, end } = openRun<O, Memory>(object, { ...parts, writer });
  summarizeOutcome(run.conditions, outcome);
  settleConditions(run.status, run.conditions, outcome, object.metadata.generation ?? 0);
  recordHandled(object, run.status);
  end();
  const changed = await writer.write(run.status, parts.signal);
  if (changed) run.event({ severity: 'error', reason: outcome.reason, message: outcome.message });
  return { next: { kind: 'never' }, outcome: 'stalled', released: true };
}

/** Nothing is done, but a request to run counts as handled. */
async function suspend<O extends ReconciledObject, Memory>(
  object: O,
  writer: StatusWriter,
  parts: ReconcileParts<Memory>,
): Promise<ReconcileResult> {
  const { run, end } = openRun<O, Memory>(object, { ...parts, writer });
  end();
  parts.log.debug('object is suspended');
  recordHandled(object, run.status);
  await writer.write(run.status, parts.signal);
  return { next: { kind: 'never' }, outcome: 'suspended', released: true };
}

async function runSteps<O extends ReconciledObject, Scope, Memory>(
  kind: Kind<O, Scope, Memory>,
  object: O,
  writer: StatusWriter,
  parts: ReconcileParts<Memory>,
): Promise<ReconcileResult> {
  const opened = openRun<O, Memory>(object, { ...parts, writer });
  const { run } = opened;
  try {
    run.progress(kind.startMessage?.(object) ?? 'Reconciliation in progress');
    const scope = kind.createScope(run);
    const ended = await performSteps(kind, scope, parts);
    if (ended === 'cancelled') return cancelled;
    return await settle(kind, { opened, scope, outcome: ended, writer }, parts);
  } finally {
    opened.end();
  }
}

const cancelled: ReconcileResult = { next: { kind: 'never' }, outcome: 'cancelled', released: false };

async function performSteps<O extends ReconciledObject, Scope, Memory>(
  kind: Kind<O, Scope, Memory>,
  scope: Scope,
  parts: ReconcileParts<Memory>,
): Promise<Outcome | 'cancelled'> {
  for (const step of kind.steps) {
    const outcome = await guard(kind, scope, parts, () => step(scope, parts.signal));
    if (outcome === 'cancelled') return outcome;
    if (outcome.kind !== 'proceed') return outcome;
  }
  return done;
}

/** What a step throws becomes an outcome; a thrown abort or a closed fence means that this run is over, unsaid. */
async function guard<O extends ReconciledObject, Scope, Memory>(
  kind: Kind<O, Scope, Memory>,
  scope: Scope,
  parts: ReconcileParts<Memory>,
  perform: () => Promise<Outcome>,
): Promise<Outcome | 'cancelled'> {
  try {
    const outcome = await perform();
    return parts.signal.aborted ? 'cancelled' : outcome;
  } catch (error) {
    if (parts.signal.aborted || error instanceof FenceClosedError) return 'cancelled';
    const known = kind.outcomeOfError?.(error, scope);
    if (known !== undefined) return known;
    parts.log.error('a step failed unexpectedly', error);
    return { kind: 'failed', reason: failedReason, message: messageOf(error), retry: backoff, cause: error };
  }
}

interface EndedRun<O extends ReconciledObject, Scope, Memory> {
  readonly opened: OpenRun<O, Memory>;
  readonly scope: Scope;
  readonly outcome: Outcome;
  readonly writer: StatusWriter;
}

/** Summary, bookkeeping, the one status patch, and when to come again. */
async function settle<O extends ReconciledObject, Scope, Memory>(
  kind: Kind<O, Scope, Memory>,
  { opened, scope, outcome: ended, writer }: EndedRun<O, Scope, Memory>,
  parts: ReconcileParts<Memory>,
): Promise<ReconcileResult> {
  const { run } = opened;
  opened.end();
  if (kind.summarize === undefined) summarizeRun(run, ended);
  else kind.summarize(scope, ended);
  const outcome = contradiction(run.conditions, ended) ?? ended;
  settleConditions(run.status, run.conditions, outcome, run.object.metadata.generation ?? 0);
  recordHandled(run.object, run.status);
  const changed = await writer.write(run.status, parts.signal);
  kind.settled?.(scope, outcome, changed);
  return { next: nextRun(outcome, kind.intervalMs(run.object)), outcome: outcome.kind, released: false };
}

/** What happens without a `summarize` of the kind's own. */
function summarizeRun(run: Run<ReconciledObject>, outcome: Outcome): void {
  summarizeOutcome(run.conditions, outcome);
  if (outcome.kind !== 'failed' && outcome.kind !== 'stalled') return;
  run.event({ severity: 'error', reason: outcome.reason, message: outcome.message });
}

/** When an outcome brings the object back. A retry never comes later than the interval would. */
export function nextRun(outcome: Outcome, intervalMs: number): NextRun {
  switch (outcome.kind) {
    case 'proceed':
    case 'done':
      return { kind: 'at-interval', intervalMs };
    case 'requeue':
      return { kind: 'after', afterMs: outcome.afterMs };
    case 'waiting':
      return { kind: 'after', afterMs: outcome.afterMs ?? intervalMs };
    case 'failed':
      return outcome.retry.kind === 'backoff'
        ? { kind: 'backoff', maxDelayMs: intervalMs }
        : { kind: 'after', afterMs: Math.min(outcome.retry.afterMs, intervalMs) };
    case 'stalled':
      return { kind: 'never' };
  }
}

/** Whatever happened, this request to run was handled. */
function recordHandled(object: ReconciledObject, status: { lastHandledReconcileAt?: string | undefined }): void {
  const requestedAt = object.metadata.annotations?.[requestedAtAnnotation];
  if (requestedAt !== undefined && requestedAt !== '') status.lastHandledReconcileAt = requestedAt;
}

/** The object is being deleted: cleans up after it, then lets it go. */
async function finalizeObject<O extends ReconciledObject, Scope, Memory>(
  kind: Kind<O, Scope, Memory>,
  stored: KubeObject,
  parts: ReconcileParts<Memory>,
): Promise<ReconcileResult> {
  const finalizer = kind.finalizer ?? fluxFinalizer;
  if (finalizer === false || !hasFinalizer(stored, finalizer)) {
    return { next: { kind: 'never' }, outcome: 'deleted', released: true };
  }
  const parsed = parse(kind, stored);
  // An object that its schema refuses must still be deletable: `finalize` is told so in its contract.
  const object = parsed.ok ? parsed.object : (stored as O);
  const writer = createWriter(stored, parts);
  const { run, end } = openRun<O, Memory>(object, { ...parts, writer });
  try {
    const scope = kind.createScope(run);
    const finalize = kind.finalize;
    const outcome = finalize === undefined ? done : await guard(kind, scope, parts, () => finalize.call(kind, scope, parts.signal));
    if (outcome === 'cancelled') return cancelled;
    if (outcome.kind === 'done' || outcome.kind === 'proceed') {
      await removeFinalizer(stored, finalizer, parts);
      return { next: { kind: 'never' }, outcome: 'deleted', released: true };
    }
    summarizeOutcome(run.conditions, outcome);
    await writer.write(run.status, parts.signal);
    return { next: nextRun(outcome, parsed.ok ? kind.intervalMs(object) : finalizeRetryMs), outcome: outcome.kind, released: false };
  } finally {
    end();
  }
}

const finalizeRetryMs = 60_000;

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Whether a failure of the runtime's own bookkeeping is everyday: somebody else wrote, or the object went. */
export function isEveryday(error: unknown): boolean {
  return isConflict(error) || isNotFound(error) || error instanceof FenceClosedError;
}
