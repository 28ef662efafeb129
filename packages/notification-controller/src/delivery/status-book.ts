import { type CancelTimer, type Clock, type Condition, formatTime, type Logger, sortConditions } from '@sluice/core';
import { isNotFound, type KubeClient } from '@sluice/kube';
import type { JsonValue, TypeRef } from '@sluice/objects';

/** An object whose conditions are written here. */
export interface StatusSubject {
  readonly type: TypeRef;
  readonly namespace: string;
  readonly name: string;
}

/** What a condition says, before it has a time. */
export type Verdict = Pick<Condition, 'type' | 'status' | 'reason' | 'message'>;

export interface StatusBookOptions {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** The conditions that are stored; undefined where the object is not known. */
  readonly stored: (subject: StatusSubject) => readonly Condition[] | undefined;
}

const settleMs = 1_000;
const retryMs = 30_000;

interface Page {
  readonly subject: StatusSubject;
  readonly wanted: Map<string, Verdict>;
  timer: CancelTimer | undefined;
}

/**
 * Writes conditions of objects that nobody reconciles. Only what differs from what is stored is written, the last verdict
 * of a second at a time. Where the definition of a kind has no status, as upstream's have none, nothing is.
 */
export class StatusBook {
  readonly #options: StatusBookOptions;
  readonly #pages = new Map<string, Page>();
  /** Kinds without a status. */
  readonly #without = new Set<string>();

  constructor(options: StatusBookOptions) {
    this.#options = options;
    options.signal.addEventListener('abort', () => {
      for (const { timer } of this.#pages.values()) timer?.();
    });
  }

  /** Says something of an object, now or soon. Never waits. */
  note(subject: StatusSubject, verdict: Verdict): void {
    if (this.#without.has(subject.type.kind) || this.#options.signal.aborted) return;
    const key = `${subject.type.kind}/${subject.namespace}/${subject.name}`;
    const page = this.#pages.get(key) ?? { subject, wanted: new Map(), timer: undefined };
    page.wanted.set(verdict.type, verdict);
    if (!this.#isNews(page)) {
      if (page.timer === undefined) this.#pages.delete(key);
      return;
    }
    this.#pages.set(key, page);
    this.#schedule(key, page, settleMs);
  }

  #isNews({ subject, wanted }: Page): boolean {
    const stored = this.#options.stored(subject);
    return stored !== undefined && [...wanted.values()].some((verdict) => !stored.some(isSame(verdict)));
  }

  #schedule(key: string, page: Page, delayMs: number): void {
    page.timer ??= this.#options.clock.setTimer(delayMs, () => {
      page.timer = undefined;
      void this.#turn(key, page);
    });
  }

  async #turn(key: string, page: Page): Promise<void> {
    this.#pages.delete(key);
    if (this.#without.has(page.subject.type.kind) || !this.#isNews(page)) return;
    try {
      await this.#write(page);
    } catch (error) {
      if (this.#options.signal.aborted) return;
      this.#options.log.error('a status was not written; it will be tried again', error, { object: key });
      const later = this.#pages.get(key) ?? page;
      for (const verdict of page.wanted.values())
        if (!later.wanted.has(verdict.type)) later.wanted.set(verdict.type, verdict);
      this.#pages.set(key, later);
      this.#schedule(key, later, retryMs);
    }
  }

  async #write({ subject, wanted }: Page): Promise<void> {
    const { client, clock, signal, stored } = this.#options;
    const before = stored(subject) ?? [];
    const now = formatTime(clock.now());
    const ours = [...wanted.values()].map((verdict): Condition => {
      const same = before.find(({ type, status }) => type === verdict.type && status === verdict.status);
      return { ...verdict, lastTransitionTime: same?.lastTransitionTime ?? now };
    });
    const others = before.filter(({ type }) => !wanted.has(type));
    const conditions = sortConditions([...others, ...ours]) as unknown as JsonValue;
    const ref = { ...subject.type, namespace: subject.namespace, name: subject.name };
    try {
      const options = {
        type: 'merge',
        subresource: 'status',
        fieldManager: 'notification-controller',
        signal,
      } as const;
      await client.patch(ref, { status: { conditions } }, options);
    } catch (error) {
      if (!isNotFound(error)) throw error;
      await this.#learnWhy(subject);
    }
  }

  /** The object is gone, or its kind has no status. */
  async #learnWhy({ type, namespace, name }: StatusSubject): Promise<void> {
    const { client, log, signal } = this.#options;
    const { items } = await client.list(type, { namespace, fieldSelector: `metadata.name=${name}`, signal });
    if (items.length === 0) return;
    this.#without.add(type.kind);
    log.info('the definition of the kind has no status: nothing is written there', { kind: type.kind });
  }
}

function isSame(verdict: Verdict): (condition: Condition) => boolean {
  return (condition) =>
    condition.type === verdict.type &&
    condition.status === verdict.status &&
    condition.reason === verdict.reason &&
    condition.message === verdict.message;
}
