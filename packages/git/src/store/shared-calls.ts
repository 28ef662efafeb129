/** What every caller of one shared operation waits for. */
interface Shared<T> {
  readonly promise: Promise<T>;
  readonly controller: AbortController;
  callers: number;
}

interface Lane<T> {
  running: Shared<T> | undefined;
  /** Starts when the running one has ended. */
  queued: Shared<T> | undefined;
}

/**
 * Runs at most one operation of a key at a time, and shares its result. A caller never gets the result of an operation
 * that had begun before it asked: it joins the next one. So what it learns is never older than its question. The
 * operation is aborted when all who wait for it have gone.
 */
export class SharedCalls<T> {
  readonly #lanes = new Map<string, Lane<T>>();

  async run(key: string, signal: AbortSignal | undefined, operation: (signal: AbortSignal) => Promise<T>): Promise<T> {
    signal?.throwIfAborted();
    const lane = this.#lanes.get(key) ?? { running: undefined, queued: undefined };
    this.#lanes.set(key, lane);
    const shared = this.#join(key, lane, operation);
    return waitFor(shared, signal);
  }

  #join(key: string, lane: Lane<T>, operation: (signal: AbortSignal) => Promise<T>): Shared<T> {
    if (lane.queued !== undefined) return lane.queued;
    const controller = new AbortController();
    const before = lane.running?.promise;
    const start = async (): Promise<T> => {
      await before?.catch(() => undefined);
      lane.running = shared;
      if (lane.queued === shared) lane.queued = undefined;
      try {
        controller.signal.throwIfAborted();
        return await operation(controller.signal);
      } finally {
        if (lane.queued === undefined) this.#lanes.delete(key);
      }
    };
    const shared: Shared<T> = { promise: Promise.resolve().then(start), controller, callers: 0 };
    // Each caller sees the failure; this one is for when all have gone.
    shared.promise.catch(() => undefined);
    // Until its first turn nothing of it has begun, so others may still join.
    lane.queued = shared;
    return shared;
  }
}

async function waitFor<T>(shared: Shared<T>, signal: AbortSignal | undefined): Promise<T> {
  shared.callers += 1;
  let leave: (() => void) | undefined;
  const left = new Promise<never>((_, reject) => {
    leave = () => {
      reject(signal?.reason as Error);
    };
    signal?.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([shared.promise, left]);
  } finally {
    if (leave !== undefined) signal?.removeEventListener('abort', leave);
    shared.callers -= 1;
    // After the end an abort reaches nobody.
    if (shared.callers === 0) shared.controller.abort();
  }
}
