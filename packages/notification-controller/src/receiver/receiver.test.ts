import { createHash, createHmac, randomUUID } from 'node:crypto';
import { GitRepository, Receiver, type ReceiverStatus } from '@sluice/api';
import type { KubeObject } from '@sluice/objects';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gitRepository, post, type Started, TestBench } from '../test-support/test-bench.ts';
import { hurried } from '../test-support/hurried.ts';

let bench: TestBench;
let started: Started;
let count = 0;

const token = 'secret-token';

beforeAll(async () => {
  bench = await TestBench.open();
  await bench.secret('hook', { token });
  await bench.client.create(gitRepository('one', { team: 'a' }));
  await bench.client.create(gitRepository('two', { team: 'a' }));
  started = await bench.start({ clock: hurried });
});

afterAll(async () => {
  await bench.close();
});

const statusOf = (object: KubeObject): ReceiverStatus | undefined => object['status'] as ReceiverStatus | undefined;
const ready = (object: KubeObject) => statusOf(object)?.conditions?.find(({ type }) => type === 'Ready');

async function receiver(spec: Record<string, unknown>, wanted: 'True' | 'False' = 'True'): Promise<KubeObject> {
  const name = `r${String(count++)}`;
  const resources = [{ kind: 'GitRepository', name: 'one' }];
  const full = { type: 'generic', secretRef: { name: 'hook' }, resources, ...spec };
  await bench.client.create({ ...Receiver.type, metadata: { namespace: 'default', name }, spec: full });
  return bench.until(Receiver.type, name, (object) => ready(object)?.status === wanted);
}

const urlOf = (object: KubeObject): string => `${started.receiver}${statusOf(object)?.webhookPath ?? '/'}`;

async function requestedAt(name: string): Promise<string | undefined> {
  const { metadata } = await bench.client.get({ ...GitRepository.type, namespace: 'default', name });
  return metadata.annotations?.['reconcile.fluxcd.io/requestedAt'];
}

async function wakes(name: string, act: () => Promise<{ readonly status: number }>): Promise<[number, boolean]> {
  const before = await requestedAt(name);
  const { status } = await act();
  return [status, (await requestedAt(name)) !== before];
}

const sign = (algorithm: string, body: string, key = token): string =>
  `${algorithm}=${createHmac(algorithm, key).update(body).digest('hex')}`;

describe('a Receiver', () => {
  it('has a path by upstream’s formula', async () => {
    const object = await receiver({});
    const digest = createHash('sha256')
      .update(`${token}${object.metadata.name ?? ''}default`)
      .digest('hex');
    expect(statusOf(object)?.webhookPath).toBe(`/hook/${digest}`);
    expect(ready(object)).toMatchObject({
      reason: 'Succeeded',
      message: `Receiver initialized for path: /hook/${digest}`,
    });
  });

  it.each([
    [{ secretRef: { name: 'none' } }, 'TokenNotFound', "secret 'default/none'"],
    [{ resourceFilter: 'nope(' }, 'InvalidCELExpression', 'Reconciliation failed terminally'],
    [{ type: 'gcr' }, 'UnsupportedField', 'spec.type is not supported: requests of the type gcr'],
  ])('that cannot work says so: %j', async (spec, reason, message) => {
    const condition = ready(await receiver(spec, 'False'));
    expect(condition?.reason).toBe(reason);
    expect(condition?.message).toContain(message);
  });

  it('is not found at another path, nor with a query, and says nothing while it is suspended', async () => {
    expect((await post(`${started.receiver}/hook/${'0'.repeat(64)}`, '')).status).toBe(404);
    const url = urlOf(await receiver({}));
    expect((await post(`${url}?x=1`, '')).status).toBe(404);
    const object = await receiver({});
    const ref = { ...Receiver.type, namespace: 'default', name: object.metadata.name ?? '' };
    await bench.client.patch(ref, { spec: { suspend: true } }, { type: 'merge' });
    const deadline = AbortSignal.timeout(5_000);
    let status = 0;
    while (status !== 503 && !deadline.aborted) ({ status } = await post(urlOf(object), ''));
    expect(status).toBe(503);
  });
});

