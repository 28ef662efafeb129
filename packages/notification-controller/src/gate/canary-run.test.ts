import { Gate, Kustomization } from '@sluice/api';
import type { KubeObject } from '@sluice/objects';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createCanary, defineCanaries } from '../test-support/canary.ts';
import { FlaggerPlayer, type FlaggerHook } from '../test-support/flagger.ts';
import { askUntilLookedAt, callGate, createGate, gateStatus, payload, untilGate } from '../test-support/gates.ts';
import { RecordingServer } from '../test-support/recording-server.ts';
import { type Started, TestBench } from '../test-support/test-bench.ts';

let bench: TestBench;
let chat: RecordingServer;
let started: Started;
let kustomization: KubeObject;

const revision = 'main@sha1:b';

beforeEach(async () => {
  [bench, chat] = await Promise.all([TestBench.open(), RecordingServer.open()]);
  await defineCanaries(bench);
  await bench.secret('gate', { token: 'secret-token' });
  await createCanary(bench, { annotations: { 'delivery.sluice.dev/revision': revision } });
  await bench.provider('chat', { type: 'generic', address: `${chat.url}/chat` });
  await bench.alert('canaries', 'chat', { eventSources: [{ kind: 'Canary', name: '*' }] });
  await bench.alert('gates', 'chat', { eventSources: [{ kind: 'Gate', name: '*' }] });
  const spec = { interval: '1h', prune: false, sourceRef: { kind: 'GitRepository', name: 'x' } };
  const metadata = { namespace: 'default', name: 'infra' };
  kustomization = await bench.client.create({ ...Kustomization.type, metadata, spec });
  started = await bench.start();
});

afterEach(async () => {
  await bench.close();
  await chat.close();
});

async function setReady(status: 'True' | 'False', lastAppliedRevision: string): Promise<void> {
  const time = { lastTransitionTime: '2026-01-01T00:00:00Z' };
  const conditions = [
    { type: 'Ready', status, reason: status === 'True' ? 'Fine' : 'BuildFailed', message: 'm', ...time },
  ];
  const body = {
    status: { observedGeneration: kustomization.metadata.generation ?? 1, conditions, lastAppliedRevision },
  };
  const ref = { ...Kustomization.type, namespace: 'default', name: 'infra' };
  await bench.client.patch(ref, body, { type: 'merge', subresource: 'status' });
}

/** A Gate named after its hook, which Flagger asks with so many retries. */
async function hook(
  type: FlaggerHook['type'],
  {
    retries = 0,
    action = 'check',
    ...spec
  }: Record<string, unknown> & { readonly retries?: number; readonly action?: string } = {},
): Promise<FlaggerHook> {
  await createGate(bench, type, { hook: type, ...spec });
  return { type, name: `${type}-gate`, url: `${await urlOf(type)}/${action}`, retries };
}

async function urlOf(name: string): Promise<string> {
  const gate = await bench.until(Gate.type, name, (object) => gateStatus(object).webhookPath !== undefined);
  return `${started.receiver}${gateStatus(gate).webhookPath ?? ''}`;
}

async function decide(name: string, action: string, who: string): Promise<void> {
  await callGate(`${await urlOf(name)}/${action}`, { body: payload({ who }) });
}

