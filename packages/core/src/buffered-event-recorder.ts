import { randomInt } from 'node:crypto';
import { isTransient } from '@sluice/kube';
import { type Clock, delay } from './clock.ts';
import type { EventInput, EventRecorder, EventSubject } from './events.ts';
import type { Logger } from './logger.ts';
import type { Counter } from './metrics.ts';

/** One event, complete: what Kubernetes and the notification endpoint are told. */
export interface RecordedEvent {
  readonly subject: EventSubject;
  readonly event: EventInput;
  /** Wall time, milliseconds. */
  readonly at: number;
  /** Tells events of one millisecond apart. */
  readonly sequence: number;
}

/** Where events go; throws when it could not take one. */
export type EventSink = (event: RecordedEvent, signal: AbortSignal) => Promise<void>;

export interface EventRecorderOptions {
  readonly sinks: readonly EventSink[];
  readonly clock: Clock;
  readonly log: Logger;
  readonly dropped?: Counter;
  /** Events that wait, per sink. Default 1000. */
  readonly bufferSize?: number;
}

/** The sink could not take the event now; the same event may pass later. */
export class EventSinkBusyError extends Error {
  override readonly name = 'EventSinkBusyError';
}

const firstDelayMs = 1_000;
const longestDelayMs = 30_000;
/** Longer than the receiver takes to come back on another node. */
const giveUpAfterMs = 600_000;
const parallel = 4;

/** Takes events in memory and hands them to its sinks in the background, a few at a time, with retries. */
export class BufferedEventRecorder implements EventRecorder {
  readonly #options: EventRecorderOptions;
  readonly #outlets: readonly Outlet[];
  // Controllers whose objects have the same name may tell an event in the same millisecond.
  #sequence = randomInt(1_000_000);

  constructor(options: EventRecorderOptions) {
    this.#options = options;
    this.#outlets = options.sinks.map((sink) => new Outlet(sink, options));
  }

  record(subject: EventSubject, event: EventInput): void {
    const { apiVersion, kind, metadata } = subject;
    if (kind === '' || metadata.name === undefined) {
      this.#options.log.error('an event without an object was not sent');
      return;
    }
    // Only what identifies the object is kept: the buffer must not hold whole objects.
    const { name, namespace, uid, resourceVersion, annotations } = metadata;
    const copied = { name, ...(namespace === undefined ? {} : { namespace }), ...(uid === undefined ? {} : { uid }) };
    const identity = {
      ...copied,
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
      ...(annotations === undefined ? {} : { annotations: eventAnnotations(annotations) }),
    };
    this.#sequence = (this.#sequence + 1) % 1_000_000;
    const at = this.#options.clock.now();
    const recorded = { subject: { apiVersion, kind, metadata: identity }, event, at, sequence: this.#sequence };
    for (const outlet of this.#outlets) outlet.push(recorded);
  }

  /** Sends until the signal aborts. */
  async start(signal: AbortSignal): Promise<void> {
    await Promise.all(this.#outlets.map((outlet) => outlet.drain(signal)));
  }

  /** Resolves when everything that was recorded is sent or given up, or after `timeoutMs`. */
  async flush(timeoutMs: number): Promise<void> {
    const { promise: expired, resolve: expire } = Promise.withResolvers<undefined>();
    const cancel = this.#options.clock.setTimer(timeoutMs, () => {
      expire(undefined);
    });
    await Promise.race([Promise.all(this.#outlets.map((outlet) => outlet.whenEmpty())), expired]);
    cancel();
  }
}

const eventAnnotationPrefix = 'event.toolkit.fluxcd.io/';

function eventAnnotations(annotations: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(annotations).filter(([key]) => key.startsWith(eventAnnotationPrefix)));
}

/** The queue of one sink: a slow one must not hold the others up. */
class Outlet {
  readonly #sink: EventSink;
  readonly #options: EventRecorderOptions;
  readonly #limit: number;
  readonly #waiting: RecordedEvent[] = [];
  #sending = 0;
  #signal: AbortSignal | undefined;
  #emptied: (() => void)[] = [];

  constructor(sink: EventSink, options: EventRecorderOptions) {
    this.#sink = sink;
    this.#options = options;
    this.#limit = options.bufferSize ?? 1000;
  }

  push(event: RecordedEvent): void {
    if (this.#waiting.length >= this.#limit) {
      this.#drop(event, 'the buffer is full');
      return;
    }
    this.#waiting.push(event);
    this.#pump();
  }

  drain(signal: AbortSignal): Promise<void> {
    this.#signal = signal;
    this.#pump();
    return new Promise((resolve) => {
      const end = (): void => {
        resolve();
      };
      if (signal.aborted) end();
      else signal.addEventListener('abort', end, { once: true });
    });
  }

  whenEmpty(): Promise<void> {
    if (this.#waiting.length === 0 && this.#sending === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#emptied.push(resolve);
    });
  }

  #pump(): void {
    const signal = this.#signal;
    if (signal === undefined) return;
    while (this.#sending < parallel && this.#waiting.length > 0) {
      const event = this.#waiting.shift() as RecordedEvent;
      this.#sending++;
      void this.#deliver(event, signal).finally(() => {
        this.#sending--;
        this.#pump();
        if (this.#waiting.length === 0 && this.#sending === 0) this.#tellEmpty();
      });
    }
  }

  async #deliver(event: RecordedEvent, signal: AbortSignal): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        await this.#sink(event, signal);
        return;
      } catch (error) {
        const isLate = this.#options.clock.now() - event.at > giveUpAfterMs;
        if (!isRetryable(error) || isLate || signal.aborted) {
          this.#drop(event, isLate ? 'it could not be sent for too long' : 'it was refused', error);
          return;
        }
        const delayMs = Math.min(firstDelayMs * 2 ** attempt, longestDelayMs);
        await delay(this.#options.clock, delayMs, signal).catch(() => undefined);
      }
    }
  }

  #drop(event: RecordedEvent, reason: string, error?: unknown): void {
    this.#options.dropped?.increment();
    const { kind, metadata } = event.subject;
    this.#options.log.error('an event was dropped', error, {
      reason,
      kind,
      name: metadata.name,
      namespace: metadata.namespace,
    });
  }

  #tellEmpty(): void {
    const emptied = this.#emptied;
    this.#emptied = [];
    for (const tell of emptied) tell();
  }
}

function isRetryable(error: unknown): boolean {
  return error instanceof EventSinkBusyError || isTransient(error);
}
