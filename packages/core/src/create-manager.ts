import { createHash } from 'node:crypto';
import type { KubeObject, TypeRef } from '@sluice/objects';
import { WatchCache, type WatchProblem } from '@sluice/kube';
import { BufferedEventRecorder } from './buffered-event-recorder.ts';
import { type Clock, systemClock } from './clock.ts';
import type { Controller, ControllerOptions } from './controller.ts';
import { type ControllerMetrics, createControllerMetrics } from './controller-metrics.ts';
import type { EventRecorder } from './events.ts';
import { type Endpoint, type EndpointHandler, serveEndpoint } from './http-endpoint.ts';
import { kubeEventSink } from './kube-event-sink.ts';
import { LeaderElector } from './leader-election.ts';
import { logWatchProblem } from './log-watch-problem.ts';
import type { CacheOptions, Manager, ManagerOptions, Runnable } from './manager.ts';
import type { MetricsRegistry } from './metrics.ts';
import { createMetricsRegistry } from './metrics-registry.ts';
import { notificationSink } from './notification-sink.ts';
import { ObjectController } from './object-controller.ts';
import type { ReconciledObject } from './reconciled-object.ts';
import { allows, type Verb } from './rights.ts';
import { whenAborted, withDeadline } from './waits.ts';

/** A manager with nothing in it yet. */
export function createManager(options: ManagerOptions): Manager {
  return new ControllerManager(options);
}

/** A part that a manager runs: a controller, seen from outside. */
interface Worker {
  readonly name: string;
  listen(): () => void;
  work(signal: AbortSignal): Promise<void>;
}

const defaultShutdownTimeoutMs = 10_000;
const eventFlushMs = 2_000;

class ControllerManager implements Manager {
  readonly clock: Clock;
  readonly metrics: MetricsRegistry;
  readonly events: EventRecorder;
  readonly #options: ManagerOptions;
  readonly #ownEvents: BufferedEventRecorder | undefined;
  readonly #controllerMetrics: ControllerMetrics;
  readonly #caches: WatchCache<unknown>[] = [];
  readonly #shared = new Map<string, WatchCache<unknown>>();
  readonly #workers: Worker[] = [];
  readonly #runnables: Runnable[] = [];
  #startCache: ((cache: WatchCache<unknown>) => void) | undefined;
  #ready = false;

