import { Gate, type GateStatus } from '@sluice/api';
import { request } from '@sluice/net';
import type { KubeObject } from '@sluice/objects';
import type { TestBench } from './test-bench.ts';

/** The Condition Ready of an object, as `status reason`. */
export function readyOf(object: KubeObject): string {
  const ready = gateStatus(object).conditions?.find(({ type }) => type === 'Ready');
  return ready === undefined ? 'none' : `${ready.status} ${ready.reason}`;
}

export function gateStatus(object: KubeObject): GateStatus {
  return object['status'] ?? {};
}

/** Creates a Gate for the Canary podinfo; its webhook has a path where the Secret `gate` has a token. */
export function createGate(bench: TestBench, name: string, spec: Record<string, unknown> = {}): Promise<KubeObject> {
  const full = { target: { name: 'podinfo' }, hook: 'confirm-promotion', secretRef: { name: 'gate' }, ...spec };
  return bench.client.create({ ...Gate.type, metadata: { namespace: 'default', name }, spec: full });
}

/** Resolves with the Gate once its current generation stands like that. */
export function untilGate(bench: TestBench, name: string, state: string, reason?: string): Promise<KubeObject> {
  return bench.until(Gate.type, name, (object) => {
    const { state: now, observedGeneration } = gateStatus(object);
    const isSeen = observedGeneration === object.metadata.generation && now === state;
    return isSeen && (reason === undefined || readyOf(object).endsWith(` ${reason}`));
  });
}

export function patchGate(bench: TestBench, name: string, spec: Record<string, unknown>): Promise<KubeObject> {
  const ref = { ...Gate.type, namespace: 'default', name };
  return bench.client.patch(ref, { spec } as never, { type: 'merge' });
}

/** The body that Flagger sends for the Canary podinfo. */
export function payload(metadata?: Record<string, unknown>, changes: Record<string, unknown> = {}): string {
  const canary = { name: 'podinfo', namespace: 'default', phase: 'Progressing', checksum: '85d557f47b' };
  return JSON.stringify({ ...canary, ...(metadata === undefined ? {} : { metadata }), ...changes });
}

export interface Answered {
  readonly status: number;
  readonly body: string;
  readonly headers: ReadonlyMap<string, string>;
}

/** Calls an action of a Gate's webhook. */
export async function callGate(
  url: string,
  options: {
    readonly method?: string;
    readonly body?: string | Uint8Array;
    readonly headers?: Record<string, string>;
  } = {},
): Promise<Answered> {
  const { method = 'POST', body = payload(), headers = {} } = options;
  const sent = method === 'POST' ? { body } : {};
  const response = await request({ url, method, headers, timeoutMs: 10_000, ...sent });
  return { status: response.status, body: Buffer.from(response.body).toString('utf8'), headers: response.headers };
}

/** Asks until the facts were looked at since the controller started; gives every status that came. */
export async function askUntilLookedAt(
  url: string,
): Promise<{ readonly answer: Answered; readonly statuses: number[] }> {
  const deadline = AbortSignal.timeout(10_000);
  const statuses: number[] = [];
  for (;;) {
    const answer = await callGate(`${url}/check`);
    statuses.push(answer.status);
    if (answer.status !== 503 || deadline.aborted) return { answer, statuses };
  }
}
