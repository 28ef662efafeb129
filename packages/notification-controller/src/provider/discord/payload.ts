import type { Event } from '../../event/event.ts';
import { slackPayload, type SlackPayload } from '../slack/payload.ts';
import type { Target } from '../target.ts';
import { plainMarkdown } from '../text.ts';

/** Slack's message without fallback text, as Discord's endpoint for Slack messages takes it; it calls nobody. */
export function discordPayload(event: Event, target: Pick<Target, 'username'>): SlackPayload {
  const payload = slackPayload(event, { channel: '', username: target.username });
  return {
    ...payload,
    attachments: payload.attachments.map((attachment) => ({
      ...attachment,
      fallback: undefined,
      author_name: plainMarkdown(attachment.author_name),
      text: plainMarkdown(attachment.text),
      fields: attachment.fields.map((field) => ({
        ...field,
        title: plainMarkdown(field.title),
        value: plainMarkdown(field.value),
      })),
    })),
  };
}
