import type { Event } from '../../event/event.ts';
import type { MessageText } from '../message-text.ts';
import type { Target } from '../target.ts';
import { cut, nameOf, oneLine, sortedMetadata, visibleText } from '../text.ts';

// Slack cuts or refuses what is longer.
const longestText = 7_900;
const longestField = 2_000;
const mostFields = 50;

/** A message with one attachment, as upstream builds it. */
export interface SlackPayload {
  readonly channel: string;
  readonly username: string;
  readonly icon_url: string;
  readonly icon_emoji: string;
  readonly attachments: readonly SlackAttachment[];
}

interface SlackAttachment {
  readonly fallback?: string | undefined;
  readonly color: string;
  readonly author_name: string;
  readonly text: string;
  readonly mrkdwn_in: 'text'[];
  readonly fields: { readonly title: string; readonly value: string; readonly short: boolean }[];
}

/** The message for an event. Texts of others call nobody and link nowhere: `&`, `<` and `>` are escaped, as Slack asks. */
export function slackPayload(event: Event, target: Pick<Target, 'channel' | 'username'>): SlackPayload {
  const author = escape(nameOf(event.involvedObject));
  const [first = ''] = visibleText(event.message).split('\n', 1);
  return {
    channel: oneLine(target.channel),
    username: cut(oneLine(target.username === '' ? event.reportingController : target.username), 80),
    icon_url: '',
    icon_emoji: '',
    attachments: [
      {
        fallback: cut(`${author}: ${escape(first)}`, longestField),
        color: event.severity === 'error' ? 'danger' : 'good',
        author_name: author,
        text: cut(escape(visibleText(event.message)), longestText),
        mrkdwn_in: ['text'],
        fields: sortedMetadata(event.metadata)
          .slice(0, mostFields)
          .map(([title, value]) => ({
            title: cut(escape(oneLine(title)), 256),
            value: cut(escape(visibleText(value)), longestField),
            short: false,
          })),
      },
    ],
  };
}

/** What people read of it in Slack. */
export function slackPreview(event: Event, target: Pick<Target, 'channel' | 'username'>): MessageText {
  const [attachment] = slackPayload(event, target).attachments;
  if (attachment === undefined) return { title: '', lines: [] };
  const fields = attachment.fields.map(({ title, value }) => `${title}: ${value}`);
  return {
    title: unescape(attachment.author_name),
    lines: [...attachment.text.split('\n'), ...fields].map(unescape),
  };
}

function unescape(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
