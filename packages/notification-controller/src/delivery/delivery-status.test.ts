import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Alert, type Condition, customResourceDefinition, Provider } from '@sluice/api';
import { createMetricsRegistry, silentLogger } from '@sluice/core';
import { FakeClock } from '@sluice/core/testing';
import type { KubeObject, TypeRef } from '@sluice/objects';
import { afterEach, describe, expect, it } from 'vitest';
import { RecordingServer } from '../test-support/recording-server.ts';
import { eventBody, post, TestBench } from '../test-support/test-bench.ts';
import { StatusBook } from './status-book.ts';

let bench: TestBench;
let server: RecordingServer;

async function open(definitionOf = customResourceDefinition): Promise<void> {
  [bench, server] = await Promise.all([TestBench.open(definitionOf), RecordingServer.open()]);
  await bench.provider('hook', { type: 'generic', address: `${server.url}/hook` });
  await bench.alert('hook', 'hook');
}

afterEach(async () => {
  await bench.close();
  await server.close();
});

const conditionsOf = (object: KubeObject): readonly Condition[] =>
  (object['status'] as { readonly conditions?: readonly Condition[] } | undefined)?.conditions ?? [];

/** Resolves with the condition once it has that reason. */
async function untilReason(type: TypeRef, reason: string, name = 'hook'): Promise<Condition | undefined> {
  const find = (object: KubeObject) => conditionsOf(object).find((each) => each.reason === reason);
  return find(await bench.until(type, name, (object) => find(object) !== undefined));
}

const statusWrites = (): number =>
  bench.sandbox.audit.filter(({ verb, subresource }) => verb === 'patch' && subresource === 'status').length;

describe('the status of Alerts and Providers', () => {
  it('says since when messages do not arrive, and when they do again', async () => {
    await open();
    server.answer = () => ({ status: 503, headers: { 'retry-after': '300' } });
    const metrics = createMetricsRegistry();
    const { events } = await bench.start({ metrics });
    for (let at = 0; at < 20; at++) await post(events, eventBody(`message ${String(at)}`));
    for (const type of [Alert.type, Provider.type]) {
      const condition = await untilReason(type, 'DeliveryFailed');
      expect(condition).toMatchObject({ type: 'Delivering', status: 'False' });
      expect(condition?.message).toMatch(
        /^not delivered since 20\d\d-\S+Z, first of Kustomization\/default\/apps: 127\.0\.0\.1:\d+ answered 503: $/,
      );
    }
    // What was written did not make the queue try again.
    expect(server.requests).toHaveLength(1);
    expect(metrics.render()).toMatch(
      /sluice_oldest_notification_seconds\{namespace="default",provider="hook"\} [\d.]+/,
    );
    expect(metrics.render()).toContain('sluice_notifications_waiting{namespace="default",provider="hook"} 20');
    server.answer = () => ({ status: 200 });
    const ref = { ...Provider.type, namespace: 'default', name: 'hook' };
    await bench.client.patch(ref, { spec: { username: 'woken' } }, { type: 'merge' });
    for (const type of [Alert.type, Provider.type])
      expect(await untilReason(type, 'Delivered')).toMatchObject({ type: 'Delivering', status: 'True' });
    expect(server.requests).toHaveLength(21);
    expect(statusWrites()).toBe(4);
    expect(metrics.render()).toContain('sluice_oldest_notification_seconds{namespace="default",provider="hook"} 0');
  });

  it('says that a spool was lost with what waited in it, and after a restart without a loss goes on', async () => {
    await open();
    server.answer = () => ({ status: 503, headers: { 'retry-after': '300' } });
    const first = await bench.start();
    await post(first.events, eventBody('a'));
    await untilReason(Alert.type, 'DeliveryFailed');
    await untilReason(Provider.type, 'DeliveryFailed');
    await first.stop();
    const second = await bench.start();
    await server.until((requests) => requests.length === 2);
    await second.stop();
    await rm(join(bench.spoolPath, 'events.journal'));
    await bench.start();
    for (const type of [Alert.type, Provider.type])
      expect(await untilReason(type, 'SpoolLost')).toMatchObject({ status: 'Unknown' });
    expect(server.requests).toHaveLength(2);
  });

  it('says what was given up', async () => {
    await open();
    server.answer = () => ({ status: 400, body: 'no such channel' });
    const { events } = await bench.start();
    await post(events, eventBody('a'));
    const condition = await untilReason(Alert.type, 'DeliveryGivenUp');
    expect(condition?.message).toMatch(
      /^given up, the message of Kustomization\/default\/apps: .* 400: no such channel$/,
    );
  });

  it('says what is not honoured, and when it is gone', async () => {
    await open();
    await bench.provider('later', { type: 'telegram' });
    await bench.start();
    expect(await untilReason(Provider.type, 'UnsupportedField', 'later')).toMatchObject({
      type: 'Ready',
      status: 'False',
    });
    const ref = { ...Provider.type, namespace: 'default', name: 'later' };
    await bench.client.patch(ref, { spec: { type: 'generic', address: server.url } }, { type: 'merge' });
    expect(await untilReason(Provider.type, 'Succeeded', 'later')).toMatchObject({ type: 'Ready', status: 'True' });
  });

  it('is not written where the definitions have none, as upstream’s, which is found out once', async () => {
    await open((resource) => {
      const definition = customResourceDefinition(resource);
      if (resource.kind !== 'Alert' && resource.kind !== 'Provider') return definition;
      return JSON.parse(
        JSON.stringify(definition).replace('"subresources":{"status":{}}', '"subresources":{}'),
      ) as KubeObject;
    });
    const clock = new FakeClock();
    const learnt = Promise.withResolvers<string>();
    const log = { ...silentLogger, info: learnt.resolve };
    const signal = new AbortController().signal;
    const book = new StatusBook({ client: bench.client, clock, log, signal, stored: () => [] });
    const subject = { type: Alert.type, namespace: 'default', name: 'hook' };
    book.note(subject, { type: 'Delivering', status: 'True', reason: 'Delivered', message: '' });
    clock.advance(1_000);
    expect(await learnt.promise).toContain('has no status');
    book.note(subject, { type: 'Delivering', status: 'False', reason: 'DeliveryFailed', message: '' });
    expect(clock.pending).toBe(0);
    expect(statusWrites()).toBe(1);
    const { events } = await bench.start();
    await post(events, eventBody('a'));
    await server.until((requests) => requests.length === 1);
  });

  it('is written again later when the API server refuses, with what is true then', async () => {
    await open();
    const clock = new FakeClock();
    const failed = Promise.withResolvers<string>();
    const log = { ...silentLogger, error: failed.resolve };
    const signal = new AbortController().signal;
    const book = new StatusBook({ client: bench.client, clock, log, signal, stored: () => [] });
    const subject = { type: Alert.type, namespace: 'default', name: 'hook' };
    const verdict = { type: 'Delivering', status: 'False', reason: 'DeliveryFailed' } as const;
    bench.sandbox.faults.add({ match: { verb: 'patch', subresource: 'status' }, status: 500, times: 1 });
    book.note(subject, { ...verdict, message: 'old' });
    clock.advance(1_000);
    await failed.promise;
    book.note(subject, { ...verdict, message: 'new' });
    clock.advance(30_000);
    expect((await untilReason(Alert.type, 'DeliveryFailed'))?.message).toBe('new');
  });
});
