import type { Notifier } from '../notifier.ts';
import { httpUrl, post } from '../post.ts';
import { adaptiveCard, messageCard } from './payload.ts';

/** Microsoft Teams by a workflow, or by a connector of old, which its host shows. */
export const msteams: Notifier = {
  send: async ({ event }, target, signal) => {
    const isConnector = httpUrl(target, target.address).hostname.endsWith('.webhook.office.com');
    const body = JSON.stringify(isConnector ? messageCard(event) : adaptiveCard(event));
    await post(target, { url: target.address, body, signal });
  },
};
