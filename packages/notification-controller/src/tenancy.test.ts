import { Receiver, type ReceiverStatus } from '@sluice/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventBody, gitRepository, post, TestBench } from './test-support/test-bench.ts';

let bench: TestBench;

beforeEach(async () => {
  bench = await TestBench.open();
  await bench.client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'other' } });
  const theirs = gitRepository('theirs', { team: 'b' });
  await bench.client.create({ ...theirs, metadata: { ...theirs.metadata, namespace: 'other' } });
});

afterEach(() => bench.close());

/** Requests of the controller about objects of the other namespace; its watches are of all of them. */
function foreign(): readonly string[] {
  return bench.sandbox.audit
    .filter(({ userAgent, namespace }) => userAgent.startsWith('notification-controller') && namespace === 'other')
    .map(({ verb, resource, name }) => `${verb} ${resource} ${name}`.trim());
}

const sources = [
  { kind: 'GitRepository', namespace: 'other', name: 'theirs' },
  { kind: 'GitRepository', namespace: 'other', name: '*', matchLabels: { team: 'b' } },
];

describe.each(sources)('an object of another namespace, named as $name', (source) => {
  async function callReceiver(...flags: string[]): Promise<number> {
    const { receiver } = await bench.start({}, ...flags);
    await bench.secret('hook', { token: 'secret-token' });
    const spec = { type: 'generic', secretRef: { name: 'hook' }, resources: [source] };
    await bench.client.create({ ...Receiver.type, metadata: { namespace: 'default', name: 'r' }, spec });
    const pathOf = (object: object) => (Reflect.get(object, 'status') as ReceiverStatus | undefined)?.webhookPath;
    const ready = await bench.until(Receiver.type, 'r', (object) => pathOf(object) !== undefined);
    return (await post(`${receiver}${pathOf(ready) ?? ''}`, '{}')).status;
  }

  it('is woken by a Receiver', async () => {
    expect(await callReceiver()).toBe(200);
    expect(foreign()).toContain('patch gitrepositories theirs');
  });

  it('is neither read nor woken by a Receiver under lock-down', async () => {
    expect(await callReceiver('--no-cross-namespace-refs')).toBe(500);
    expect(foreign()).toEqual([]);
  });

  it('is not read for an Alert under lock-down, which says why it sends nothing', async () => {
    await bench.provider('all', { type: 'generic', address: 'http://127.0.0.1:1/' });
    await bench.alert('all', 'all', { eventSources: [source] });
    const { events } = await bench.start({}, '--no-cross-namespace-refs');
    const involvedObject = {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'GitRepository',
      namespace: 'other',
      name: 'theirs',
    };
    await post(events, eventBody('a', { involvedObject }));
    expect(await bench.event('all', 'NotificationDispatchFailed')).toContain(
      'cross-namespace references have been blocked',
    );
    expect(foreign()).toEqual([]);
  });
});
