import { Gate } from '@sluice/api';
import { formatKey, keyOf } from '@sluice/core';
import type { KubeObject } from '@sluice/objects';
import type { WebHandler, WebRequest, WebResponse } from '../http/serve.ts';
import { type Action, actions, askedFor } from './actions.ts';
import { canaryEvent } from './canary-event.ts';
import { makeDecision } from './make-decision.ts';
import { callTimeoutMs, type GateAnswer, type GateCall, type GateHandlerOptions } from './gate-call.ts';
import { outcomes } from './outcomes.ts';
import { InvalidPayloadError, type Payload, readPayload } from './payload.ts';
import { closed, type Standing, standingOf } from './standing.ts';

/**
 * Answers Flagger's webhooks by POST, and Argo's web metric by GET. A hook passes with 200 or 202 and nothing else, so
 * everything that is not an approval has another status: 403 while the Gate is not open, 404 without a Gate of that
 * path, 400 for a body that is no payload, 503 when the Gate cannot be read. The body says why.
 */
export function gateHandler(options: GateHandlerOptions): WebHandler {
  const { log, metrics } = options;
  const requests = metrics.counter('sluice_gate_requests_total', 'Requests to gates.', ['action', 'status']);
  return async (request) => {
    const asked = askedFor(request.target);
    const action = asked === undefined ? undefined : actions.get(asked.action);
    const found = asked === undefined || action === undefined ? undefined : options.index.find(asked.path);
    if (found === undefined || action === undefined) {
      requests.increment(['unknown', '404']);
      return responseOf(request, { status: 404, standing: closed('NotFound', 'no gate has this path') });
    }
    const answer = await answerOf(found, { action, request }, options);
    requests.increment([action.name, String(answer.status)]);
    const gate = formatKey(keyOf(found));
    log.debug('a gate was asked', { gate, action: action.name, status: answer.status, reason: answer.standing.reason });
    return responseOf(request, answer);
  };
}

async function answerOf(
  found: KubeObject,
  { action, request }: { readonly action: Action; readonly request: WebRequest },
  options: GateHandlerOptions,
): Promise<GateAnswer> {
  const isReading = request.method === 'GET' || request.method === 'HEAD';
  if (!isReading && request.method !== 'POST') return notAllowed('GET, HEAD, POST');
  if (isReading && action.name !== 'check') return notAllowed('POST');
  try {
    const current = await currentOf(found, options);
    if (isReading) return { status: 200, standing: checked(current, options).standing };
    const payload = readPayload(request.body);
    const stranger = payload === undefined ? undefined : strangerTo(current, payload);
    if (stranger !== undefined) return { status: 403, standing: stranger };
    if (action.name === 'check') return checked(current, options);
    return await perform({ action, gate: Gate.parse(current), payload, request }, options);
  } catch (error) {
    if (error instanceof InvalidPayloadError) return { status: 400, standing: closed('InvalidBody', error.message) };
    options.log.error('a gate could not be asked', error, { gate: formatKey(keyOf(found)) });
    return { status: 503, standing: closed('Unavailable', 'the gate could not be read or written, ask again') };
  }
}

/** What the watch shows, or what the API server says while the watch is broken: an old approval must not count. */
function currentOf(found: KubeObject, { client, gates, signal }: GateHandlerOptions): Promise<KubeObject> {
  if (gates.isLive()) return Promise.resolve(found);
  const { namespace, name } = keyOf(found);
  return client.get({ ...Gate.type, namespace, name }, { signal, timeoutMs: callTimeoutMs });
}

/** A Gate that waits for a first look at its facts answers 503, so that a hook with retries comes again. */
function checked(object: KubeObject, { clock, lookedAt }: GateHandlerOptions): GateAnswer {
  const isLookedAt = lookedAt.has(formatKey(keyOf(object)));
  const standing = standingOf(object, isLookedAt, clock.now());
  if (standing.approved) return { status: 200, standing };
  return { status: !isLookedAt && standing.reason === outcomes.factsNotMet.reason ? 503 : 403, standing };
}

function perform(call: GateCall, options: GateHandlerOptions): Promise<GateAnswer> {
  const { action, gate } = call;
  const takesEvents = gate.spec.hook === 'event';
  if (takesEvents !== (action.name === 'event')) {
    const message = takesEvents ? 'the gate takes events, there is nothing to decide' : 'the gate takes no events';
    return Promise.resolve({ status: 409, standing: closed('WrongHook', message) });
  }
  return takesEvents ? passEvent(call, options) : makeDecision(call, options);
}

/** A repeated event counts as taken: it is on its way already. */
async function passEvent({ gate, payload }: GateCall, options: GateHandlerOptions): Promise<GateAnswer> {
  if (payload === undefined) throw new InvalidPayloadError('the body is empty');
  const now = checked(gate, options);
  if (!now.standing.approved) return now;
  const body = Buffer.from(JSON.stringify(canaryEvent(gate, payload)));
  const { status, headers } = await options.takeEvent({ method: 'POST', target: '/', headers: {}, body });
  if (status === 202 || status === 429) return { status: 202, standing: now.standing };
  return {
    status,
    standing: closed('EventRefused', 'the event was not taken'),
    ...(headers === undefined ? {} : { headers }),
  };
}

/** A payload that speaks of another object than the Gate's. */
function strangerTo(object: KubeObject, payload: Payload): Standing | undefined {
  const { target } = (object['spec'] ?? {}) as { readonly target?: { readonly name?: unknown } };
  const { namespace = '' } = object.metadata;
  if (payload.name === target?.name && payload.namespace === namespace) return undefined;
  const message = `the gate is for ${namespace}/${String(target?.name)}, not for ${payload.namespace}/${payload.name}`;
  return closed('WrongTarget', message);
}

function notAllowed(allow: string): GateAnswer {
  return { status: 405, standing: closed('MethodNotAllowed', `use ${allow}`), headers: { allow } };
}

/** Flagger shows the body as the reason; programs that read get JSON. */
function responseOf(
  { method, headers }: WebRequest,
  { status, standing, headers: more = {} }: GateAnswer,
): WebResponse {
  const wantsJson = method !== 'POST' || (headers.accept ?? '').includes('application/json');
  const body = wantsJson ? JSON.stringify(standing) : standing.message;
  const type = wantsJson ? 'application/json' : 'text/plain; charset=utf-8';
  return { status, headers: { 'content-type': type, 'cache-control': 'no-store', ...more }, body };
}
