import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Alert, type ProviderType, Receiver } from '@sluice/api';
import { createLogger, createMetricsRegistry, type MetricsRegistry } from '@sluice/core';
import { selfSigned } from '@sluice/sandbox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { notifiers } from './provider/notifiers.ts';
import { MailServer } from './test-support/mail-server.ts';
import { type Answer, RecordingServer } from './test-support/recording-server.ts';
import { eventBody, post, TestBench } from './test-support/test-bench.ts';

/** One for each place where a Secret has a secret. */
const canaries = {
  address: 'CANARY-of-the-address',
  token: 'CANARY-of-the-token',
  username: 'CANARY-of-the-user',
  password: 'CANARY-of-the-password',
  headers: 'CANARY-of-the-headers',
};
const values = Object.values(canaries);

const alertType = Alert.type;

let bench: TestBench;
let server: RecordingServer;
let broken: Server;
let mail: MailServer;
let metrics: MetricsRegistry;
let lines: string[];

beforeEach(async () => {
  [bench, server, mail] = await Promise.all([TestBench.open(), RecordingServer.open(), MailServer.open()]);
  metrics = createMetricsRegistry();
  lines = [];
  const { certificate, key } = selfSigned(['elsewhere.test'], Date.now());
  broken = createServer({ cert: certificate, key }, (_request, response) => response.end());
  await new Promise<void>((resolve) => {
    broken.listen(0, '127.0.0.1', resolve);
  });
});

afterEach(async () => {
  await bench.close();
  await server.close();
  await mail.close();
  broken.close();
});

/** Ways to fail, each of which gives back all that it was sent. */
const echo = (status: number): ((request: { path: string; headers: unknown; body: string }) => Answer) => {
  return ({ path, headers, body }) => ({
    status,
    headers: { location: `https://elsewhere.test${path}?${canaries.token}`, 'retry-after': '300' },
    body: `${path} ${JSON.stringify(headers)} ${body}`,
  });
};

const faults: readonly [string, () => string][] = [
  ['a refusal', () => answering(400)],
  ['bad credentials', () => answering(401)],
  ['a limit of the rate', () => answering(429)],
  ['trouble of the service', () => answering(500)],
  ['a redirect', () => answering(302)],
  ['nobody there', () => 'http://127.0.0.1:1'],
  ['a bad certificate', () => `https://127.0.0.1:${String((broken.address() as AddressInfo).port)}`],
  ['no such host', () => 'http://nowhere.invalid'],
];

function answering(status: number): string {
  server.answer = echo(status);
  return server.url;
}

async function checkPlaces(): Promise<void> {
  const lists = await Promise.all(
    ['Event', 'ConfigMap'].map((kind) => bench.client.list({ apiVersion: 'v1', kind }, { namespace: 'default' })),
  );
  const ours = await Promise.all(
    ['Provider', 'Alert'].map((kind) =>
      bench.client.list({ apiVersion: 'notification.toolkit.fluxcd.io/v1beta3', kind }),
    ),
  );
  const statuses = ours.flatMap(({ items }) => items.map(({ status }) => status));
  const places = {
    events: JSON.stringify(lists.map(({ items }) => items)),
    statuses: JSON.stringify(statuses),
    log: lines.join(''),
    metrics: metrics.render(),
    journal: await readFile(join(bench.spoolPath, 'events.journal'), 'utf8'),
  };
  expect(places.statuses).toMatch(/DeliveryFailed|DeliveryGivenUp/);
  expect(places.log).toContain('notification failed');
  for (const [place, text] of Object.entries(places))
    expect({ place, found: values.filter((value) => text.includes(value)) }).toEqual({ place, found: [] });
}

const path = (type: ProviderType): string =>
  type === 'slack' ? `/hook/${canaries.address}/chat.postMessage` : `/owner/${canaries.address}`;

describe('secrets', () => {
  it.each(faults)('of every Provider by HTTP stay where they are: %s', async (_name, serve) => {
    const base = serve();
    const types = [...notifiers.keys()].filter((type) => type !== 'email');
    for (const type of types) {
      await bench.secret(type, {
        address: `${base}${path(type)}`,
        token: canaries.token,
        ...(type === 'alertmanager' ? { username: canaries.username, password: canaries.password } : {}),
        headers: `X-Own: ${canaries.headers}`,
      });
      await bench.provider(type, { type, secretRef: { name: type } });
      await bench.alert(type, type);
    }
    const { events } = await bench.start({
      metrics,
      log: createLogger({ level: 'trace', write: (line) => lines.push(line) }),
    });
    await post(events, eventBody('kustomize build failed'));
    for (const type of types) {
      await bench.event(type, 'NotificationDispatchFailed');
      await bench.until(alertType, type, (object) => JSON.stringify(object['status'] ?? {}).includes('"False"'));
    }
    await checkPlaces();
  });

  it('of a Provider by mail stay where they are', async () => {
    await bench.secret('mail', {
      address: `smtp://127.0.0.1:${String(mail.port)}`,
      from: 's@example.test',
      username: canaries.username,
      password: canaries.password,
      token: canaries.token,
    });
    await bench.provider('mail', { type: 'email', channel: 'a@example.test', secretRef: { name: 'mail' } });
    await bench.alert('mail', 'mail');
    const log = createLogger({ level: 'trace', write: (line) => lines.push(line) });
    const { events } = await bench.start({ metrics, log });
    await post(events, eventBody('kustomize build failed'));
    await bench.until(alertType, 'mail', (object) => JSON.stringify(object['status'] ?? {}).includes('"False"'));
    await checkPlaces();
  });

  it('of a Receiver stay where they are, whoever knocks', async () => {
    await bench.secret('hook', { token: canaries.token });
    const spec = { type: 'gitlab', secretRef: { name: 'hook' }, resources: [{ kind: 'GitRepository', name: 'none' }] };
    const metadata = { namespace: 'default', name: 'hook' };
    await bench.client.create({ ...Receiver.type, metadata, spec });
    const log = createLogger({ level: 'trace', write: (line) => lines.push(line) });
    const { receiver } = await bench.start({ metrics, log });
    const ready = await bench.until(Receiver.type, 'hook', ({ status }) =>
      JSON.stringify(status ?? {}).includes('webhookPath'),
    );
    const path = String(Reflect.get(ready['status'] as object, 'webhookPath'));
    const statuses: number[] = [];
    for (const sent of [`${canaries.token}x`, canaries.token])
      statuses.push((await post(`${receiver}${path}`, canaries.token, { headers: { 'x-gitlab-token': sent } })).status);
    expect(statuses).toEqual([400, 500]);
    const { items } = await bench.client.list({ apiVersion: 'v1', kind: 'Event' }, { namespace: 'default' });
    const texts = [lines.join(''), metrics.render(), JSON.stringify(ready['status']), JSON.stringify(items)];
    expect(texts[0]).toContain('a webhook was refused');
    for (const text of texts) expect(text).not.toContain(canaries.token);
  });
});
