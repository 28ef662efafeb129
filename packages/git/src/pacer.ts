import { setImmediate } from 'node:timers/promises';

/** Gives the event loop a turn at least this often during long work. */
const sliceMs = 8;

/** Called often in a long loop, lets timers, probes and other requests run in between; throws when aborted. */
export type Pacer = () => Promise<void> | undefined;

export function createPacer(signal: AbortSignal | undefined): Pacer {
  let sliceStart = performance.now();
  return () => {
    if (performance.now() - sliceStart < sliceMs) return undefined;
    return setImmediate().then(() => {
      signal?.throwIfAborted();
      sliceStart = performance.now();
    });
  };
}
