import { randomUUID } from 'node:crypto';
import type { Provider } from '@sluice/api';
import { type Clock, formatTime, systemClock } from '@sluice/core';
import type { KubeClient } from '@sluice/kube';
import { DeliveryError } from './delivery/delivery-error.ts';
import { plainMap } from './event/event.ts';
import type { Notification } from './provider/notifier.ts';
import { notifiers } from './provider/notifiers.ts';
import { resolveTarget } from './provider/resolve-target.ts';
import { visibleText } from './provider/text.ts';

/** What came of a test message. No text of it holds a secret of the Provider. */
export interface TestResult {
  /** Why it was not taken; undefined when it was. */
  readonly failure: string | undefined;
  /** What the service answered last: HTTP's or SMTP's status, and the beginning of the text. */
  readonly answer: { readonly status: number; readonly text: string } | undefined;
  readonly tookMs: number;
}

export interface TestOptions {
  /** What the message says of a revision; services that set commit statuses need one. */
  readonly revision?: string | undefined;
  readonly signal: AbortSignal;
  readonly clock?: Clock;
}

const shownAnswer = 300;

/**
 * Sends one message through a Provider, as the controller would but without queue and repetition, with the rights of the
 * client. A suspended Provider sends it too.
 */
export async function sendTest(client: KubeClient, provider: Provider, options: TestOptions): Promise<TestResult> {
  const { clock = systemClock, signal } = options;
  const begun = clock.monotonic();
  let heard: TestResult['answer'];
  try {
    // the policy is the cluster's; here a user sends from their own machine
    const target = await resolveTarget({ client, addresses: undefined }, provider, signal);
    const heardBy = (status: number, text: string): void => {
      heard = { status, text: visibleText(target.mask(text)).slice(0, shownAnswer) };
    };
    await notifiers
      .get(provider.spec.type)
      ?.send(testOf(provider, formatTime(clock.now()), options.revision), { ...target, heard: heardBy }, signal);
    return { failure: undefined, answer: heard, tookMs: clock.monotonic() - begun };
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    return { failure: error.message, answer: heard, tookMs: clock.monotonic() - begun };
  }
}

function testOf({ metadata, apiVersion, kind }: Provider, time: string, revision: string | undefined): Notification {
  const { name, namespace = '', uid } = metadata;
  return {
    event: {
      involvedObject: { apiVersion, kind, name, namespace, uid },
      severity: 'info',
      reason: 'Test',
      message: 'This is a test message: alerts of this Provider arrive here.',
      reportingController: 'sluice',
      timestamp: time,
      metadata: plainMap(revision === undefined ? [] : [['revision', revision]]),
    },
    idempotencyKey: randomUUID(),
    alert: { namespace, name: 'test' },
    alertObject: { metadata: { namespace, name: 'test' }, spec: {} },
    memo: new Map(),
  };
}
