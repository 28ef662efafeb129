import type { KubeObject, TypeRef } from '@sluice/objects';
import type { KubeClient, WatchCache } from '@sluice/kube';
import type { Clock } from './clock.ts';
import type { Controller, ControllerOptions } from './controller.ts';
import type { EventRecorder } from './events.ts';
import type { LeaderFence } from './leader-fence.ts';
import type { Logger } from './logger.ts';
import type { MetricsRegistry } from './metrics.ts';
import type { ReconciledObject } from './reconciled-object.ts';
import type { Right } from './rights.ts';

/** What a controller program is made of. Every part is given, so that two managers can live in one process. */
export interface ManagerOptions {
  /** `source-controller`: name of the Lease, of the events' reporter, of the user agent. */
  readonly name: string;
  readonly client: KubeClient;
  readonly log: Logger;
  /** What the program declares that it asks for; nothing is checked where it is absent. */
  readonly rights?: readonly Right[];
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** Default: a registry of its own. */
  readonly metrics?: MetricsRegistry;
  /** Default: Kubernetes events by `client`, and posts to `eventsAddress` when that is not empty. */
  readonly events?: EventRecorder;
  readonly eventsAddress?: string;
  /** Only objects of this namespace; all when absent. */
  readonly namespace?: string;
  /** Shard: only own objects with these labels. */
  readonly labelSelector?: string;
  readonly minRetryDelayMs?: number;
  readonly maxRetryDelayMs?: number;
  /** Share by which intervals vary, 0.05 for ±5 %. */
  readonly intervalJitter?: number;
  /** Absent: this process works at once and always. */
  readonly leaderElection?: LeaderElectionOptions;
  /** `host:port` or `:port`; no server when absent or `0`. */
  readonly metricsAddress?: string;
  readonly healthAddress?: string;
  /** How long runs may go on after the signal. Default 10 s. */
  readonly shutdownTimeoutMs?: number;
}

export interface LeaderElectionOptions {
  /** Renews the lease: a client without the fence, with connections of its own. */
  readonly client: KubeClient;
  /** The fence of the manager's `client`. */
  readonly fence: LeaderFence;
  readonly namespace: string;
  readonly releaseOnCancel: boolean;
  readonly leaseDurationMs: number;
  readonly renewDeadlineMs: number;
  readonly retryPeriodMs: number;
}

/** Something that lives as long as the manager. `start` returns when the signal aborts. */
export interface Runnable {
  readonly name: string;
  /** True (the default): only while this process is the leader. */
  readonly needsLeader?: boolean;
  start(signal: AbortSignal): Promise<void>;
}

export interface CacheOptions<Stored> {
  /** Default: the manager's namespace. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly metadataOnly?: boolean;
  /** What to keep of an object; less is better. Default: all but `managedFields`. */
  readonly transform?: (object: KubeObject) => Stored;
}

/** Starts what it was given in order (servers, leader election, caches, controllers) and stops it in reverse. */
export interface Manager {
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: MetricsRegistry;
  readonly events: EventRecorder;
  readonly client: KubeClient;
  /**
   * A cache that the manager starts and waits for. The same type and selectors give the same cache. Throws for a type
   * that the program does not declare to watch.
   */
  cache<Stored = KubeObject>(type: TypeRef, options?: CacheOptions<Stored>): WatchCache<Stored>;
  /** Throws for a kind that the program does not declare to reconcile. */
  addController<O extends ReconciledObject, Scope, Memory>(options: ControllerOptions<O, Scope, Memory>): Controller;
  addRunnable(runnable: Runnable): void;
  /** Runs until the signal aborts (resolves), or until a part fails or the lease is lost (rejects). */
  start(signal: AbortSignal): Promise<void>;
}
