import { cloneJson, type JsonObject } from '@sluice/objects';
import type { KubeClient } from '@sluice/kube';
import type { CancelTimer, Clock } from './clock.ts';
import { progressingReason, readyCondition } from './condition.ts';
import { ConditionSet } from './condition-set.ts';
import type { EventRecorder } from './events.ts';
import type { Logger } from './logger.ts';
import { keyOf, type ReconciledObject, type StatusOf } from './reconciled-object.ts';
import type { Run, RunMemory } from './run.ts';
import type { StatusWriter } from './status-writer.ts';

export interface RunParts<Memory> {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly events: EventRecorder;
  readonly log: Logger;
  readonly memory: RunMemory<Memory>;
  readonly writer: StatusWriter;
  readonly reasons: readonly string[];
  readonly signal: AbortSignal;
}

/** A run that was opened, and how the runtime ends it. */
export interface OpenRun<O extends ReconciledObject, Memory> {
  readonly run: Run<O, Memory>;
  /** No progress is written any more. */
  readonly end: () => void;
}

/** A run that takes longer says so in the status. Shorter ones leave no trace of their steps. */
const progressAfterMs = 1000;

/** A copy of the status to work on, and its conditions. */
export function openDraft<O extends ReconciledObject>(
  object: O,
  clock: Clock,
): { readonly status: StatusOf<O>; readonly conditions: ConditionSet } {
  const status = cloneJson((object.status ?? {}) as JsonObject) as unknown as StatusOf<O>;
  return { status, conditions: new ConditionSet(status, object.metadata.generation ?? 0, clock) };
}

/** Makes the run of one object: a copy of its status to work on, and what it may do. */
export function openRun<O extends ReconciledObject, Memory>(object: O, parts: RunParts<Memory>): OpenRun<O, Memory> {
  const { client, clock, events, log, memory, writer, reasons, signal } = parts;
  const { status, conditions } = openDraft(object, clock);
  const writeStatus = async (): Promise<void> => {
    await writer.write(status, signal);
  };
  const progress = new ProgressTimer(clock, () => {
    writeStatus().catch((error: unknown) => {
      if (!signal.aborted) log.debug('could not write progress', { error });
    });
  });
  const run: Run<O, Memory> = {
    key: keyOf(object),
    object,
    status,
    conditions,
    reasons,
    memory,
    client,
    clock,
    log,
    startedAt: clock.monotonic(),
    event: (event) => {
      events.record(object, event);
    },
    progress: (message, options) => {
      markProgress(conditions, message, options);
      progress.arm();
    },
    writeStatus: () => {
      // The object says now that it is being worked on: that need not be written again.
      progress.cancel();
      return writeStatus();
    },
  };
  return {
    run,
    end: () => {
      progress.cancel();
    },
  };
}

function markProgress(
  conditions: ConditionSet,
  message: string,
  options: { readonly ready?: boolean; readonly reason?: string } = {},
): void {
  const { ready = false, reason = progressingReason } = options;
  conditions.markReconciling(reason, message);
  const current = conditions.get(readyCondition);
  if (ready || current === undefined || current.status === 'Unknown')
    conditions.markUnknown(readyCondition, reason, message);
}

/** Fires once for a run, a while after it began. */
class ProgressTimer {
  readonly #clock: Clock;
  readonly #write: () => void;
  #cancel: CancelTimer | undefined;

  constructor(clock: Clock, write: () => void) {
    this.#clock = clock;
    this.#write = write;
  }

  arm(): void {
    this.#cancel ??= this.#clock.setTimer(progressAfterMs, this.#write);
  }

  cancel(): void {
    this.#cancel?.();
  }
}
