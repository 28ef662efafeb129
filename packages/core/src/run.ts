import type { KubeClient } from '@sluice/kube';
import type { Clock } from './clock.ts';
import type { ConditionSet } from './condition-set.ts';
import type { EventInput } from './events.ts';
import type { Logger } from './logger.ts';
import type { ObjectKey, ReconciledObject, StatusOf } from './reconciled-object.ts';

/**
 * One run over one object: what the runtime gives to a kind. Lives from the wake-up to the status patch.
 * `Memory` is what the kind remembers between runs of the same object.
 */
export interface Run<O extends ReconciledObject = ReconciledObject, Memory = unknown> {
  readonly key: ObjectKey;
  /** The object as it was read when the run began. Not to be changed. */
  readonly object: O;
  /** The status that the run ends with; change it in place. Written once at the end, when it differs. */
  readonly status: StatusOf<O>;
  /** `status.conditions`, by the rules of the API conventions. */
  readonly conditions: ConditionSet;
  /** Why the object was woken: `generation`, `requested`, `interval`, `retry`, or what a watch source said. */
  readonly reasons: readonly string[];
  /** Lost at a restart and when the object is deleted; a kind keeps here what a waiting pass must know. */
  readonly memory: RunMemory<Memory>;
  readonly client: KubeClient;
  readonly clock: Clock;
  /** Says kind, name and namespace in every line. */
  readonly log: Logger;
  /** `clock.monotonic()` when the run began. */
  readonly startedAt: number;
  /** Sends an event about the object. Never waits. */
  readonly event: (event: EventInput) => void;
  /**
   * Says what the run is doing: Reconciling=True, and Ready=Unknown if it was absent or unknown (always with
   * `ready: true`). Kept in memory, and written once if the run is still going after a second.
   */
  readonly progress: (message: string, options?: { readonly ready?: boolean; readonly reason?: string }) => void;
  /** Writes the status as it is now: before an effect that must not be forgotten. Throws what the API server says. */
  readonly writeStatus: () => Promise<void>;
}

/** What a kind remembers of one object (one uid) between runs. */
export interface RunMemory<Memory> {
  get(): Memory | undefined;
  set(value: Memory): void;
  clear(): void;
}