  constructor(options: ManagerOptions) {
    this.#options = options;
    this.clock = options.clock ?? systemClock;
    this.metrics = options.metrics ?? createMetricsRegistry();
    this.#controllerMetrics = createControllerMetrics(this.metrics);
    this.#ownEvents = options.events === undefined ? this.#createEvents() : undefined;
    this.events = options.events ?? (this.#ownEvents as EventRecorder);
  }

  get log(): ManagerOptions['log'] {
    return this.#options.log;
  }

  get client(): ManagerOptions['client'] {
    return this.#options.client;
  }

  cache<Stored = KubeObject>(type: TypeRef, options: CacheOptions<Stored> = {}): WatchCache<Stored> {
    this.#demand(type, ['list', 'watch']);
    const {
      namespace = this.#options.namespace,
      labelSelector,
      fieldSelector,
      metadataOnly = false,
      transform,
    } = options;
    const selection = { namespace, labelSelector, fieldSelector, metadataOnly };
    const onProblem = (problem: WatchProblem): void => {
      logWatchProblem(this.log, type, problem);
    };
    const create = (): WatchCache<unknown> =>
      new WatchCache<unknown>(this.client, { type, ...selection, transform, onProblem });
    // What a transform keeps is its caller's: such a cache is not shared.
    const key = transform === undefined ? JSON.stringify([type.apiVersion, type.kind, selection]) : undefined;
    const shared = key === undefined ? undefined : this.#shared.get(key);
    if (shared !== undefined) return shared as WatchCache<Stored>;
    const cache = create();
    if (key !== undefined) this.#shared.set(key, cache);
    this.#caches.push(cache);
    this.#startCache?.(cache);
    return cache as WatchCache<Stored>;
  }

  addController<O extends ReconciledObject, Scope, Memory>(options: ControllerOptions<O, Scope, Memory>): Controller {
    this.#demand(options.kind.type, ['get', 'patch']);
    const { minRetryDelayMs = 750, maxRetryDelayMs = 900_000, intervalJitter = 0.05 } = this.#options;
    const { client, clock, events, log } = this;
    const controller = new ObjectController(options, {
      client,
      clock,
      events,
      log,
      metrics: this.#controllerMetrics,
      minRetryDelayMs,
      maxRetryDelayMs,
      intervalJitter,
    });
    this.#workers.push(controller);
    return controller;
  }

  addRunnable(runnable: Runnable): void {
    this.#runnables.push(runnable);
  }

  async start(signal: AbortSignal): Promise<void> {
    const endpoints = await this.#serve();
    try {
      await this.#runAll(signal);
    } finally {
      await this.#ownEvents?.flush(eventFlushMs);
      await Promise.all(endpoints.map((endpoint) => endpoint.close()));
    }
  }

  async #runAll(signal: AbortSignal): Promise<void> {
    const group = new TaskGroup(signal);
    // Events go out to the last: they are stopped after everything that records some.
    const events = new AbortController();
    const sending = this.#ownEvents?.start(events.signal);
    for (const runnable of this.#runnables.filter((each) => each.needsLeader === false))
      group.run(() => runnable.start(group.signal));
    group.run(() => this.#lead(group));
    try {
      await group.join(this.clock, this.#options.shutdownTimeoutMs ?? defaultShutdownTimeoutMs);
    } finally {
      this.#ready = false;
      await this.#ownEvents?.flush(eventFlushMs);
      events.abort();
      await sending;
    }
  }

  /** Everything that only the leader does. */
  async #lead(group: TaskGroup): Promise<void> {
    const elector = this.#createElector();
    if (elector !== undefined) {
      await elector.acquire(group.signal);
      group.run(() => elector.hold(group.signal));
    }
    for (const runnable of this.#runnables.filter((each) => each.needsLeader !== false))
      group.run(() => runnable.start(group.signal));
    const stops = this.#workers.map((worker) => worker.listen());
    this.#startCache = (cache) => {
      group.run(() => cache.start(group.signal));
    };
    for (const cache of this.#caches) this.#startCache(cache);
    await Promise.all(this.#caches.map((cache) => cache.whenSynced(group.signal)));
    this.#ready = true;
    this.log.info('controllers started', { controllers: this.#workers.map((worker) => worker.name) });
    await Promise.all(this.#workers.map((worker) => worker.work(group.signal)));
    await whenAborted(group.signal);
    for (const stop of stops) stop();
  }

  #createElector(): LeaderElector | undefined {
    const { leaderElection, name, labelSelector } = this.#options;
    if (leaderElection === undefined) return undefined;
    const { client, fence } = leaderElection;
    const leaseName = leaseNameOf(name, labelSelector);
    return new LeaderElector(leaderElection, { leaseName, client, fence, clock: this.clock, log: this.log });
  }

  /** A role that lacks a right shows only where RBAC is on; this shows at once. */
  #demand(type: TypeRef, verbs: readonly Verb[]): void {
    const { name, rights } = this.#options;
    const missing = verbs.filter((verb) => rights !== undefined && !allows(rights, type, verb));
    if (missing.length > 0) throw new Error(`${name} does not declare that it may ${missing.join()} ${type.kind}`);
  }

  #createEvents(): BufferedEventRecorder {
    const { client, name, eventsAddress = '', log } = this.#options;
    const sinks = [
      kubeEventSink(client, name),
      ...(eventsAddress === '' ? [] : [notificationSink(eventsAddress, name)]),
    ];
    const dropped = this.metrics.counter('sluice_events_dropped_total', 'Events that could not be delivered.');
    return new BufferedEventRecorder({ sinks, clock: this.clock, log, dropped });
  }

  async #serve(): Promise<Endpoint[]> {
    const { metricsAddress, healthAddress } = this.#options;
    const ok: EndpointHandler = () => ({ status: 200, contentType: 'text/plain', body: 'ok' });
    const endpoints: Endpoint[] = [];
    if (isAddress(metricsAddress))
      endpoints.push(await serveEndpoint(metricsAddress, { '/metrics': () => this.#renderMetrics() }));
    try {
      if (isAddress(healthAddress)) {
        endpoints.push(await serveEndpoint(healthAddress, { '/healthz': ok, '/readyz': () => this.#renderReady() }));
      }
    } catch (error) {
      await Promise.all(endpoints.map((endpoint) => endpoint.close()));
      throw error;
    }
    return endpoints;
  }

  #renderMetrics(): ReturnType<EndpointHandler> {
    return { status: 200, contentType: 'text/plain; version=0.0.4; charset=utf-8', body: this.metrics.render() };
  }

  /** Replicas that wait for the lease are ready to take over; a leader is ready once its caches are. */
  #renderReady(): ReturnType<EndpointHandler> {
    const ready = this.#ready || this.#options.leaderElection?.fence.isOpen() === false;
    return { status: ready ? 200 : 503, contentType: 'text/plain', body: ready ? 'ok' : 'caches are not synced yet' };
  }
}

function isAddress(address: string | undefined): address is string {
  return address !== undefined && address !== '' && address !== '0';
}

/** `<controller>-leader-election`, and for a shard a suffix that its selector gives. */
export function leaseNameOf(controller: string, labelSelector: string | undefined): string {
  const base = `${controller}-leader-election`;
  if (labelSelector === undefined || labelSelector === '') return base;
  return `${base}-${createHash('sha256').update(labelSelector).digest('hex').slice(0, 8)}`;
}

/** Tasks that live and end together: the first failure, or the outer signal, stops all. */
class TaskGroup {
  readonly #stop = new AbortController();
  readonly #tasks: Promise<void>[] = [];
  readonly #outer: AbortSignal;
  #failure: { readonly error: unknown } | undefined;

  constructor(outer: AbortSignal) {
    this.#outer = outer;
    if (outer.aborted) this.#stop.abort(outer.reason);
    outer.addEventListener(
      'abort',
      () => {
        this.#stop.abort(outer.reason);
      },
      { once: true },
    );
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  run(start: () => Promise<void>): void {
    const task = start().catch((error: unknown) => {
      if (this.#outer.aborted || this.#stop.signal.aborted) return;
      this.#failure ??= { error };
      this.#stop.abort(error);
    });
    this.#tasks.push(task);
  }

  /** Resolves when the outer signal stopped everything; rejects with the failure of a task. */
  async join(clock: Clock, timeoutMs: number): Promise<void> {
    await whenAborted(this.#stop.signal);
    await withDeadline(clock, timeoutMs, Promise.all(this.#tasks));
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}
