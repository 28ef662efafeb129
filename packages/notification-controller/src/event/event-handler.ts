import { createHash } from 'node:crypto';
import type { Clock, Logger } from '@sluice/core';
import type { WebHandler, WebResponse } from '../http/serve.ts';
import { type Spool, SpoolFullError, type SpooledEvent } from '../spool/spool.ts';
import { type Event, InvalidEventError, readEvent } from './event.ts';
import { cleanMetadata, withoutToken } from './metadata.ts';
import { dedupeKeyOf, type RateLimiter } from './rate-limiter.ts';

export interface EventHandlerOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly spool: Spool;
  readonly limiter: RateLimiter;
  /** Told of each event that was accepted. */
  readonly accepted: (event: SpooledEvent) => void;
}

/**
 * Takes events by any method at any path: 202 once the event is on disk, 400 for what is no event, 429 for one that
 * came within the interval already, 503 when the spool is full or the disk refuses.
 */
export function eventHandler(options: EventHandlerOptions): WebHandler {
  const { clock, limiter, log } = options;
  return async ({ body }) => {
    let event: Event;
    try {
      event = cleanMetadata(readEvent(body));
    } catch (error) {
      if (!(error instanceof InvalidEventError)) throw error;
      log.debug('an event was refused', { error });
      return { status: 400 };
    }
    const key = dedupeKeyOf(event);
    const turn = limiter.take(key, clock.now());
    if (!turn.ok) return tooMany(turn.until);
    try {
      const spooled = await accept(event, key, body, options);
      if (spooled !== undefined) options.accepted(spooled);
      return { status: 202 };
    } catch (error) {
      limiter.release(key);
      log.error('an event was not accepted', error);
      const seconds = error instanceof SpoolFullError ? '30' : '5';
      return { status: 503, headers: { 'retry-after': seconds } };
    }
  };
}

/** Its id comes from its bytes, so that a sender who repeats it after a crash of ours sends the same event. */
function accept(
  event: Event,
  key: string,
  body: Buffer,
  { spool, clock }: EventHandlerOptions,
): Promise<SpooledEvent | undefined> {
  const id = createHash('sha256').update(body).digest('hex').slice(0, 32);
  return spool.accept({ id, at: clock.now(), key, event: withoutToken(event) });
}

function tooMany(until: number): WebResponse {
  const time = new Date(until).toUTCString();
  return {
    status: 429,
    headers: {
      'x-ratelimit-limit': '1',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': time,
      'retry-after': time,
    },
  };
}
