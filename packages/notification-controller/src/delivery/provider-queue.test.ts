import { FakeClock } from '@sluice/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { DeliveryError } from './delivery-error.ts';
import { type Delivery, ProviderQueue } from './provider-queue.ts';
import { backoffMs, retryAfterMs } from './retry-after.ts';

const minute = 60_000;

describe('Retry-After', () => {
  const now = Date.UTC(2026, 0, 1);
  it.each([
    ['30', 30_000],
    ['0', 0],
    ['1e9', undefined],
    ['1000000000', 5 * minute],
    ['-5', undefined],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
    [new Date(now + 90_000).toUTCString(), 90_000],
    [new Date(now + 86_400_000).toUTCString(), 5 * minute],
    [new Date(now - 1_000).toUTCString(), undefined],
  ])('%j is %j', (header, expected) => {
    expect(retryAfterMs(header, now)).toBe(expected);
  });

  it('without it delays grow to five minutes', () => {
    expect(backoffMs(0)).toBeLessThan(1_200);
    expect(backoffMs(50)).toBeGreaterThan(4.4 * minute);
    expect(backoffMs(50)).toBeLessThan(5.6 * minute);
  });
});

describe('a queue', () => {
  let clock: FakeClock;
  let sent: string[];
  let settled: string[];
  let failures: Map<string, DeliveryError[]>;
  let late: string[];

  beforeEach(() => {
    clock = new FakeClock();
    sent = [];
    settled = [];
    failures = new Map();
    late = [];
  });

  function open(options: { readonly limit?: number; readonly deadlineMs?: number } = {}): ProviderQueue {
    return new ProviderQueue({
      clock,
      deadlineMs: 60 * minute,
      limit: 100,
      failing: ({ subject }) => sent.push(`${String(subject)} fails`),
      postponed: (deliveries, error) => {
        late.push(`${deliveries.map(({ subject }) => String(subject)).join()}: ${error.message}`);
      },
      broken: (error) => sent.push(`broken: ${String(error)}`),
      signal: new AbortController().signal,
      cut: new AbortController().signal,
      ...options,
    });
  }

  function delivery(subject: string): Delivery {
    return {
      at: clock.now(),
      subject,
      send: () => {
        sent.push(subject);
        const failure = failures.get(subject)?.shift();
        return failure === undefined ? Promise.resolve() : Promise.reject(failure);
      },
      settle: (failure) => {
        settled.push(failure === undefined ? subject : `${subject}: ${failure.message}`);
        return Promise.resolve();
      },
    };
  }

  it('waits as long as the provider asks, keeps the order, and tells of the failure once', async () => {
    const busy = (): DeliveryError => new DeliveryError('busy', 'retry-provider', { retryAfter: '30' });
    failures.set('a', [busy(), busy()]);
    const queue = open();
    queue.add(delivery('a'));
    queue.add(delivery('b'));
    await queue.idle();
    clock.advance(29_000);
    await queue.idle();
    expect(sent).toEqual(['a', 'a fails']);
    expect(late).toEqual(['a,b: busy']);
    expect(queue.oldestAt).toBe(Date.parse('2026-01-01T00:00:00Z'));
    clock.advance(2_000);
    await queue.idle();
    clock.advance(31_000);
    await queue.idle();
    expect(sent).toEqual(['a', 'a fails', 'a', 'a', 'b']);
    expect(settled).toEqual(['a', 'b']);
  });

  it('lets others pass a message that alone must wait', async () => {
    failures.set('a', [new DeliveryError('greylisted', 'retry-message', { retryAfter: '60' })]);
    const queue = open();
    queue.add(delivery('a'));
    queue.add(delivery('b'));
    await queue.idle();
    expect(settled).toEqual(['b']);
    expect(late).toEqual(['a: greylisted']);
    clock.advance(61_000);
    await queue.idle();
    expect(settled).toEqual(['b', 'a']);
  });

  it('gives up what is refused, what is too old, and what is too much', async () => {
    failures.set('refused', [new DeliveryError('no', 'give-up')]);
    failures.set(
      'old',
      Array.from({ length: 9 }, () => new DeliveryError('down', 'retry-provider')),
    );
    const queue = open({ limit: 2, deadlineMs: minute });
    queue.add(delivery('refused'));
    await queue.idle();
    queue.add(delivery('old'));
    await queue.idle();
    clock.advance(10 * minute);
    await queue.idle();
    clock.advance(10 * minute);
    await queue.idle();
    expect(settled).toEqual(['refused: no', 'old: down']);
    failures.set('x', [new DeliveryError('down', 'retry-provider')]);
    for (const subject of ['x', 'y', 'z']) queue.add(delivery(subject));
    await queue.idle();
    expect(settled).toContain('y: too many messages wait for this provider');
  });

  it('tries at once when it is woken', async () => {
    failures.set('a', [new DeliveryError('down', 'retry-provider', { retryAfter: '300' })]);
    const queue = open();
    queue.add(delivery('a'));
    await queue.idle();
    queue.wake();
    await queue.idle();
    expect(settled).toEqual(['a']);
  });
});