describe('requests', () => {
  it('wake by generic', async () => {
    const object = await receiver({});
    expect(await wakes('one', () => post(urlOf(object), ''))).toEqual([200, true]);
  });

  it.each(['sha1', 'sha256', 'sha512'])('are checked by generic-hmac with %s', async (algorithm) => {
    const object = await receiver({ type: 'generic-hmac' });
    const send = (signature: string) =>
      wakes('one', () => post(urlOf(object), 'body', { headers: { 'x-signature': signature } }));
    expect(await send(sign(algorithm, 'body'))).toEqual([200, true]);
    for (const wrong of [
      '',
      sign(algorithm, 'other'),
      sign(algorithm, 'body', 'forged'),
      sign(algorithm, 'body').slice(0, -2),
      'md5=00',
    ])
      expect(await send(wrong)).toEqual([400, false]);
  });

  it('are checked by github, for the events that are named', async () => {
    const object = await receiver({ type: 'github', events: ['Push'] });
    const send = (event: string, headers: Record<string, string>, body = '{}') =>
      wakes('one', () => post(urlOf(object), body, { headers: { 'x-github-event': event, ...headers } }));
    expect(await send('push', { 'x-hub-signature-256': sign('sha256', '{}') })).toEqual([200, true]);
    expect(await send('push', { 'x-hub-signature': sign('sha1', '[]') }, '[]')).toEqual([200, true]);
    expect(await send('ping', { 'x-hub-signature-256': sign('sha256', '{}') })).toEqual([400, false]);
    expect(await send('push', { 'x-hub-signature-256': sign('sha256', '{ }') })).toEqual([400, false]);
    expect(await send('push', {})).toEqual([400, false]);
  });

  it.each([
    ['gitlab', 'x-gitlab-token', ''],
    ['harbor', 'authorization', ''],
    ['nexus', 'x-nexus-webhook-signature', createHmac('sha1', token).update('').digest('hex')],
  ])('are checked by %s', async (type, header, value) => {
    const object = await receiver({ type });
    const right = value === '' ? token : value;
    const send = (text: string) => wakes('one', () => post(urlOf(object), '', { headers: { [header]: text } }));
    expect(await send(right)).toEqual([200, true]);
    expect(await send(`${right}x`)).toEqual([400, false]);
  });

  it.each([
    ['dockerhub', { push_data: { tag: 'v1' }, repository: { repo_url: 'https://x' } }],
    ['quay', { docker_url: 'quay.io/x' }],
    ['acr', { action: 'push', target: { repository: 'x', tag: 'v1' } }],
  ])('must have the form of %s', async (type, body) => {
    const object = await receiver({ type });
    expect(await wakes('one', () => post(urlOf(object), JSON.stringify(body)))).toEqual([200, true]);
    for (const wrong of ['', '{}', '[]', '{"__proto__":{"docker_url":"x"}}'])
      expect(await wakes('one', () => post(urlOf(object), wrong))).toEqual([400, false]);
  });

  it('must be CDEvents of version 0.4 for cdevents, of the types that are named', async () => {
    const type = 'dev.cdevents.artifact.published.0.2.0';
    const event = (changes: object = {}) => ({
      context: {
        version: '0.4.1',
        id: randomUUID(),
        source: '/ci',
        type,
        timestamp: '2026-01-01T00:00:00Z',
        ...changes,
      },
      subject: { id: 'pkg:oci/app', source: '/ci', type: 'artifact', content: {} },
    });
    const object = await receiver({ type: 'cdevents', events: [type] });
    const send = (body: object, ceType = type) =>
      wakes('one', () => post(urlOf(object), JSON.stringify(body), { headers: { 'ce-type': ceType } }));
    expect(await send(event())).toEqual([200, true]);
    expect(await send(event(), 'dev.cdevents.artifact.signed.0.2.0')).toEqual([400, false]);
    const wrong = [
      {},
      { ...event(), subject: undefined },
      event({ version: '0.3.0' }),
      event({ id: '' }),
      event({ type: 'com.example.other' }),
      event({ timestamp: 'yesterday' }),
    ];
    for (const body of wrong) expect(await send(body)).toEqual([400, false]);
  });

  it('that come again wake nothing: by their body, and by the id of the delivery', async () => {
    const object = await receiver({ type: 'github' });
    const send = (body: string, id: string) => {
      const headers = {
        'x-github-event': 'push',
        'x-github-delivery': id,
        'x-hub-signature-256': sign('sha256', body),
      };
      return wakes('one', () => post(urlOf(object), body, { headers }));
    };
    expect(await send('{"after":"1"}', 'a')).toEqual([200, true]);
    expect(await send('{"after":"1"}', 'a')).toEqual([200, false]);
    expect(await send('{"after":"1"}', 'forged')).toEqual([200, false]);
    expect(await send('{"after":"2"}', 'a')).toEqual([200, false]);
    expect(await send('{"after":"2"}', 'b')).toEqual([200, true]);
    const other = await receiver({ type: 'github' });
    const headers = { 'x-github-event': 'push', 'x-hub-signature-256': sign('sha256', '{"after":"1"}') };
    expect(await wakes('one', () => post(urlOf(other), '{"after":"1"}', { headers }))).toEqual([200, true]);
  });

  it('of generic senders may say the same again; many at once wake once, and once more', async () => {
    const object = await receiver({ type: 'generic' });
    expect(await wakes('one', () => post(urlOf(object), 'same'))).toEqual([200, true]);
    expect(await wakes('one', () => post(urlOf(object), 'same'))).toEqual([200, true]);
    const woken = () =>
      bench.sandbox.audit.filter(
        ({ verb, resource, name }) => verb === 'patch' && resource === 'gitrepositories' && name === 'one',
      );
    const before = woken().length;
    const answers = await Promise.all(Array.from({ length: 100 }, () => post(urlOf(object), 'same')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    // A hundred within a while that is short against a second, which here takes 10 ms.
    expect(woken().length - before).toBeLessThan(50);
  });

  it('that failed are not known when they come again', async () => {
    const object = await receiver({ type: 'dockerhub', resources: [{ kind: 'GitRepository', name: 'later' }] });
    const body = JSON.stringify({ push_data: { tag: 'v1' }, repository: { repo_url: 'https://x' } });
    expect((await post(urlOf(object), body)).status).toBe(500);
    await bench.client.create(gitRepository('later'));
    expect(await wakes('later', () => post(urlOf(object), body))).toEqual([200, true]);
  });

  it('wake by labels, through filters', async () => {
    const resources = [
      { kind: 'GitRepository', name: '*', matchLabels: { team: 'a' }, filter: 'req.tag.startsWith("v")' },
    ];
    const object = await receiver({ resources, resourceFilter: 'res.metadata.name == req.name' });
    const json = { headers: { 'content-type': 'application/json; charset=utf-8' } };
    const send = (body: string) => post(urlOf(object), body, json);
    const before = await requestedAt('one');
    expect(await wakes('two', () => send('{"name":"two","tag":"v1"}'))).toEqual([200, true]);
    expect(await wakes('two', () => send('{"name":"two","tag":"x"}'))).toEqual([200, false]);
    expect(await requestedAt('one')).toBe(before);
    expect(await wakes('two', () => send('nope'))).toEqual([500, false]);
  });

  it('hold nobody up with a filter that takes for ever', async () => {
    const resourceFilter = 'req.list.all(a, req.list.all(b, req.list.all(c, a + b + c >= 0)))';
    const object = await receiver({ resourceFilter });
    const body = JSON.stringify({ list: Array.from({ length: 5_000 }, (_, at) => at) });
    const json = { headers: { 'content-type': 'application/json' } };
    const startedAt = performance.now();
    expect(await wakes('one', () => post(urlOf(object), body, json))).toEqual([500, false]);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(await wakes('one', async () => post(urlOf(await receiver({})), ''))).toEqual([200, true]);
  });

  it('wake the others where one resource fails', async () => {
    const resources = [
      { kind: 'GitRepository', name: 'missing' },
      { kind: 'Kustomization', name: 'x' },
      { kind: 'GitRepository', name: 'one' },
    ];
    const object = await receiver({ resources });
    expect(await wakes('one', () => post(urlOf(object), ''))).toEqual([500, true]);
  });
});
