import { afterEach, beforeEach, expect, it } from 'vitest';
import { KilledController } from './killed-controller.ts';
import { RecordingServer } from './recording-server.ts';
import { eventBody, TestBench } from './test-bench.ts';

const senders = 4;

/**
 * Several senders post events while the controller is killed at moments that follow from no state of it: none is lost,
 * and for each kill at most one comes twice in the queue of a Provider, with the key of its first time.
 */
export function testCrashes({ events, kills, timeoutMs }: Readonly<Record<'events' | 'kills' | 'timeoutMs', number>>) {
  let bench: TestBench;
  let server: RecordingServer;
  let controller: KilledController;

  beforeEach(async () => {
    [bench, server] = await Promise.all([TestBench.open(), RecordingServer.open()]);
  });

  afterEach(async () => {
    await controller.end();
    await bench.close();
    await server.close();
  });

  it(`${String(events)} events survive ${String(kills)} kills`, { timeout: timeoutMs }, async () => {
    for (const name of ['one', 'two']) {
      await bench.provider(name, { type: 'generic', address: `${server.url}/${name}` });
      await bench.alert(name, name);
    }
    await bench.provider('down', { type: 'generic', address: 'http://127.0.0.1:1/' });
    // Most events are done with, some stay for ever.
    await bench.alert('down', 'down', { inclusionList: ['7$'] });
    controller = await KilledController.start(bench);
    const signal = AbortSignal.timeout(timeoutMs - 5_000);
    const left = Array.from({ length: events }, (_, at) => `event ${String(at)}`);
    const send = async (): Promise<void> => {
      for (let next = left.shift(); next !== undefined; next = left.shift())
        await controller.deliver(eventBody(next), signal);
    };
    const sending = Promise.all(Array.from({ length: senders }, send));
    // One kill for so many requests that came, whatever the controller is doing then.
    const step = (2 * events) / (kills + 1);
    for (let kill = 1; kill <= kills; kill++) {
      await server.until((requests) => requests.length >= kill * step, signal);
      await controller.killAndRestart();
    }
    await sending;
    for (const path of ['/one', '/two']) await checkQueue(path, signal);
    expect(controller.kills).toBe(kills);
  });

  async function checkQueue(path: string, signal: AbortSignal): Promise<void> {
    const sent = () => server.requests.filter((each) => each.path === path);
    const messages = () => new Set(sent().map(({ body }) => (JSON.parse(body) as { message: string }).message));
    await server.until(() => messages().size === events, signal);
    expect(sent().length - events).toBeLessThanOrEqual(kills);
    // A receiver that honours the key has each once.
    expect(new Set(sent().map(({ headers }) => headers['idempotency-key'])).size).toBe(events);
  }
}
