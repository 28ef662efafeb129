import type { Notifier } from '../notifier.ts';
import { authorization, post } from '../post.ts';
import { alertmanagerPayload } from './payload.ts';

/** Prometheus Alertmanager; the address is that of its alerts API. */
export const alertmanager: Notifier = {
  send: async ({ event }, target, signal) => {
    const body = JSON.stringify(alertmanagerPayload(event));
    await post(target, { url: target.address, headers: authorization(target), body, signal });
  },
};
