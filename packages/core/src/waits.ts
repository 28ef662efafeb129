import type { Clock } from './clock.ts';

/** Resolves when the signal aborts. */
export function whenAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener(
      'abort',
      () => {
        resolve();
      },
      { once: true },
    );
  });
}

/** Resolves with the work, or after `timeoutMs` without it. */
export async function withDeadline(clock: Clock, timeoutMs: number, work: Promise<unknown>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const cancel = clock.setTimer(timeoutMs, () => {
    resolve(undefined);
  });
  await Promise.race([work, promise]);
  cancel();
}
