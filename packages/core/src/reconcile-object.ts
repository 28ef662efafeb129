import type { KubeObject } from '@sluice/objects';
import { unsupportedFieldReason } from './condition.ts';
import { finalizeObject } from './finalize-object.ts';
import { addFinalizer, hasFinalizer } from './finalizer.ts';
import type { Kind, UnsupportedField } from './kind.ts';
import { nextRun } from './next-run.ts';
import { openDraft, type OpenRun, openRun } from './open-run.ts';
import type { Outcome } from './outcome.ts';
import { performSteps } from './perform-steps.ts';
import { fluxFinalizer, type ReconciledObject, requestedAtAnnotation } from './reconciled-object.ts';
import {
  cancelled,
  createStatusWriter,
  parseObject,
  type ReconcileParts,
  type ReconcileResult,
  type StalledOutcome,
} from './reconcile-parts.ts';
import type { Run } from './run.ts';
import { contradiction, settleConditions, summarizeOutcome } from './settle-conditions.ts';
import type { StatusWriter } from './status-writer.ts';
import { dropSuspensionNotes, endSuspension, hasSuspensionNotes, nextLook, suspensionEnd } from './suspension.ts';

/**
 * One run over one object, from what was read to the stored status: deletion, finalizer, suspension, validation, the
 * kind's steps, the summary, and one status patch if anything differs. What goes wrong with the object is an outcome
 * of it; thrown is only what keeps the runtime from its bookkeeping, such as an API server that does not answer.
 */
export async function reconcileObject<O extends ReconciledObject, Scope, Memory>(
  kind: Kind<O, Scope, Memory>,
  stored: KubeObject,
  parts: ReconcileParts<Memory>,
): Promise<ReconcileResult> {
  if (stored.metadata.deletionTimestamp !== undefined) return finalizeObject(kind, stored, parts);
  const current = await ensureFinalizer(kind, stored, parts);
  const writer = createStatusWriter(current, parts);
  const parsed = parseObject(kind, current);
  if (!parsed.ok) return stall(current as O, parsed.outcome, writer, parts);
  const { object } = parsed;
  if (kind.isSuspended?.(object) ?? isSuspended(object)) return suspend(object, writer, parts);
  // somebody resumed the object and left them, as Flux does
  if (hasSuspensionNotes(current)) return reconcileObject(kind, await dropSuspensionNotes(current, parts), parts);
  const field = kind.unsupportedField?.(object);
  if (field !== undefined) return stall(object, refusalOf(field), writer, parts);
  return runSteps(kind, object, writer, parts);
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

function isSuspended(object: ReconciledObject): boolean {
  return (object.spec as { readonly suspend?: boolean | undefined }).suspend === true;
}

function refusalOf(field: UnsupportedField): StalledOutcome {
  const detail = field.detail === undefined ? '' : `: ${field.detail}`;
  return { kind: 'stalled', reason: unsupportedFieldReason, message: `${field.path} is not supported${detail}` };
}

/** The object cannot be worked on as it is: says so, once, and waits for its next change. */
async function stall<Memory>(
  object: ReconciledObject,
  outcome: StalledOutcome,
  writer: StatusWriter,
  parts: ReconcileParts<Memory>,
): Promise<ReconcileResult> {
  const { status, conditions } = openDraft(object, parts.clock);
  summarizeOutcome(conditions, outcome);
  settleConditions(status, conditions, outcome, object.metadata.generation ?? 0);
  recordHandled(object, status);
  const changed = await writer.write(status, parts.signal);
  if (changed) parts.events.record(object, { severity: 'error', reason: outcome.reason, message: outcome.message });
  return { next: { kind: 'never' }, outcome: 'stalled', released: true };
}

/** What its end changes wakes the object. */
const suspended: ReconcileResult = { next: { kind: 'never' }, outcome: 'suspended', released: true };

/** Nothing is done until the suspension ends, but a request to run counts as handled. */
async function suspend<Memory>(
  object: ReconciledObject,
  writer: StatusWriter,
  parts: ReconcileParts<Memory>,
): Promise<ReconcileResult> {
  const end = suspensionEnd(object.metadata);
  if (end !== undefined && end <= parts.clock.now()) {
    await endSuspension(object, parts);
    return suspended;
  }
  const { status } = openDraft(object, parts.clock);
  parts.log.debug('object is suspended');
  recordHandled(object, status);
  await writer.write(status, parts.signal);
  return { ...suspended, next: nextLook(end, parts.clock) };
}

async function runSteps<O extends ReconciledObject, Scope, Memory>(
  kind: Kind<O, Scope, Memory>,
  object: O,
  writer: StatusWriter,
  parts: ReconcileParts<Memory>,
): Promise<ReconcileResult> {
  const opened = openRun<O, Memory>(object, { ...parts, writer });
  try {
    opened.run.progress(kind.startMessage?.(object) ?? 'Reconciliation in progress');
    const scope = kind.createScope(opened.run);
    const ended = await performSteps(kind, scope, parts);
    if (ended === 'cancelled') return cancelled;
    return await settle(kind, { opened, scope, ended, writer }, parts);
  } finally {
    opened.end();
  }
}

interface EndedRun<O extends ReconciledObject, Scope, Memory> {
  readonly opened: OpenRun<O, Memory>;
  readonly scope: Scope;
  readonly ended: Outcome;
  readonly writer: StatusWriter;
}

/** Summary, bookkeeping, the one status patch, and when to come again. */
async function settle<O extends ReconciledObject, Scope, Memory>(
  kind: Kind<O, Scope, Memory>,
  { opened, scope, ended, writer }: EndedRun<O, Scope, Memory>,
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
function summarizeRun<O extends ReconciledObject, Memory>(run: Run<O, Memory>, outcome: Outcome): void {
  summarizeOutcome(run.conditions, outcome);
  if (outcome.kind !== 'failed' && outcome.kind !== 'stalled') return;
  run.event({ severity: 'error', reason: outcome.reason, message: outcome.message });
}

/** Whatever happened, this request to run was handled. */
function recordHandled(object: ReconciledObject, status: { lastHandledReconcileAt?: string | undefined }): void {
  const requestedAt = object.metadata.annotations?.[requestedAtAnnotation];
  if (requestedAt !== undefined && requestedAt !== '') status.lastHandledReconcileAt = requestedAt;
}
