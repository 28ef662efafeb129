import type { Destination } from '@sluice/notification-controller';
import { UserError } from '../user-error.ts';

/**
 * Reads `--notify-to`: the URL of a Slack webhook, or a mail server with sender and recipients
 * (`smtps://HOST:PORT?from=A&to=B`), whose credentials are in the environment. Throws `UserError`.
 */
export function readDestination(text: string, env: Readonly<Record<string, string | undefined>>): Destination {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'https:' || url?.protocol === 'http:')
    return { type: 'slack', address: text, channel: '', secret: new Map() };
  if (url?.protocol === 'smtps:' || url?.protocol === 'smtp:') return mailServer(url, env);
  // not repeated: a webhook's address is a secret
  throw new UserError('--notify-to is neither a Slack webhook nor a mail server', {
    hint: "such as https://hooks.slack.com/services/… or 'smtps://mail.example.com:465?from=ci@example.com&to=me@example.com'",
  });
}

function mailServer(url: URL, env: Readonly<Record<string, string | undefined>>): Destination {
  const to = url.searchParams.getAll('to').join(',');
  const from = url.searchParams.get('from') ?? '';
  if (to === '' || from === '')
    throw new UserError('--notify-to needs sender and recipients for mails', {
      hint: `such as '${url.protocol}//${url.host}?from=ci@example.com&to=me@example.com'`,
    });
  const starttls = url.searchParams.get('starttls');
  const secret = new Map([['from', from]]);
  for (const [key, variable] of [
    ['username', 'SLUICE_SMTP_USERNAME'],
    ['password', 'SLUICE_SMTP_PASSWORD'],
  ] as const) {
    const value = env[variable];
    if (value !== undefined) secret.set(key, value);
  }
  const address = `${url.protocol}//${url.host}${starttls === null ? '' : `?starttls=${starttls}`}`;
  return { type: 'email', address, channel: to, secret };
}
