import { Receiver } from '@sluice/api';
import { type Clock, isConditionTrue, keyOf, type Logger, readyCondition, stalledCondition } from '@sluice/core';
import type { KubeClient, WatchCache } from '@sluice/kube';
import type { JsonValue } from '@sluice/objects';
import type { WebHandler, WebRequest } from '../http/serve.ts';
import { secretTexts } from '../provider/resolve-target.ts';
import { bodyForFilters, RefusedRequestError, verifications, verifyEvent } from './verify.ts';
import { Replays } from './replays.ts';
import { WakePacer } from './wake-pacer.ts';
import { wakeResources } from './wake-resources.ts';

export interface ReceiverHandlerOptions {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly log: Logger;
  readonly receivers: WatchCache;
  readonly noCrossNamespaceRefs: boolean;
  readonly signal: AbortSignal;
}

/**
 * Takes webhooks: 404 without a receiver of that path, 503 for one that is suspended or not ready, 400 for a request
 * that does not pass its checks, 500 when something could not be woken, 200 otherwise. What comes again within five
 * minutes wakes nothing; nothing is woken more than once a second.
 */
export function receiverHandler(options: ReceiverHandlerOptions): WebHandler {
  const { clock, signal } = options;
  const replays = new Replays();
  const pacer = new WakePacer(clock, signal);
  return async (request) => {
    const receiver = findReceiver(options.receivers, request.target);
    if (receiver === undefined) return { status: 404 };
    if (!isServing(receiver)) return { status: 503 };
    const log = options.log.with({ receiver: keyOf(receiver) });
    try {
      await verify(receiver, request, options);
    } catch (error) {
      if (!(error instanceof RefusedRequestError)) log.error('a webhook could not be checked', error);
      else log.info('a webhook was refused', { problem: error.message });
      return { status: 400 };
    }
    let body: JsonValue;
    try {
      body = bodyForFilters(request);
    } catch (error) {
      log.error('the body of a webhook could not be read', error);
      return { status: 500 };
    }
    const sender = { uid: receiver.metadata.uid ?? '', type: receiver.spec.type };
    if (!replays.take(sender, request, clock.now())) {
      log.info('a webhook came again, and woke nothing');
      return { status: 200 };
    }
    const failures = await wakeResources(receiver, body, { ...options, pacer });
    for (const error of failures) log.error('a resource was not woken', error);
    if (failures.length > 0) replays.release(sender, request);
    return { status: failures.length === 0 ? 200 : 500 };
  };
}

/** The path is a secret of its own, but a digest: finding it by comparison tells nothing of the token. */
function findReceiver(receivers: WatchCache, target: string): Receiver | undefined {
  if (!target.startsWith('/hook/')) return undefined;
  for (const object of receivers.list()) {
    const status = object['status'] as { readonly webhookPath?: string } | undefined;
    if (status?.webhookPath === target) return Receiver.parse(object);
  }
  return undefined;
}

function isServing({ spec, status }: Receiver): boolean {
  const conditions = status?.conditions as Parameters<typeof isConditionTrue>[0];
  return (
    spec.suspend !== true &&
    isConditionTrue(conditions, readyCondition) &&
    !isConditionTrue(conditions, stalledCondition)
  );
}

async function verify(
  receiver: Receiver,
  request: WebRequest,
  { client, signal }: ReceiverHandlerOptions,
): Promise<void> {
  const verification = verifications.get(receiver.spec.type);
  if (verification === undefined) throw new RefusedRequestError('the type is not supported');
  const { namespace } = receiver.metadata;
  const ref = { apiVersion: 'v1', kind: 'Secret', namespace, name: receiver.spec.secretRef?.name ?? '' };
  const token = secretTexts(await client.get(ref, { signal })).get('token') ?? '';
  if (token === '') throw new RefusedRequestError('the Secret has no token');
  verification.verify(request, token);
  verifyEvent(request, verification.eventHeader, receiver.spec.events);
}
