import { createHash, randomBytes } from 'node:crypto';
import { Gate, type GateStatus } from '@sluice/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callGate, createGate, gateStatus, payload, untilGate } from '../test-support/gates.ts';
import { type Started, TestBench } from '../test-support/test-bench.ts';

let bench: TestBench;
let started: Started;
let count = 0;

beforeAll(async () => {
  bench = await TestBench.open();
  await bench.secret('gate', { token: 'secret-token' });
  await bench.secret('locked', { token: 'secret-token', decisionToken: 'for-deciders' });
  started = await bench.start();
});

afterAll(async () => {
  await bench.close();
});

async function gate(
  spec: Record<string, unknown> = {},
  state = 'Closed',
): Promise<{ readonly name: string; readonly url: string }> {
  const name = `g${String(count++)}`;
  await createGate(bench, name, spec);
  const { webhookPath = '/none' } = gateStatus(await untilGate(bench, name, state));
  return { name, url: `${started.receiver}${webhookPath}` };
}

async function statusNow(name: string): Promise<GateStatus & { readonly decision: unknown }> {
  const object = await bench.client.get({ ...Gate.type, namespace: 'default', name });
  return { ...gateStatus(object), decision: Gate.parse(object).spec.decision };
}

describe('the webhook of a Gate', () => {
  it.each([
    ['approve', 200, 'Open', 200],
    ['open', 202, 'Open', 200],
    ['deny', 403, 'Denied', 403],
    ['halt', 403, 'Denied', 403],
    ['close', 202, 'Denied', 403],
  ])('%s answers %d, and is %s for whoever asks', async (action, status, state, asked) => {
    const { name, url } = await gate();
    expect(await callGate(`${url}/check`)).toMatchObject({ status: 403, body: 'nobody has decided' });
    expect((await callGate(`${url}/${action}`)).status).toBe(status);
    expect((await callGate(`${url}/check`)).status).toBe(asked);
    await untilGate(bench, name, state);
  });

  it('tells Argo in JSON, with 200 whatever it says', async () => {
    const { url } = await gate();
    const closed = await callGate(`${url}/check`, { method: 'GET' });
    expect(closed.status).toBe(200);
    expect(closed.headers.get('content-type')).toBe('application/json');
    expect(JSON.parse(closed.body)).toEqual({
      approved: false,
      state: 'Closed',
      reason: 'NotDecided',
      message: 'nobody has decided',
    });
    await callGate(`${url}/open`, { body: payload({ who: 'alice' }) });
    const open = JSON.parse((await callGate(`${url}/check`, { method: 'GET' })).body) as Record<string, unknown>;
    expect(open).toMatchObject({ approved: true, state: 'Open', reason: 'Approved', who: 'webhook: alice' });
    expect(Date.parse(String(open['until']))).toBeGreaterThan(Date.now());
    expect(await callGate(`${url}/check`, { method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
  });

  it('answers JSON to a POST that asks for it', async () => {
    const { url } = await gate();
    const answer = await callGate(`${url}/check`, { headers: { accept: 'application/json' } });
    expect(JSON.parse(answer.body)).toMatchObject({ approved: false, reason: 'NotDecided' });
  });

  it('is not found at another path, nor with a query, nor for another action', async () => {
    const { url } = await gate();
    const forged = `${started.receiver}/gate/${createHash('sha256').update('guess').digest('hex')}`;
    const wrong = [
      `${forged}/check`,
      `${url}0/check`,
      `${url.slice(0, -1)}/check`,
      `${url}/check?x=1`,
      `${url}//check`,
    ];
    for (const each of [...wrong, `${url}/`, url, `${url}/constructor`, `${started.receiver}/gate/check`])
      expect(await callGate(each)).toMatchObject({ status: 404, body: 'no gate has this path' });
    expect((await callGate(`${forged}/check`, { method: 'GET' })).status).toBe(404);
  });

  it('is nobody’s where two Gates claim it', async () => {
    const [first, second] = [await gate(), await gate()];
    await callGate(`${second.url}/open`);
    await untilGate(bench, second.name, 'Open');
    const ref = { ...Gate.type, namespace: 'default', name: first.name };
    const status = { webhookPath: new URL(second.url).pathname };
    await bench.client.patch(ref, { status }, { type: 'merge', subresource: 'status' });
    const deadline = AbortSignal.timeout(5_000);
    let answer = 200;
    while (answer !== 404 && !deadline.aborted) ({ status: answer } = await callGate(`${second.url}/check`));
    expect(answer).toBe(404);
  });

  it('is gone with its Secret or its Gate', async () => {
    await bench.secret('brief', { token: 'brief' });
    const { name, url } = await gate({ secretRef: { name: 'brief' }, interval: '1h' });
    expect((await callGate(`${url}/open`)).status).toBe(202);
    await bench.client.delete({ apiVersion: 'v1', kind: 'Secret', namespace: 'default', name: 'brief' });
    expect((await callGate(`${url}/close`)).status).toBe(401);
    const annotations = { 'reconcile.fluxcd.io/requestedAt': 'x' };
    const ref = { ...Gate.type, namespace: 'default', name };
    await bench.client.patch(ref, { metadata: { annotations } }, { type: 'merge' });
    await untilGate(bench, name, 'Closed', 'TokenNotFound');
    expect((await callGate(`${url}/check`)).status).toBe(404);
    const other = await gate();
    await bench.client.delete({ ...Gate.type, namespace: 'default', name: other.name });
    const deadline = AbortSignal.timeout(5_000);
    let status = 0;
    while (status !== 404 && !deadline.aborted) ({ status } = await callGate(`${other.url}/check`));
    expect(status).toBe(404);
  });

  it('takes no other methods, and decides nothing by GET', async () => {
    const { name, url } = await gate();
    expect(await callGate(`${url}/check`, { method: 'PUT' })).toMatchObject({ status: 405 });
    const got = await callGate(`${url}/approve`, { method: 'GET' });
    expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST']);
    expect((await statusNow(name)).decision).toBeUndefined();
  });

  it('takes no body that speaks of another Canary', async () => {
    const { name, url } = await gate();
    for (const action of ['check', 'approve', 'open']) {
      for (const change of [{ name: 'other' }, { namespace: 'kube-system' }]) {
        const answer = await callGate(`${url}/${action}`, { body: payload({}, change) });
        expect(answer.status).toBe(403);
        expect(answer.body).toContain('the gate is for default/podinfo, not for');
      }
    }
    expect((await statusNow(name)).decision).toBeUndefined();
  });

  it('takes an empty body, as curl sends it', async () => {
    const { url } = await gate();
    expect((await callGate(`${url}/open`, { body: '' })).status).toBe(202);
    expect((await callGate(`${url}/check`, { body: '' })).status).toBe(200);
  });

  it.each([
    ['nope', 'the body is not JSON'],
    ['[]', 'expected object'],
    ['{}', 'name: '],
    ['{"name":"podinfo"}', 'namespace: '],
    [payload({ for: 1 }), 'metadata.for: '],
    [payload({ for: '1 hour' }), 'metadata.for: '],
    [payload({ for: '-1h' }), 'metadata.for: '],
    [payload({ for: '99999h' }), 'metadata.for: '],
    ['['.repeat(5_000), 'the body is not JSON'],
  ])('refuses what is no payload: %s', async (body, message) => {
    const { name, url } = await gate();
    const answer = await callGate(`${url}/approve`, { body });
    expect(answer.status).toBe(400);
    expect(answer.body).toContain(message);
    expect((await statusNow(name)).decision).toBeUndefined();
  });

  it('refuses a body beyond 64 KiB before it reads it', async () => {
    const { name, url } = await gate();
    const filled = (size: number): string => payload().padEnd(size, ' ');
    expect((await callGate(`${url}/approve`, { body: filled(64 * 1024 + 1) })).status).toBe(413);
    expect((await callGate(`${started.receiver}/gate/none/check`, { body: filled(64 * 1024 + 1) })).status).toBe(413);
    expect((await statusNow(name)).decision).toBeUndefined();
    expect((await callGate(`${url}/approve`, { body: filled(64 * 1024) })).status).toBe(200);
  });

  it('lets only those decide who have the token for it, where there is one', async () => {
    const { name, url } = await gate({ secretRef: { name: 'locked' } });
    for (const authorization of ['', 'Bearer ', 'Bearer secret-token', 'for-deciders', 'Bearer for-decider']) {
      const answer = await callGate(`${url}/approve`, { headers: { authorization } });
      expect(answer).toMatchObject({ status: 401, body: 'the token for decisions is missing or wrong' });
    }
    expect((await statusNow(name)).decision).toBeUndefined();
    expect((await callGate(`${url}/check`)).status).toBe(403);
    const headers = { authorization: 'Bearer for-deciders' };
    expect((await callGate(`${url}/approve`, { headers })).status).toBe(200);
    expect((await callGate(`${url}/check`)).status).toBe(200);
  });

  it('counts a decision once, however often it comes', async () => {
    const { name, url } = await gate();
    const body = payload({ who: 'alice', for: '10m' });
    for (let at = 0; at < 5; at++) expect((await callGate(`${url}/approve`, { body })).status).toBe(200);
    const first = await statusNow(name);
    await untilGate(bench, name, 'Open');
    await callGate(`${url}/approve`, { body });
    expect((await statusNow(name)).decision).toEqual(first.decision);
    expect((await statusNow(name)).history).toHaveLength(1);
  });

  it('does not count a decision again that was overruled since, by its idempotency key', async () => {
    const { name, url } = await gate();
    const headers = { 'idempotency-key': 'change-4711' };
    for (let at = 0; at < 3; at++) expect((await callGate(`${url}/approve`, { headers })).status).toBe(200);
    await untilGate(bench, name, 'Open');
    await callGate(`${url}/deny`);
    await untilGate(bench, name, 'Denied');
    const replayed = await callGate(`${url}/approve`, { headers });
    expect(replayed).toMatchObject({ status: 409, body: 'denied by webhook' });
    expect((await callGate(`${url}/check`)).status).toBe(403);
    expect((await statusNow(name)).history?.map(({ state }) => state)).toEqual(['Denied', 'Approved']);
    expect((await callGate(`${url}/approve`, { headers: { 'idempotency-key': 'x'.repeat(129) } })).status).toBe(400);
  });

  it('settles decisions that come at the same time one after the other', async () => {
    const { name, url } = await gate();
    const actions = ['open', 'close', 'open', 'close', 'open', 'close'];
    const calls = actions.map((action, at) =>
      callGate(`${url}/${action}`, { body: payload({ who: `w${String(at)}` }) }),
    );
    for (const { status } of await Promise.all(calls)) expect([202, 503]).toContain(status);
    const { decision } = await statusNow(name);
    const state = (decision as { state: string }).state === 'Approved' ? 'Open' : 'Denied';
    await untilGate(bench, name, state);
    expect((await callGate(`${url}/check`)).status).toBe(state === 'Open' ? 200 : 403);
  });

  it('keeps control characters and endless texts out', async () => {
    const { name, url } = await gate();
    const who = `al\u001b[31mice\r\nX: y\u202e${'a'.repeat(1000)}`;
    await callGate(`${url}/approve`, { body: payload({ who, reason: `line\nbreak\u2066${'b'.repeat(5000)}` }) });
    const { who: by = '', history } = gateStatus(await untilGate(bench, name, 'Open'));
    expect(by).toMatch(/^webhook: al \[31mice X: y a+$/);
    expect(by.length).toBeLessThanOrEqual(253);
    expect(history?.[0]?.reason).toMatch(/^line break b+$/);
    expect(history?.[0]?.reason?.length).toBeLessThanOrEqual(1024);
  });

  it('survives whatever body comes, and decides by none that is no payload', async () => {
    const { name, url } = await gate();
    const { url: events } = await gate({ hook: 'event' }, 'Open');
    const [question, event] = [payload({ who: 'x' }), payload({ eventMessage: 'x', eventType: 'Normal' })];
    for (let round = 0; round < 200; round++) {
      const [asked, told] = [mutated(question, round), mutated(event, round)];
      const { status } = await callGate(`${url}/check`, { body: asked });
      expect([400, 403], asked.toString('latin1')).toContain(status);
      const { status: taken } = await callGate(`${events}/event`, { body: told });
      expect([202, 400, 403], told.toString('latin1')).toContain(taken);
    }
    expect((await callGate(`${url}/check`, { body: question })).status).toBe(403);
    expect((await statusNow(name)).decision).toBeUndefined();
  });
});

const tokens = ['{', '}', '[', ']', '"', ':', ',', 'null', '-1e999', '\\ud800', '"__proto__":', '\u0000', '😀'];

/** A body with some bytes replaced, removed or added; pure noise now and then. */
function mutated(text: string, round: number): Buffer {
  if (round % 10 === 0) return randomBytes(1 + (round % 97));
  const bytes = [...Buffer.from(text)];
  for (let change = 0; change <= round % 4; change++) {
    const at = Math.floor(Math.random() * bytes.length);
    const token = tokens[Math.floor(Math.random() * tokens.length)] ?? '';
    bytes.splice(at, round % 3, ...Buffer.from(token));
  }
  return Buffer.from(bytes);
}
