import type { Gate } from '@sluice/api';
import { keyOf } from '@sluice/core';
import { isForbidden, isNotFound, type KubeClient } from '@sluice/kube';
import { DurationError, parseDuration } from '@sluice/objects';
import type { WebRequest } from '../http/serve.ts';
import { secretTexts } from '../provider/resolve-target.ts';
import { isSameSecret } from '../receiver/webhook-path.ts';
import { decide, type DecisionRequest } from './decide.ts';
import { callTimeoutMs, type GateAnswer, type GateCall, type GateHandlerOptions } from './gate-call.ts';
import { InvalidPayloadError, lineOf } from './payload.ts';
import { closed, standingOf } from './standing.ts';

/** Key of the Secret: whoever decides must then send it, the path alone only asks. */
const decisionTokenKey = 'decisionToken';
const maxForMs = 365 * 24 * 3_600_000;

/** Stores what a request decides, and says how the Gate stands after it. */
export async function makeDecision(call: GateCall, options: GateHandlerOptions): Promise<GateAnswer> {
  const { action, gate } = call;
  const { client, clock, log, gates, lookedAt, signal } = options;
  if (gate.spec.suspend === true)
    return { status: 409, standing: closed('Suspended', 'the gate is suspended, resume it first') };
  const wanted = decisionOf(call);
  if (!(await mayDecide(gate, call.request, client, signal)))
    return { status: 401, standing: closed('Unauthorized', 'the token for decisions is missing or wrong') };
  const { namespace, name } = keyOf(gate);
  const ref = { apiVersion: gate.apiVersion ?? '', kind: 'Gate', namespace, name };
  const decided = await decide(client, ref, wanted, { nowMs: clock.now(), signal, timeoutMs: callTimeoutMs });
  gates.observe(decided.gate);
  log.info('a decision on a gate was asked for', {
    gate: `${namespace}/${name}`,
    state: wanted.state,
    by: wanted.by,
    result: decided.result,
  });
  const standing = standingOf(decided.gate, lookedAt.has(`${namespace}/${name}`), clock.now());
  // Whoever repeats a decision that was overruled since must not take the answer for its success.
  const isOverruled = decided.result === 'repeated' && decided.gate.spec.decision?.id !== wanted.id;
  return { status: isOverruled ? 409 : (action.status ?? 200), standing };
}

/** The path proves that the sender may ask; who it says it is stays its word. */
function decisionOf({ action, payload, request }: GateCall): DecisionRequest {
  const said = (key: string, maxLength: number): string => lineOf(payload?.metadata.get(key) ?? '', maxLength);
  const [who, reason] = [said('who', 200), said('reason', 1024)];
  const id = request.headers['idempotency-key'];
  return {
    state: action.decides ?? 'Denied',
    by: who === '' ? 'webhook' : `webhook: ${who}`,
    ...(reason === '' ? {} : { reason }),
    forMs: lengthOf(payload?.metadata.get('for')),
    id: typeof id === 'string' && id !== '' ? idOf(id) : undefined,
  };
}

function idOf(text: string): string {
  if (text.length > 128 || lineOf(text, 128) !== text)
    throw new InvalidPayloadError('Idempotency-Key: at most 128 printable characters');
  return text;
}

function lengthOf(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  try {
    const forMs = parseDuration(text);
    if (forMs >= 1 && forMs <= maxForMs) return Math.floor(forMs);
  } catch (error) {
    if (!(error instanceof DurationError)) throw error;
  }
  throw new InvalidPayloadError('metadata.for: it must be a duration such as 30m, and not more than a year');
}

async function mayDecide(
  { metadata, spec }: Gate,
  { headers }: WebRequest,
  client: KubeClient,
  signal: AbortSignal,
): Promise<boolean> {
  const name = spec.secretRef?.name ?? '';
  const ref = { apiVersion: 'v1', kind: 'Secret', namespace: metadata.namespace, name };
  try {
    const secret = secretTexts(await client.get(ref, { signal, timeoutMs: callTimeoutMs }));
    const expected = secret.get(decisionTokenKey);
    return expected === undefined || isSameSecret(headers.authorization ?? '', `Bearer ${expected}`);
  } catch (error) {
    // Nobody may decide by a path whose Secret is gone.
    if (isNotFound(error) || isForbidden(error)) return false;
    throw error;
  }
}
