/**
 * The clock port: nothing in the runtime or a controller reads the time or sets a timer elsewhere.
 * `monotonic` never jumps; deadlines, leases and intervals use it. `now` is for timestamps that people read.
 */
export interface Clock {
  /** Wall time, milliseconds since 1970. */
  now(): number;
  /** Milliseconds since an arbitrary start; never goes back, whatever happens to the wall clock. */
  monotonic(): number;
  /** Calls back once after `delayMs` (any length, negative counts as 0). Returns what cancels it. */
  setTimer(delayMs: number, callback: () => void): CancelTimer;
}

export type CancelTimer = () => void;

/** Node fires timers beyond this at once, so longer ones are set in parts. */
const longestTimeoutMs = 2_147_483_647;

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimer: (delayMs, callback) => setLongTimer(Math.max(0, delayMs), callback),
};

function setLongTimer(delayMs: number, callback: () => void): CancelTimer {
  const deadline = performance.now() + delayMs;
  let timeout: NodeJS.Timeout;
  const arm = (): void => {
    const leftMs = deadline - performance.now();
    timeout = setTimeout(leftMs > longestTimeoutMs ? arm : callback, Math.min(Math.max(0, leftMs), longestTimeoutMs));
  };
  arm();
  return () => {
    clearTimeout(timeout);
  };
}

/** Resolves after `delayMs`, or rejects with the signal's reason when it aborts first. */
export function delay(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason as Error);
      return;
    }
    const cancel = clock.setTimer(delayMs, () => {
      signal?.removeEventListener('abort', abort);
      resolve();
    });
    const abort = (): void => {
      cancel();
      reject(signal?.reason as Error);
    };
    signal?.addEventListener('abort', abort, { once: true });
  });
}

/** RFC 3339 in UTC with whole seconds, as Kubernetes writes times in conditions and status. */
export function formatTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
