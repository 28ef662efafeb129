import { setTimeout as wait } from 'node:timers/promises';

/** Gives a person time to read. Rejects with the signal's reason when that aborts. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await wait(milliseconds, undefined, { signal });
}
