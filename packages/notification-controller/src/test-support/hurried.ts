import { type Clock, systemClock } from '@sluice/core';

/** A second of waiting takes ten milliseconds. */
export const hurried: Clock = {
  now: () => systemClock.now(),
  monotonic: () => systemClock.monotonic() * 100,
  setTimer: (delayMs, callback) => systemClock.setTimer(delayMs / 100, callback),
};