interface Sent {
  readonly involvedObject: { readonly kind: string; readonly name: string };
  readonly message: string;
  readonly severity: string;
  readonly reason: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

const sentOf = (kind: string): Sent[] =>
  chat.requests
    .map(({ body }) => JSON.parse(body) as Sent)
    .filter(({ involvedObject }) => involvedObject.kind === kind);

const messagesOf = (kind: string): string[] => sentOf(kind).map(({ message }) => message);

it('a canary passes its gates from the first to the last, across a restart, and another is rolled back', async () => {
  const ready = { name: 'infra', kustomizationReady: { name: 'infra' } };
  const calm = { name: 'calm', noFailedReconciles: { for: '300ms' } };
  const flagger = new FlaggerPlayer([
    await hook('confirm-rollout'),
    await hook('pre-rollout', { facts: [ready] }),
    await hook('confirm-traffic-increase', { facts: [calm], retries: 10 }),
    await hook('confirm-promotion', { facts: [ready], approval: 'Required' }),
    await hook('rollback'),
    await hook('event', { action: 'event' }),
  ]);

  await flagger.tick();
  expect(flagger.events).toEqual([]);
  flagger.pushRevision();
  await flagger.tick();
  await flagger.tick();
  expect(flagger.phase).toBe('Waiting');
  await decide('confirm-rollout', 'open', 'alice');
  await flagger.tick();
  expect(flagger.phase).toBe('Progressing');

  await flagger.tick();
  expect(flagger.failedChecks).toBe(1);
  expect(flagger.events.at(-1)).toBe(
    'Halt podinfo.default advancement pre-rollout check pre-rollout-gate failed infra: Kustomization default/infra is not Ready: it was not reconciled yet',
  );
  await setReady('True', 'main@sha1:a');
  await bench.until(Gate.type, 'pre-rollout', (gate) => (gateStatus(gate).why ?? '').includes('main@sha1:a'));
  await flagger.tick();
  expect(flagger.events.at(-1)).toContain('is Ready at main@sha1:a, Canary is at main@sha1:b');
  await setReady('True', revision);
  await untilGate(bench, 'pre-rollout', 'Open');
  await flagger.tick();
  expect([flagger.weight, flagger.failedChecks]).toEqual([25, 2]);

  await setReady('False', revision);
  await untilGate(bench, 'confirm-traffic-increase', 'Closed');
  await flagger.tick();
  expect(flagger.events.at(-1)).toContain('waiting for traffic increase approval');
  await setReady('True', revision);
  await untilGate(bench, 'confirm-traffic-increase', 'Open');

  await decide('confirm-promotion', 'approve', 'bob');
  await untilGate(bench, 'confirm-promotion', 'Open');
  const before = await bench.client.get({ ...Gate.type, namespace: 'default', name: 'confirm-promotion' });
  const { port } = new URL(started.receiver);
  await started.stop();
  const during = flagger.tick();
  started = await bench.start({}, `--receiverAddr=127.0.0.1:${port}`);
  await during;
  expect(flagger.weight).toBe(50);
  for (const name of ['pre-rollout', 'confirm-traffic-increase', 'confirm-promotion'])
    expect((await askUntilLookedAt(await urlOf(name))).answer.status).toBe(200);
  const after = await untilGate(bench, 'confirm-promotion', 'Open');
  expect(gateStatus(after)).toEqual(gateStatus(before));

  await decide('confirm-promotion', 'close', 'carol');
  await flagger.tick();
  expect(flagger.phase).toBe('WaitingPromotion');
  await decide('confirm-promotion', 'open', 'bob');
  await flagger.tick();
  expect(flagger.phase).toBe('Promoting');
  await flagger.tick();
  await flagger.tick();
  expect(flagger.phase).toBe('Succeeded');

  flagger.pushRevision();
  await flagger.tick();
  await flagger.tick();
  expect([flagger.phase, flagger.weight]).toEqual(['Progressing', 25]);
  await decide('rollback', 'open', 'dora');
  await flagger.tick();
  expect(flagger.phase).toBe('Failed');

  const told = new Set(flagger.events);
  await chat.until(() => sentOf('Canary').at(-1)?.message === flagger.events.at(-1));
  expect(messagesOf('Canary').every((message) => told.has(message))).toBe(true);
  expect(messagesOf('Canary')).toContain('Advance podinfo.default canary weight 25');
  expect(sentOf('Canary').find(({ message }) => message.startsWith('Rolling back'))).toEqual(
    expect.objectContaining({
      involvedObject: { apiVersion: 'flagger.app/v1beta1', kind: 'Canary', name: 'podinfo', namespace: 'default' },
      severity: 'error',
      reason: 'Progressing',
      metadata: { phase: 'Progressing' },
    }),
  );
  expect(messagesOf('Gate')).toContainEqual(
    expect.stringMatching(/^confirm-promotion of Canary podinfo: approved by webhook: bob/),
  );
  expect(messagesOf('Gate')).toContain('confirm-promotion of Canary podinfo: denied by webhook: carol');
});

it('an event counts once, and needs a message', async () => {
  const { url } = await hook('event', { action: 'event' });
  const event = (metadata: Record<string, string>) => callGate(url, { body: payload(metadata) });
  expect(
    (await event({ eventMessage: 'hello', eventType: 'Normal', timestamp: '1700000000000', team: 'a' })).status,
  ).toBe(202);
  expect((await event({ eventMessage: 'hello', eventType: 'Normal', timestamp: '1700000000001' })).status).toBe(202);
  await chat.until(() => sentOf('Canary').length > 0);
  expect(sentOf('Canary')).toEqual([
    expect.objectContaining({
      message: 'hello',
      severity: 'info',
      reason: 'Progressing',
      timestamp: '2023-11-14T22:13:20.000Z',
      reportingController: 'flagger',
      metadata: { phase: 'Progressing', team: 'a' },
    }),
  ]);
  expect(await event({ eventType: 'Normal' })).toMatchObject({
    status: 400,
    body: 'metadata.eventMessage: an event needs a message',
  });
  expect((await callGate(url, { body: '' })).status).toBe(400);
  expect(await callGate(url.replace(/event$/, 'open'))).toMatchObject({ status: 409 });
  const { url: check } = await hook('rollback');
  expect(await callGate(check.replace(/check$/, 'event'))).toMatchObject({ status: 409 });
});
