import type { Outgoing } from '@sluice/notification-controller';
import { describe, expect, it } from 'vitest';
import { Recorder } from './recorder.ts';

const never = new AbortController().signal;

/** What the recorder reads of a message; `fails` is what sending it elsewhere throws. */
function outgoing(name: string, options: { readonly refusal?: string; readonly fails?: string } = {}): Outgoing {
  const sendTo = () => (options.fails === undefined ? Promise.resolve() : Promise.reject(new Error(options.fails)));
  return { alert: { namespace: 'a', name }, refusal: options.refusal, sendTo } as unknown as Outgoing;
}

const isNamed = (name: string) => (message: { readonly outgoing: Outgoing }) => message.outgoing.alert.name === name;
const place = { type: 'slack', address: '', channel: '', secret: new Map<string, string>() } as const;

describe('a recorder', () => {
  it('keeps messages and sends none', async () => {
    const recorder = new Recorder();
    await recorder.deliver(outgoing('one', { fails: 'was sent' }), never);
    expect(recorder.messages).toHaveLength(1);
    expect(recorder.messages[0]).not.toHaveProperty('sent');
  });

  it('with a destination sends each that its Provider could, and says what came of it', async () => {
    const recorder = new Recorder(place);
    await recorder.deliver(outgoing('one'), never);
    await recorder.deliver(outgoing('two', { fails: 'no' }), never);
    await recorder.deliver(outgoing('three', { refusal: 'not supported', fails: 'was sent' }), never);
    const failures = recorder.messages.map(({ sent }) => (sent === undefined ? 'not tried' : sent.failure));
    expect(failures).toEqual([undefined, 'no', 'not tried']);
  });

  it('holds no more than a thousand', async () => {
    const recorder = new Recorder();
    for (let at = 0; at <= 1000; at++) await recorder.deliver(outgoing(String(at)), never);
    expect(recorder.messages).toHaveLength(1000);
    expect(recorder.messages[0]?.outgoing.alert.name).toBe('1');
  });

  it('waits for messages that are there or come, and ends with the signal', async () => {
    const recorder = new Recorder();
    await recorder.deliver(outgoing('one'), never);
    const two = recorder.until(2, isNamed('one'), never);
    await recorder.deliver(outgoing('other'), never);
    await recorder.deliver(outgoing('one'), never);
    expect(await two).toHaveLength(2);
    const gone = AbortSignal.abort(new Error('enough'));
    await expect(recorder.until(3, isNamed('one'), gone)).rejects.toThrow('enough');
  });
});
