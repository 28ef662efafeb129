import { open } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JournalFiles } from './spool/journal.ts';
import { hurried } from './test-support/hurried.ts';
import { MailServer } from './test-support/mail-server.ts';
import { RecordingServer } from './test-support/recording-server.ts';
import { eventBody, post, type Started, TestBench } from './test-support/test-bench.ts';

let bench: TestBench;
let server: RecordingServer;

beforeEach(async () => {
  [bench, server] = await Promise.all([TestBench.open(), RecordingServer.open()]);
});

afterEach(async () => {
  await bench.close();
  await server.close();
});

const bodies = (path: string): string[] => server.requests.filter((each) => each.path === path).map(({ body }) => body);
const messages = (path: string): string[] =>
  bodies(path).map((body) => (JSON.parse(body) as { message: string }).message);

async function generic(name: string, alert: Record<string, unknown> = {}): Promise<void> {
  await bench.provider(name, { type: 'generic', address: `${server.url}/${name}` });
  await bench.alert(name, name, alert);
}

describe('the event server', () => {
  let started: Started;

  it('accepts an event once, and says when the next may come', async () => {
    await generic('all');
    started = await bench.start();
    expect((await post(started.events, eventBody('a'))).status).toBe(202);
    const again = await post(started.events, eventBody('a', { severity: 'info' }));
    expect(again.status).toBe(429);
    expect(again.headers.get('x-ratelimit-limit')).toBe('1');
    expect(Date.parse(again.headers.get('retry-after') ?? '')).toBeGreaterThan(Date.now());
    expect((await post(`${started.events}/any/path`, eventBody('b'), { method: 'PUT' })).status).toBe(202);
    await server.until((requests) => requests.length === 2);
    expect(messages('/all')).toEqual(['a', 'b']);
  });

  it('refuses what is no event, and what is too large before it is read', async () => {
    started = await bench.start();
    expect((await post(started.events, 'nope')).status).toBe(400);
    expect((await post(started.events, '{}')).status).toBe(400);
    expect((await post(started.events, Buffer.alloc(3 * 1024 * 1024 + 1, 0x20))).status).toBe(413);
    expect((await post(started.events, Buffer.alloc(3 * 1024 * 1024, 0x20))).status).toBe(400);
  });

  it('answers 202 only when the event is synced to the disk', async () => {
    await generic('all');
    const done: string[] = [];
    const gate = Promise.withResolvers<undefined>();
    const journalFiles: JournalFiles = {
      open: async (path, flags) => {
        const handle = await open(path, flags);
        return {
          write: handle.write.bind(handle),
          close: () => handle.close(),
          datasync: async () => {
            await gate.promise;
            await handle.datasync();
            done.push('synced');
          },
        };
      },
    };
    started = await bench.start({ journalFiles });
    const answered = post(started.events, eventBody('a')).then(({ status }) => done.push(String(status)));
    // An answer needs no disk here, so it would come first if 202 did not wait.
    expect((await post(started.events, 'nope')).status).toBe(400);
    expect(done).toEqual([]);
    gate.resolve(undefined);
    await answered;
    expect(done.slice(0, 2)).toEqual(['synced', '202']);
  });

  it('answers 503 while the disk refuses, and takes the event afterwards', async () => {
    await generic('all');
    let broken = true;
    const journalFiles: JournalFiles = {
      open: async (path, flags) => {
        const handle = await open(path, flags);
        const write = ((...args: Parameters<typeof handle.write>) =>
          broken ? Promise.reject(new Error('ENOSPC')) : handle.write(...args)) as typeof handle.write;
        return { write, close: () => handle.close(), datasync: () => handle.datasync() };
      },
    };
    started = await bench.start({ journalFiles });
    expect((await post(started.events, eventBody('a'))).status).toBe(503);
    broken = false;
    expect((await post(started.events, eventBody('a'))).status).toBe(202);
    await server.until((requests) => requests.length === 1);
  });
});

