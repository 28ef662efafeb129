import type { ApiObject } from '../api-object.ts';
import { objectAt } from '../api-object.ts';
import type { Clock } from '../clock.ts';
import { OwnerIndex } from '../controllers/owner-index.ts';
import { keyOf } from '../store/table.ts';
import { matchesLabels } from './label-selector.ts';
import type { Plan, PlanContext, Planner } from './plan.ts';
import type { ClusterChange, ClusterPort } from './port.ts';

export interface SimulatorParts {
  readonly port: ClusterPort;
  readonly clock: Clock;
  readonly planners: readonly Planner[];
  /** From a pod's start to Ready. Default 20 ms. */
  readonly podStartMs?: number;
  /** Between a change and what it causes. Default 1 ms: status lags, as in a cluster. */
  readonly stepMs?: number;
  /** Hears of actions that the API server refuses for good. */
  readonly onError: (error: unknown) => void;
}

interface Subject {
  readonly planner: Planner;
  readonly table: string;
  readonly namespace: string;
  readonly name: string;
}

const retryMs = 50;
const mostRetries = 5;

/**
 * Plays the controllers, the scheduler and the kubelet of a cluster: whenever something changes, the planners of the kinds
 * that it concerns look again, and what they want is done. Level-based: a plan that finds nothing to do ends it.
 */
export class WorkloadSimulator {
  readonly #parts: SimulatorParts;
  readonly #byTable: ReadonlyMap<string, readonly Planner[]>;
  readonly #index = new OwnerIndex();
  readonly #firstSeen = new Map<string, number>();
  readonly #timers = new Map<string, { readonly dueAt: number; readonly cancel: () => void }>();
  readonly #retries = new Map<string, number>();
  #stop: (() => void) | undefined;

  constructor(parts: SimulatorParts) {
    this.#parts = parts;
    this.#byTable = Map.groupBy(parts.planners, (planner) => planner.table);
  }

  start(): void {
    this.#stop = this.#parts.port.subscribe((change) => this.#hear(change));
  }

  stop(): void {
    this.#stop?.();
    for (const { cancel } of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  #hear({ type, table, object }: ClusterChange): void {
    const { uid = '', namespace = '', name = '' } = object.metadata;
    if (type === 'DELETED') {
      this.#index.remove(object);
      this.#firstSeen.delete(uid);
    } else {
      this.#index.add(table, object);
      if (!this.#firstSeen.has(uid)) this.#firstSeen.set(uid, this.#parts.clock.now());
      this.#enqueueAll(table, namespace, name);
    }
    this.#enqueueRelated(table, object);
  }

  /** Owners look at their children again, children at their owners' annotations, services at their pods. */
  #enqueueRelated(table: string, object: ApiObject): void {
    for (const { uid } of object.metadata.ownerReferences ?? []) this.#enqueuePlace(this.#index.placeOf(uid));
    if (table !== '/pods')
      for (const place of this.#index.dependentsOf(object.metadata.uid ?? '')) this.#enqueuePlace(place);
    if (table === '/pods') this.#enqueueServices(object);
    if (table === '/persistentvolumeclaims') this.#enqueueVolumes(object);
    if (table === '/nodes')
      for (const { metadata } of this.#parts.port.list('apps/daemonsets'))
        this.#enqueueAll('apps/daemonsets', metadata.namespace ?? '', metadata.name ?? '');
  }

  #enqueueServices(pod: ApiObject): void {
    for (const service of this.#parts.port.list('/services', pod.metadata.namespace)) {
      const selector = objectAt(service, 'spec', 'selector');
      if (Object.keys(selector).length > 0 && matchesLabels(pod, selector))
        this.#enqueueAll('/services', service.metadata.namespace ?? '', service.metadata.name ?? '');
    }
  }

  #enqueueVolumes(claim: ApiObject): void {
    const name = objectAt(claim, 'spec')['volumeName'];
    if (typeof name === 'string') this.#enqueueAll('/persistentvolumes', '', name);
  }

  #enqueuePlace(place: { table: string; namespace: string; name: string } | undefined): void {
    if (place !== undefined) this.#enqueueAll(place.table, place.namespace, place.name);
  }

  #enqueueAll(table: string, namespace: string, name: string): void {
    for (const planner of this.#byTable.get(table) ?? [])
      this.#enqueue({ planner, table, namespace, name }, this.#parts.stepMs ?? 1);
  }

  /** One timer for each subject: the earliest counts. */
  #enqueue(subject: Subject, afterMs: number): void {
    const key = `${subject.planner.component} ${subject.table} ${keyOf(subject.namespace, subject.name)}`;
    const dueAt = this.#parts.clock.now() + afterMs;
    const pending = this.#timers.get(key);
    if (pending !== undefined && pending.dueAt <= dueAt) return;
    pending?.cancel();
    const cancel = this.#parts.clock.setTimer(afterMs, () => {
      this.#timers.delete(key);
      void this.#look(key, subject);
    });
    this.#timers.set(key, { dueAt, cancel });
  }

  async #look(key: string, subject: Subject): Promise<void> {
    const object = this.#parts.port.get(subject.table, subject.namespace, subject.name);
    if (object === undefined) return;
    try {
      const plan = subject.planner.plan(object, this.#context(object));
      await this.#perform(plan, subject);
      this.#retries.delete(key);
      if (plan.wakeAfterMs !== undefined && plan.wakeAfterMs > 0) this.#enqueue(subject, plan.wakeAfterMs);
    } catch (error) {
      this.#retry(key, subject, error);
    }
  }

  async #perform({ actions }: Plan, { planner }: Subject): Promise<void> {
    for (const action of actions) await this.#parts.port.perform(action, planner.component);
  }

  /** Refusals are normal where others write too: look again, and give up on what is refused again and again. */
  #retry(key: string, subject: Subject, error: unknown): void {
    const retries = (this.#retries.get(key) ?? 0) + 1;
    this.#retries.set(key, retries);
    if (retries <= mostRetries) this.#enqueue(subject, retryMs);
    else {
      this.#retries.delete(key);
      this.#parts.onError(error);
    }
  }

  #context(object: ApiObject): PlanContext {
    const { port, clock, podStartMs = 20 } = this.#parts;
    const now = clock.now();
    return {
      now,
      ageMs: now - (this.#firstSeen.get(object.metadata.uid ?? '') ?? now),
      podStartMs,
      get: (table, namespace, name) => port.get(table, namespace, name),
      list: (table, namespace) => port.list(table, namespace),
      owned: (owner, table) => this.#owned(owner, table),
      owner: (child) => this.#owner(child),
    };
  }

  #owned({ metadata }: ApiObject, table: string): readonly ApiObject[] {
    const places = this.#index.dependentsOf(metadata.uid ?? '').filter((place) => place.table === table);
    return places.flatMap((place) => this.#parts.port.get(place.table, place.namespace, place.name) ?? []);
  }

  #owner({ metadata }: ApiObject): ApiObject | undefined {
    const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
    const place = owner === undefined ? undefined : this.#index.placeOf(owner.uid);
    return place === undefined ? undefined : this.#parts.port.get(place.table, place.namespace, place.name);
  }
}
