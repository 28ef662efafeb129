/** A correction that was made: what it was about, and when (monotonic, milliseconds). */
export interface Correction {
  /** Writer and fields. */
  readonly dispute: string;
  /** The same with the values that the writer set. */
  readonly claim: string;
  readonly at: number;
  /** How often in a row the same writer took the same fields. */
  readonly repeats: number;
  /** How often in a row it set the same values too. */
  readonly insistence: number;
}

/** After so long without a correction a dispute is over. */
const forgottenAfterMs = 60_000;
/** Somebody who tries other values may do so often; a program that keeps at it for ever is slowed down all the same. */
const freeRepeats = 20;
const firstPauseMs = 2000;

/**
 * How long to leave a change in place before it is corrected: not at all the first time, then 2, 6, 18 s … while the
 * same writer takes the same fields back, up to `maxMs`.
 */
export function pauseFor(level: number, maxMs: number): number {
  return level === 0 ? 0 : Math.min(maxMs, firstPauseMs * 3 ** (level - 1));
}

/** The level of a dispute: 0 is the first correction. */
export function levelOf(
  last: Correction | undefined,
  next: Pick<Correction, 'dispute' | 'claim'>,
  now: number,
): number {
  if (last === undefined || !continues(last, next, now)) return 0;
  const insistence = last.claim === next.claim ? last.insistence + 1 : 0;
  return Math.max(insistence, last.repeats + 1 - freeRepeats, 0);
}

/** The correction that follows another of the same object. */
export function nextCorrection(
  last: Correction | undefined,
  next: Pick<Correction, 'dispute' | 'claim'>,
  now: number,
): Correction {
  const goesOn = last !== undefined && continues(last, next, now);
  return {
    ...next,
    at: now,
    repeats: goesOn ? last.repeats + 1 : 0,
    insistence: goesOn && last.claim === next.claim ? last.insistence + 1 : 0,
  };
}

function continues(last: Correction, next: Pick<Correction, 'dispute'>, now: number): boolean {
  const level = Math.max(last.insistence, last.repeats - freeRepeats, 0);
  const patienceMs = forgottenAfterMs + 2 * pauseFor(level + 1, Number.POSITIVE_INFINITY);
  return last.dispute === next.dispute && now - last.at <= patienceMs;
}
