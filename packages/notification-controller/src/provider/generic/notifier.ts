import type { Notification, Notifier } from '../notifier.ts';
import { post } from '../post.ts';
import type { Target } from '../target.ts';
import { oneLine } from '../text.ts';
import { genericPayload } from './payload.ts';

/** Posts the event itself. `Idempotency-Key` is the same for every try. */
export const generic: Notifier = {
  takesCommitStatus: 'also',
  send: async (notification, target, signal) => {
    await post(target, {
      url: target.address,
      headers: genericHeaders(notification, target),
      body: genericPayload(notification.event),
      signal,
    });
  },
};

/** Headers of ours, and over them those of the Secret. */
export function genericHeaders({ event, idempotencyKey }: Notification, { headers }: Target): Record<string, string> {
  return {
    'gotk-component': oneLine(event.reportingController),
    'idempotency-key': idempotencyKey,
    ...Object.fromEntries([...headers].map(([name, value]) => [name.toLowerCase(), value])),
  };
}
