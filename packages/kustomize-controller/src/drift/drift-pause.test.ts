import { expect, test } from 'vitest';
import { type Correction, levelOf, nextCorrection, pauseFor } from './drift-pause.ts';

const claim = { dispute: 'hpa spec.replicas', claim: 'hpa spec.replicas=5' };
const hour = 3_600_000;

/** Corrects again and again, each time as soon as it may, `reactionMs` after the other writer struck. */
function fight(rounds: number, reactionMs: number, claimOf: (round: number) => string = () => claim.claim): number[] {
  let last: Correction | undefined;
  let now = 0;
  return Array.from({ length: rounds }, (_, round) => {
    const next = { dispute: claim.dispute, claim: claimOf(round) };
    now += reactionMs;
    const pause = pauseFor(levelOf(last, next, now), hour);
    now = Math.max(now, (last?.at ?? now) + pause);
    last = nextCorrection(last, next, now);
    return pause / 1000;
  });
}

test('who takes a field back has it for 0, 2, 6, 18 s and so on, up to the interval', () => {
  expect(fight(6, 10)).toEqual([0, 2, 6, 18, 54, 162]);
  expect(fight(12, 10).at(-1)).toBe(3600);
});

test('a slow controller is recognised too', () => {
  expect(fight(4, 15_000)).toEqual([0, 2, 6, 18]);
});

test('somebody who tries other values is corrected at once, a program that never ends is not', () => {
  const pauses = fight(30, 100, String);
  expect(pauses.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 0));
  expect(pauses.at(-1)).toBeGreaterThan(2);
});

test('a dispute is over after a while, and another is another', () => {
  const last = nextCorrection(nextCorrection(undefined, claim, 0), claim, 2000);
  expect(levelOf(last, claim, 3000)).toBe(2);
  expect(levelOf(last, claim, 3000 + 10 * 60_000)).toBe(0);
  expect(levelOf(last, { dispute: 'somebody else', claim: 'x' }, 3000)).toBe(0);
});
