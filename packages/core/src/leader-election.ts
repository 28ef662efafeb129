import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { KubeObject, ObjectRef } from '@sluice/objects';
import { isAlreadyExists, isConflict, isNotFound, type KubeClient } from '@sluice/kube';
import { type Clock, delay } from './clock.ts';
import type { LeaderFence } from './leader-fence.ts';
import type { Logger } from './logger.ts';
import type { LeaderElectionOptions } from './manager.ts';

/** The lease was lost: the process must end, another works now. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
}

export interface LeaderElectorParts {
  readonly leaseName: string;
  /** A client of its own: its writes do not pass the fence, and busy connections of others do not hold it up. */
  readonly client: KubeClient;
  readonly fence: LeaderFence;
  readonly clock: Clock;
  readonly log: Logger;
  readonly identity?: string;
}

interface LeaseSpec {
  holderIdentity?: string;
  leaseDurationSeconds?: number;
  acquireTime?: string;
  renewTime?: string;
  leaseTransitions?: number;
}

/** What was last seen of another's lease, and when, by our own clock: clocks of others are not believed. */
interface Observation {
  readonly record: string;
  readonly at: number;
}

/** Leader election by a Lease; opens the fence while the lease is ours. */
export class LeaderElector {
  readonly identity: string;
  readonly #options: LeaderElectionOptions;
  readonly #parts: LeaderElectorParts;
  readonly #ref: ObjectRef;
  #observed: Observation | undefined;
  /** The lease as we stored it last: while it is ours, a renewal is one request. */
  #held: KubeObject | undefined;

  constructor(options: LeaderElectionOptions, parts: LeaderElectorParts) {
    this.#options = options;
    this.#parts = parts;
    this.identity = parts.identity ?? `${hostname()}_${randomUUID()}`;
    this.#ref = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      namespace: options.namespace,
      name: parts.leaseName,
    };
  }

  /** Tries until the lease is ours. Rejects with the signal's reason when that comes first. */
  async acquire(signal: AbortSignal): Promise<void> {
    const { clock, log, leaseName } = this.#parts;
    log.info('waiting for the leader lease', { lease: leaseName, identity: this.identity });
    while (!(await this.#try(signal))) await delay(clock, this.#options.retryPeriodMs, signal);
    log.info('became the leader', { lease: leaseName, identity: this.identity });
  }

  /** Renews until the signal aborts; then gives the lease up if so configured. Throws `LeaseLostError`. */
  async hold(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#parts;
    try {
      for (;;) {
        await delay(clock, this.#options.retryPeriodMs, signal);
        if ((await this.#try(signal)) || this.#parts.fence.isOpen()) continue;
        throw new LeaseLostError(
          `the lease was not renewed within ${String(this.#options.renewDeadlineMs / 1000)} s, or was taken`,
        );
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    this.#parts.fence.close();
    if (!this.#options.releaseOnCancel) return;
    await this.#release().catch((error: unknown) => {
      log.error('could not release the lease', error);
    });
  }

  /** One try to take or renew the lease. Whether it is ours now. */
  async #try(signal: AbortSignal): Promise<boolean> {
    const sentAt = this.#parts.clock.monotonic();
    try {
      const renewed = await this.#takeOrRenew(signal);
      // Counted from before the request: the server's clock for us cannot have started later.
      if (renewed) this.#parts.fence.openUntil(sentAt + this.#options.renewDeadlineMs);
      else this.#parts.fence.close();
      return renewed;
    } catch (error) {
      this.#held = undefined;
      if (signal.aborted) throw error;
      if (!isConflict(error) && !isAlreadyExists(error))
        this.#parts.log.error('could not reach the leader lease', error);
      return false;
    }
  }

  async #takeOrRenew(signal: AbortSignal): Promise<boolean> {
    const { client, clock } = this.#parts;
    const options = { signal, timeoutMs: this.#options.retryPeriodMs };
    const lease = this.#held ?? (await this.#read(signal));
    if (lease === undefined) {
      this.#held = await client.create(this.#objectOf(this.#specOf(undefined)), options);
      return true;
    }
    const spec = (lease['spec'] ?? {}) as LeaseSpec;
    if (!this.#mayTake(spec, clock.monotonic())) return false;
    this.#held = await client.replace({ ...lease, spec: this.#specOf(spec) }, options);
    return true;
  }

  async #read(signal: AbortSignal): Promise<KubeObject | undefined> {
    try {
      return await this.#parts.client.get(this.#ref, { signal, timeoutMs: this.#options.retryPeriodMs });
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  /** Ours, given up, or unchanged for its whole duration while we watched. */
  #mayTake(spec: LeaseSpec, now: number): boolean {
    const holder = spec.holderIdentity ?? '';
    if (holder === '' || holder === this.identity) return true;
    const record = JSON.stringify([holder, spec.renewTime, spec.leaseTransitions]);
    if (this.#observed?.record !== record) this.#observed = { record, at: now };
    const durationMs = (spec.leaseDurationSeconds ?? this.#options.leaseDurationMs / 1000) * 1000;
    return now - this.#observed.at > durationMs;
  }

  #specOf(before: LeaseSpec | undefined): LeaseSpec {
    const now = microTime(this.#parts.clock.now());
    const same = before?.holderIdentity === this.identity;
    const transitions = before?.leaseTransitions ?? 0;
    return {
      holderIdentity: this.identity,
      leaseDurationSeconds: Math.ceil(this.#options.leaseDurationMs / 1000),
      acquireTime: same ? (before.acquireTime ?? now) : now,
      renewTime: now,
      leaseTransitions: same || before === undefined ? transitions : transitions + 1,
    };
  }

  #objectOf(spec: LeaseSpec): KubeObject {
    const { apiVersion, kind, namespace, name } = this.#ref;
    return { apiVersion, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) }, spec };
  }

  async #release(): Promise<void> {
    const timeout = { timeoutMs: this.#options.retryPeriodMs };
    const lease = await this.#parts.client.get(this.#ref, timeout);
    const spec = (lease['spec'] ?? {}) as LeaseSpec;
    if (spec.holderIdentity !== this.identity) return;
    const released: LeaseSpec = {
      ...spec,
      holderIdentity: '',
      leaseDurationSeconds: 1,
      renewTime: microTime(this.#parts.clock.now()),
    };
    await this.#parts.client.replace({ ...lease, spec: released }, timeout);
  }
}

/** MicroTime: RFC 3339 with six digits of a second. */
function microTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 23)}000Z`;
}
