import { describe, expect, it } from 'vitest';
import { BufferedEventRecorder, EventSinkBusyError, type EventSink } from './buffered-event-recorder.ts';
import { createLogger } from './create-logger.ts';
import { FakeClock } from './testing/fake-clock.ts';

const subject = { apiVersion: 'test.example/v1', kind: 'Widget', metadata: { name: 'one', namespace: 'default' } };
const minute = 60_000;

interface World {
  readonly clock: FakeClock;
  readonly recorder: BufferedEventRecorder;
  readonly lines: string[];
  readonly record: (...messages: string[]) => void;
}

function open(sink: EventSink, bufferSize = 1_000): World {
  const clock = new FakeClock();
  const lines: string[] = [];
  const log = createLogger({ write: (line) => lines.push(line), clock });
  const recorder = new BufferedEventRecorder({ sinks: [sink], clock, log, bufferSize });
  void recorder.start(new AbortController().signal);
  const record = (...messages: string[]): void => {
    for (const message of messages) recorder.record(subject, { severity: 'info', reason: 'Applied', message });
  };
  return { clock, recorder, lines, record };
}

/** Lets what is ready to go on go on. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function pass(clock: FakeClock, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 1_000) {
    clock.advance(1_000);
    await settle();
  }
}

describe('events for a receiver that is down', () => {
  it('wait for it, with growing pauses, and none is lost or told twice', async () => {
    const sent: string[] = [];
    let isDown = true;
    let tries = 0;
    const { clock, lines, record } = open(({ event }) => {
      tries++;
      if (isDown) return Promise.reject(new EventSinkBusyError('connection refused'));
      sent.push(event.message);
      return Promise.resolve();
    });
    const messages = Array.from({ length: 20 }, (_, at) => `event ${String(at)}`);
    record(...messages);
    await pass(clock, 5 * minute);
    expect(sent).toEqual([]);
    expect(tries).toBeLessThan(4 * 20);
    isDown = false;
    await pass(clock, minute);
    expect(sent.toSorted()).toEqual(messages.toSorted());
    expect(lines).toEqual([]);
  });

  it('are given up after ten minutes, and the log says so', async () => {
    const { clock, lines, record } = open(() => Promise.reject(new EventSinkBusyError('connection refused')));
    record('old');
    await pass(clock, 9 * minute);
    expect(lines).toEqual([]);
    await pass(clock, 3 * minute);
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      expect.objectContaining({
        msg: 'an event was dropped',
        reason: 'it could not be sent for too long',
        name: 'one',
      }),
    ]);
  });

  it('fill no more than the buffer', async () => {
    const { clock, lines, record } = open(() => Promise.reject(new EventSinkBusyError('connection refused')), 5);
    record(...Array.from({ length: 12 }, (_, at) => String(at)));
    await pass(clock, 1_000);
    // Four are being tried, five wait.
    expect(lines.filter((line) => line.includes('the buffer is full'))).toHaveLength(3);
  });
});
