import type { KubeObject } from '@sluice/objects';
import type { KubeClient } from '@sluice/kube';
import type { Clock } from './clock.ts';
import { invalidSpecReason } from './condition.ts';
import type { EventRecorder } from './events.ts';
import type { Kind } from './kind.ts';
import type { Logger } from './logger.ts';
import type { NextRun } from './next-run.ts';
import type { Outcome } from './outcome.ts';
import type { ReconciledObject } from './reconciled-object.ts';
import type { RunMemory } from './run.ts';
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

export interface ReconcileResult {
  readonly next: NextRun;
  /** `deleted`, `suspended`, `cancelled`, or how the steps ended. */
  readonly outcome: Outcome['kind'] | 'deleted' | 'suspended' | 'cancelled';
  /** Nothing of the object is to be kept: it is gone, suspended, or cannot be worked on. */
  readonly released: boolean;
}

/** The run was stopped from outside; whoever stopped it knows what follows. */
export const cancelled: ReconcileResult = { next: { kind: 'never' }, outcome: 'cancelled', released: false };

export type StalledOutcome = Extract<Outcome, { kind: 'stalled' }>;

export type Parsed<O> =
  { readonly ok: true; readonly object: O } | { readonly ok: false; readonly outcome: StalledOutcome };

/** The trusted object, or why it cannot be trusted. */
export function parseObject<O extends ReconciledObject, Scope, Memory>(
  kind: Kind<O, Scope, Memory>,
  object: KubeObject,
): Parsed<O> {
  try {
    return { ok: true, object: kind.parse(object) };
  } catch (error) {
    return { ok: false, outcome: { kind: 'stalled', reason: invalidSpecReason, message: messageOf(error) } };
  }
}

export function createStatusWriter<Memory>(object: KubeObject, parts: ReconcileParts<Memory>): StatusWriter {
  const { client, clock, fieldManager, onWritten } = parts;
  return new StatusWriter(object, { client, clock, fieldManager, onWritten });
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