describe('alerts', () => {
  it('want events by source, severity, message and labels', async () => {
    await generic('errors', { eventSeverity: 'error' });
    await generic('included', { inclusionList: ['(?i)bad.*', '(broken'], exclusionList: ['waiting$'] });
    await generic('named', { eventSources: [{ kind: 'Kustomization', name: 'other' }] });
    await generic('elsewhere', { eventSources: [{ kind: 'Kustomization', name: '*', namespace: 'kube-system' }] });
    await generic('labelled', { eventSources: [{ kind: 'Kustomization', name: '*', matchLabels: { team: 'a' } }] });
    await generic('suspended', { suspend: true });
    await bench.client.create({
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: { namespace: 'default', name: 'apps', labels: { team: 'a' } },
      spec: { interval: '1h', prune: false, sourceRef: { kind: 'GitRepository', name: 'x' } },
    });
    const { events } = await bench.start();
    await post(events, eventBody('BAD thing', { severity: 'info' }));
    await post(events, eventBody('bad but waiting'));
    await post(events, eventBody('quite good'));
    await server.until((requests) => requests.length >= 6);
    expect(messages('/errors')).toEqual(['bad but waiting', 'quite good']);
    expect(messages('/included')).toEqual(['BAD thing']);
    expect(messages('/labelled')).toEqual(['BAD thing', 'bad but waiting', 'quite good']);
    expect(bodies('/named').concat(bodies('/elsewhere'), bodies('/suspended'))).toEqual([]);
    expect(await bench.event('included', 'InvalidConfig')).toContain("failed to compile regex '(broken'");
  });

  it('match in linear time, whatever the expression and the message are', async () => {
    await generic('bombs', { inclusionList: ['^(a+)+$', '(.*a){20}b', '((a|a)*)*c'] });
    await generic('all');
    const { events } = await bench.start();
    const startedAt = performance.now();
    await post(events, eventBody(`${'a'.repeat(30_000)}!`));
    await server.until((requests) => requests.length === 1);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(bodies('/bombs')).toEqual([]);
  });

  it('add metadata, over which those of the controller win', async () => {
    await generic('all', { eventMetadata: { cluster: 'prod', revision: 'mine', note: 'alert' }, summary: 'short' });
    const { events } = await bench.start();
    const metadata = {
      'kustomize.toolkit.fluxcd.io/revision': 'main@sha1:1',
      'kustomize.toolkit.fluxcd.io/checksum': 'dropped',
      'kustomize.toolkit.fluxcd.io/token': 'dropped',
      'event.toolkit.fluxcd.io/note': 'annotation',
      'event.toolkit.fluxcd.io/__proto__': 'kept',
      'other/key': 'dropped',
    };
    await post(events, eventBody('a', { metadata }));
    await server.until((requests) => requests.length === 1);
    const sent = JSON.parse(bodies('/all')[0] ?? '') as { metadata: Record<string, string> };
    expect(Object.entries(sent.metadata).sort()).toEqual([
      ['__proto__', 'kept'],
      ['cluster', 'prod'],
      ['note', 'alert'],
      ['revision', 'main@sha1:1'],
      ['summary', 'short'],
    ]);
    expect(await bench.event('all', 'MetadataAppendFailed')).toContain('more than one side');
  });

  it('reach no other namespace where that is forbidden', async () => {
    await generic('all', { eventSources: [{ kind: 'Kustomization', name: '*', namespace: 'kube-system' }] });
    const { events } = await bench.start({}, '--no-cross-namespace-refs');
    const involvedObject = { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', name: 'x' };
    await post(events, eventBody('a', { involvedObject: { ...involvedObject, namespace: 'kube-system' } }));
    expect(await bench.event('all', 'NotificationDispatchFailed')).toContain('cross-namespace references');
    expect(server.requests).toEqual([]);
  });
});

describe('deliveries', () => {
  it('come by e-mail', async () => {
    const mail = await MailServer.open();
    await bench.secret('mail', { from: 'sluice@example.test' });
    await bench.provider('mail', {
      type: 'email',
      address: `smtp://127.0.0.1:${String(mail.port)}?starttls=never`,
      channel: 'ops@example.test',
      secretRef: { name: 'mail' },
    });
    await bench.alert('mail', 'mail');
    const { events } = await bench.start();
    await post(events, eventBody('deploy/app.yaml: line 3: bad'));
    await mail.until(1);
    expect(mail.mails[0]?.source).toContain('deploy/app.yaml: line 3: bad');
    await mail.close();
  });

  it('are delayed by no other provider that is slow or down', async () => {
    await bench.provider('down', { type: 'generic', address: 'http://127.0.0.1:1/' });
    await bench.alert('down', 'down');
    await generic('up');
    const { events } = await bench.start();
    for (let at = 0; at < 20; at++) await post(events, eventBody(`m${String(at)}`));
    await server.until((requests) => requests.length === 20);
    expect(messages('/up')).toEqual(Array.from({ length: 20 }, (_, at) => `m${String(at)}`));
    expect(await bench.event('down', 'NotificationDispatchFailed')).toMatch(
      /^failed to send notification for Kustomization\/default\/apps: connection refused.*it will be tried again$/,
    );
  });

  it('wait for a provider that is down for minutes, which then gets all of them in order; others never wait', async () => {
    await generic('down');
    await generic('up');
    let isDown = true;
    server.answer = ({ path }) => ({ status: isDown && path === '/down' ? 503 : 200 });
    const { events } = await bench.start({ clock: hurried });
    const all = Array.from({ length: 50 }, (_, at) => `m${String(at)}`);
    for (const message of all) await post(events, eventBody(message));
    await server.until(() => messages('/up').length === 50);
    expect(messages('/up')).toEqual(all);
    // 1, 2, 4 … 128 s of its clock: more than two minutes.
    await server.until(() => messages('/down').length >= 8);
    expect(new Set(messages('/down'))).toEqual(new Set(['m0']));
    isDown = false;
    await server.until(() => messages('/down').at(-1) === 'm49');
    expect(messages('/down').slice(-50)).toEqual(all);
  });

  it('are repeated with the same key, in order, after the time that the service asks for', async () => {
    await generic('all');
    let failures = 2;
    server.answer = () => (failures-- > 0 ? { status: 503, headers: { 'retry-after': '0' } } : { status: 200 });
    const { events } = await bench.start();
    await post(events, eventBody('a'));
    await post(events, eventBody('b'));
    await server.until((requests) => requests.length === 4);
    expect(messages('/all')).toEqual(['a', 'a', 'a', 'b']);
    expect(new Set(server.requests.slice(0, 3).map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
  });

  it('go on after a restart, and begin when their Provider is mended', async () => {
    await bench.provider('late', { type: 'generic', address: 'http://127.0.0.1:1/' });
    await bench.alert('late', 'late');
    const first = await bench.start();
    await post(first.events, eventBody('a'));
    await bench.event('late', 'NotificationDispatchFailed');
    await first.stop();
    const second = await bench.start();
    expect((await post(second.events, eventBody('a'))).status).toBe(429);
    const ref = { apiVersion: 'notification.toolkit.fluxcd.io/v1beta3', kind: 'Provider', namespace: 'default' };
    const patch = { spec: { address: `${server.url}/late` } };
    await bench.client.patch({ ...ref, name: 'late' }, patch, { type: 'merge' });
    await server.until((requests) => requests.length === 1);
    await second.stop();
    const third = await bench.start();
    await post(third.events, eventBody('b'));
    await server.until((requests) => requests.length === 2);
    expect(messages('/late')).toEqual(['a', 'b']);
  });

  it.each([
    ['type', { type: 'telegram' }, 'spec.type telegram is not supported yet'],
    ['proxy', { type: 'generic', proxy: 'http://p.test' }, 'spec.proxy is not supported yet'],
    ['secret', { type: 'generic', secretRef: { name: 'none' } }, "the Secret 'default/none' does not exist"],
  ])('are not made by a Provider that cannot be honoured: %s', async (name, spec, message) => {
    await bench.provider(name, { address: `${server.url}/x`, ...spec });
    await bench.alert(name, name);
    const { events } = await bench.start();
    await post(events, eventBody('a'));
    expect(await bench.event(name, 'NotificationDispatchFailed')).toContain(message);
    expect(server.requests).toEqual([]);
    if (name !== 'secret') expect(await bench.event(name, 'UnsupportedField')).toBe(message);
  });
});
