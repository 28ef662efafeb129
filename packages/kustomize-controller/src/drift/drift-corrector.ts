import type { Kustomization } from '@sluice/api';
import {
  type ApplyContext,
  correctObject,
  type DesiredObject,
  type Drift,
  findDrift,
  formatRef,
  inventoryIdOf,
  isUntouched,
  type LiveChange,
  type LiveRecord,
  type ObjectTracker,
  type Written,
} from '@sluice/apply';
import { type CancelTimer, type Clock, formatKey, type Logger, type ObjectKey } from '@sluice/core';
import { isConflict } from '@sluice/kube';
import type { ObjectRef } from '@sluice/objects';
import type { KustomizationMemory } from '../memory.ts';
import type { MemoryBook } from '../memory-book.ts';
import { claimOf, describeDrift, describeFight, disputeOf } from './describe-drift.ts';
import { type Correction, levelOf, nextCorrection, pauseFor } from './drift-pause.ts';

export interface DriftParts {
  readonly tracker: ObjectTracker;
  readonly memories: MemoryBook;
  readonly clock: Clock;
  readonly log: Logger;
  /** The Kustomization as it is stored now; `undefined` when it is gone, suspended, or being deleted. */
  readonly findOwner: (key: ObjectKey) => Kustomization | undefined;
  readonly intervalMs: (owner: Kustomization) => number;
  readonly contextFor: (owner: Kustomization, memory: KustomizationMemory, signal: AbortSignal) => ApplyContext;
  readonly tell: (owner: Kustomization, severity: 'info' | 'error', message: string) => void;
  /** Asks for a whole run, when correcting one object is not enough. */
  readonly requestRun: (key: ObjectKey) => void;
}

/** At the third correction of the same thing people are told that two writers fight. */
const fightLevel = 2;
const parallel = 8;
/** Conflicts in a row that are nobody's failure. */
const freeConflicts = 5;

/** An object that is to be corrected. */
interface Case {
  readonly memory: KustomizationMemory;
  readonly id: string;
  readonly ref: ObjectRef;
}

/** What was found of a case. */
interface Finding {
  readonly found: Case;
  readonly owner: Kustomization;
  readonly desired: DesiredObject;
  readonly context: ApplyContext;
  readonly drift: Drift;
}

/**
 * Corrects what others do to managed objects when it happens: the watch tells of it, the object is applied again as it
 * was applied last, and an event names who changed what. Whoever takes the same fields back has them for a growing while.
 */
export class DriftCorrector {
  readonly name = 'drift';
  readonly #parts: DriftParts;
  readonly #corrections = new Map<string, Correction>();
  /** How often in a row an object could not be corrected. */
  readonly #failures = new Map<string, number>();
  readonly #timers = new Map<string, CancelTimer>();
  readonly #queue: Case[] = [];
  readonly #active = new Set<string>();
  #signal: AbortSignal | undefined;

  constructor(parts: DriftParts) {
    this.#parts = parts;
  }

