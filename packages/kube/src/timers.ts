/** What the client and the watch caches need of a clock; the controllers' clock is one. */
export interface Timers {
  /** Milliseconds that never go back. */
  monotonic(): number;
  /** Calls back once; returns what cancels it. */
  setTimer(delayMs: number, callback: () => void): () => void;
}

export const systemTimers: Timers = {
  monotonic: () => performance.now(),
  setTimer(delayMs, callback) {
    const timeout = setTimeout(callback, delayMs);
    return () => {
      clearTimeout(timeout);
    };
  },
};

/** Resolves after `delayMs`, or as soon as the signal aborts. Never rejects: look at the signal afterwards. */
export function pause(timers: Timers, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve();
      return;
    }
    const end = (): void => {
      cancel();
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const cancel = timers.setTimer(delayMs, end);
    signal?.addEventListener('abort', end, { once: true });
  });
}
