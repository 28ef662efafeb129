import { createHash } from 'node:crypto';
import { Gate } from '@sluice/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callGate, createGate, gateStatus, patchGate, payload, readyOf, untilGate } from '../test-support/gates.ts';
import { type Started, TestBench } from '../test-support/test-bench.ts';

let bench: TestBench;
let started: Started;
let count = 0;

beforeAll(async () => {
  bench = await TestBench.open();
  await bench.secret('gate', { token: 'secret-token' });
  started = await bench.start();
});

afterAll(async () => {
  await bench.close();
});

const newName = (): string => `g${String(count++)}`;

/** A closed Gate; gives its name and the address of its webhook. */
async function closedGate(
  spec: Record<string, unknown> = {},
): Promise<{ readonly name: string; readonly url: string }> {
  const name = newName();
  await createGate(bench, name, spec);
  const gate = await untilGate(bench, name, 'Closed');
  return { name, url: `${started.receiver}${gateStatus(gate).webhookPath ?? '/none'}` };
}

describe('a Gate', () => {
  it('is closed until somebody decides, and in progress for whoever waits for it', async () => {
    const { name } = await closedGate();
    const gate = await untilGate(bench, name, 'Closed', 'NotDecided');
    const { conditions, observedGeneration, why, history } = gateStatus(gate);
    expect(conditions?.map(({ type, status, reason, message }) => [type, status, reason, message])).toEqual([
      ['Reconciling', 'True', 'ProgressingWithRetry', 'nobody has decided'],
      ['Ready', 'False', 'NotDecided', 'nobody has decided'],
    ]);
    expect({ observedGeneration, why, history }).toEqual({ observedGeneration: 1, why: 'nobody has decided' });
  });

  it('has a path by the formula of a Receiver', async () => {
    const { name, url } = await closedGate();
    const digest = createHash('sha256').update(`secret-token${name}default`).digest('hex');
    expect(new URL(url).pathname).toBe(`/gate/${digest}`);
  });

  it('opens by an approval, and remembers who, why and until when', async () => {
    const { name, url } = await closedGate();
    const body = payload({ who: 'alice', reason: 'load test is fine', for: '30m' });
    const answer = await callGate(`${url}/approve`, { body });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatch(/^approved by webhook: alice until 20\d\d-.*Z: load test is fine$/);
    expect(await callGate(`${url}/check`)).toMatchObject({ status: 200, body: answer.body });
    const gate = await untilGate(bench, name, 'Open', 'Approved');
    const { conditions, history, who, why, expiry } = gateStatus(gate);
    expect(conditions?.map(({ type, status }) => [type, status])).toEqual([['Ready', 'True']]);
    expect(who).toBe('webhook: alice');
    expect(why).toBe(answer.body);
    expect(Date.parse(expiry ?? '') - Date.parse(history?.[0]?.at ?? '')).toBeGreaterThan(29 * 60_000);
    expect(history).toEqual([Gate.parse(gate).spec.decision]);
  });

  it('that is denied has failed, until somebody decides otherwise', async () => {
    const { name, url } = await closedGate();
    expect(await callGate(`${url}/deny`, { body: payload({ who: 'bob' }) })).toMatchObject({
      status: 403,
      body: 'denied by webhook: bob',
    });
    const gate = await untilGate(bench, name, 'Denied', 'Denied');
    expect(gateStatus(gate).conditions?.map(({ type, status }) => [type, status])).toEqual([
      ['Stalled', 'True'],
      ['Ready', 'False'],
    ]);
    expect((await callGate(`${url}/check`)).status).toBe(403);
    await callGate(`${url}/open`);
    const { history } = gateStatus(await untilGate(bench, name, 'Open'));
    expect(history?.map(({ state, by }) => [state, by])).toEqual([
      ['Approved', 'webhook'],
      ['Denied', 'webhook: bob'],
    ]);
  });

  it.each(['Approved', 'Denied'])('goes back to closed when what was decided ends: %s', async (state) => {
    const { name, url } = await closedGate();
    const at = new Date().toISOString();
    const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();
    await patchGate(bench, name, { decision: { state, by: 'alice', at, until: inMs(3_600_000) } });
    await untilGate(bench, name, state === 'Approved' ? 'Open' : 'Denied');
    const until = inMs(700);
    await patchGate(bench, name, { decision: { until } });
    const gate = await untilGate(bench, name, 'Closed', 'DecisionExpired');
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(until));
    expect(gateStatus(gate).expiry).toBeUndefined();
    expect(gateStatus(gate).who).toBeUndefined();
    expect((await callGate(`${url}/check`)).body).toBe(`the decision of alice ended at ${until.slice(0, 19)}Z`);
  });

  it('keeps the last twenty decisions', async () => {
    const { name, url } = await closedGate();
    for (let at = 0; at < 22; at++) {
      await callGate(`${url}/${at % 2 === 0 ? 'open' : 'close'}`, { body: payload({ who: `w${String(at)}` }) });
      await untilGate(bench, name, at % 2 === 0 ? 'Open' : 'Denied');
    }
    const { history = [] } = gateStatus(await untilGate(bench, name, 'Denied'));
    expect(history.map(({ by }) => by)).toEqual(Array.from({ length: 20 }, (_, at) => `webhook: w${String(21 - at)}`));
  });

  it('that is suspended denies, and says when it was asked to reconcile', async () => {
    const { name, url } = await closedGate();
    await callGate(`${url}/open`);
    await untilGate(bench, name, 'Open');
    await patchGate(bench, name, { suspend: true });
    const ref = { ...Gate.type, namespace: 'default', name };
    const annotations = { 'reconcile.fluxcd.io/requestedAt': 'now' };
    await bench.client.patch(ref, { metadata: { annotations } }, { type: 'merge' });
    await bench.until(Gate.type, name, (object) => gateStatus(object).lastHandledReconcileAt === 'now');
    expect(await callGate(`${url}/check`)).toMatchObject({ status: 403, body: 'the gate is suspended' });
    expect(await callGate(`${url}/open`)).toMatchObject({ status: 409 });
    await patchGate(bench, name, { suspend: null });
    await untilGate(bench, name, 'Open');
    expect((await callGate(`${url}/check`)).status).toBe(200);
  });

  it.each([
    [{ secretRef: { name: 'none' } }, 'TokenNotFound', "secret 'default/none': it does not exist"],
    [{ facts: [{ name: 'f', objectMeets: object('x') }] }, 'ValidationFailed', 'needs spec.serviceAccountName'],
    [
      { serviceAccountName: 'gate-reader', facts: [{ name: 'f', objectMeets: object('nope(') }] },
      'InvalidCELExpression',
      "fact 'f'",
    ],
  ])('that cannot work says so: %j', async (spec, reason, message) => {
    const name = newName();
    await createGate(bench, name, spec);
    const gate = await untilGate(bench, name, 'Closed', reason);
    expect(readyOf(gate)).toBe(`False ${reason}`);
    expect(gateStatus(gate).why).toContain(message);
  });
});

function object(expression: string): Record<string, unknown> {
  return { apiVersion: 'v1', kind: 'ConfigMap', name: 'x', expression };
}
