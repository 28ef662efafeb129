import type { Notifier } from '../notifier.ts';
import { httpUrl, post } from '../post.ts';
import { discordPayload } from './payload.ts';

/** Discord by a webhook, at its endpoint for messages in Slack's form. */
export const discord: Notifier = {
  send: async ({ event }, target, signal) => {
    const url = httpUrl(target, target.address);
    if (!url.pathname.endsWith('/slack')) url.pathname = `${url.pathname.replace(/\/$/, '')}/slack`;
    await post(target, { url: url.href, body: JSON.stringify(discordPayload(event, target)), signal });
  },
};