  /** Watches until the signal aborts. */
  async start(signal: AbortSignal): Promise<void> {
    this.#signal = signal;
    const stop = this.#parts.tracker.subscribe((change) => {
      this.#onChange(change);
    });
    await new Promise<void>((resolve) => {
      signal.addEventListener(
        'abort',
        () => {
          resolve();
        },
        { once: true },
      );
      if (signal.aborted) resolve();
    });
    stop();
    for (const cancel of this.#timers.values()) cancel();
  }

  /** Looks at everything that a Kustomization applied: for what happened while a run of it was going on. */
  review(memory: KustomizationMemory): void {
    for (const { desired } of memory.applied.records()) {
      if (!this.#parts.tracker.isLive(desired.ref)) continue;
      const live = this.#parts.tracker.get(desired.ref);
      if (hasDrifted(memory, desired.id, live)) this.#submit({ memory, id: desired.id, ref: desired.ref });
    }
  }

  /** Forgets the disputes of a Kustomization that is gone. */
  release(key: ObjectKey): void {
    const prefix = `${formatKey(key)} `;
    for (const names of [this.#corrections, this.#failures]) {
      for (const name of names.keys()) if (name.startsWith(prefix)) names.delete(name);
    }
    for (const [name, cancel] of this.#timers) {
      if (!name.startsWith(prefix)) continue;
      cancel();
      this.#timers.delete(name);
    }
  }

  #onChange({ type, event }: LiveChange): void {
    const { namespace, name } = event.object;
    // Whoever took the labels off must not escape by it.
    const owner = event.previous?.owner ?? event.object.owner;
    const memory = owner === undefined ? undefined : this.#parts.memories.get(owner);
    if (memory === undefined || memory.running) return;
    const ref = namespace === '' ? { ...type, name } : { ...type, namespace, name };
    const id = inventoryIdOf(ref);
    const live = event.type === 'deleted' ? undefined : event.object;
    if (!memory.applied.isWriting(id) && hasDrifted(memory, id, live)) this.#submit({ memory, id, ref });
  }

  #submit(found: Case): void {
    const name = nameOf(found);
    if (this.#active.has(name) || this.#timers.has(name)) return;
    this.#active.add(name);
    this.#queue.push(found);
    this.#pump();
  }

  #pump(): void {
    while (this.#running < parallel && this.#queue.length > 0) {
      const next = this.#queue.shift() as Case;
      this.#running += 1;
      void this.#handle(next).finally(() => {
        this.#running -= 1;
        this.#active.delete(nameOf(next));
        this.#lookAgain(next);
        this.#pump();
      });
    }
  }

  #running = 0;

  async #handle(found: Case): Promise<void> {
    const signal = this.#signal;
    if (signal === undefined || signal.aborted) return;
    try {
      await this.#correct(found, signal);
    } catch (error) {
      if (!signal.aborted) this.#putOff(found, error);
    }
  }

  /** A whole run says what is wrong, once; the object itself is tried again after a growing pause. */
  #putOff(found: Case, error: unknown): void {
    const name = nameOf(found);
    const failures = this.#failures.get(name) ?? 0;
    this.#failures.set(name, failures + 1);
    // Somebody wrote between our look and our write: that is looked at again at once, as any change is.
    if (isConflict(error) && failures < freeConflicts) return;
    const owner = this.#parts.findOwner(found.memory.key);
    if (owner === undefined) return;
    this.#comeBack(found, pauseFor(failures + 1, this.#parts.intervalMs(owner)));
    const redactor = found.memory.build?.redactor;
    this.#parts.log.debug('an object could not be corrected', {
      // What the server says may quote a value that was decrypted.
      error: redactor === undefined || redactor.isEmpty ? error : redactor.redact(String(error)),
      id: found.id,
      kustomization: formatKey(found.memory.key),
    });
    if (failures === 0) this.#parts.requestRun(found.memory.key);
  }

  async #correct(found: Case, signal: AbortSignal): Promise<void> {
    const { memory, id } = found;
    const owner = this.#parts.findOwner(memory.key);
    // The last build may have failed to apply: what counts is what was applied.
    const desired = memory.applied.get(id)?.desired;
    if (owner === undefined || desired === undefined || memory.running) return;
    const context = this.#parts.contextFor(owner, memory, signal);
    const drift = await findDrift(context, desired);
    if (!drift.isOptedOut && !isLeftOver(desired, drift)) await this.#settle({ found, owner, desired, context, drift });
  }

  async #settle({ found, owner, desired, context, drift }: Finding): Promise<void> {
    const name = nameOf(found);
    const now = this.#parts.clock.monotonic();
    const dispute = { dispute: disputeOf(drift), claim: claimOf(drift) };
    const last = this.#corrections.get(name);
    const level = levelOf(last, dispute, now);
    const dueAt = (last?.at ?? now) + pauseFor(level, this.#parts.intervalMs(owner));
    if (dueAt > now && level > 0) {
      this.#comeBack(found, dueAt - now);
      return;
    }
    const written = await correctObject(context, desired, drift);
    desired.release();
    const isCorrected = this.#report(owner, found, written, drift);
    this.#failures.delete(name);
    if (!isCorrected) return;
    this.#corrections.set(name, nextCorrection(last, dispute, now));
    if (level === fightLevel) this.#parts.tell(owner, 'error', describeFight(found.ref, drift));
  }

  /** Tells what was corrected; false when nothing was. */
  #report(owner: Kustomization, found: Case, written: Written, drift: Drift): boolean {
    if ('failure' in written) throw written.failure.cause;
    if ('terminating' in written || written.action === 'unchanged' || written.action === 'skipped') return false;
    const message = describeDrift(found.ref, written.action, drift);
    this.#parts.log.info('drift corrected', {
      object: formatRef(found.ref),
      change: message,
      kustomization: formatKey(found.memory.key),
    });
    this.#parts.tell(owner, 'info', message);
    return true;
  }

  #comeBack(found: Case, pauseMs: number): void {
    const name = nameOf(found);
    const cancel = this.#parts.clock.setTimer(pauseMs, () => {
      this.#timers.delete(name);
      this.#lookAgain(found);
    });
    this.#timers.set(name, cancel);
  }

  /** What happened while it was worked on, or while it was left alone. */
  #lookAgain(found: Case): void {
    const { memory, id, ref } = found;
    if (memory.running || this.#parts.memories.get(memory.key) !== memory || !this.#parts.tracker.isLive(ref)) return;
    if (hasDrifted(memory, id, this.#parts.tracker.get(ref))) this.#submit(found);
  }
}

function nameOf({ memory, id }: Case): string {
  return `${formatKey(memory.key)} ${id}`;
}

/** Whether an object is not as it was left. */
function hasDrifted(memory: KustomizationMemory, id: string, live: LiveRecord | undefined): boolean {
  const applied = memory.applied.get(id);
  if (applied === undefined) return false;
  if (live === undefined) return true;
  if (live.policy.reconcileDisabled || live.policy.ignored || live.status.status === 'Terminating') return false;
  return !isUntouched(applied, live);
}

/** A Job that deletes itself when it is done has not drifted by being gone. */
function isLeftOver(desired: DesiredObject, drift: Drift): boolean {
  if (drift.live !== undefined || desired.ref.kind !== 'Job') return false;
  const spec = desired.object['spec'] as { readonly ttlSecondsAfterFinished?: number } | undefined;
  return spec?.ttlSecondsAfterFinished !== undefined;
}
