import { hostname } from 'node:os';
import { createTransport } from 'nodemailer';
import { DeliveryError, type Remedy } from '../../delivery/delivery-error.ts';
import type { Notification, Notifier } from '../notifier.ts';
import type { Target } from '../target.ts';
import { readMailbox, readRecipients } from './mailbox.ts';
import { checkedSocket } from './checked-socket.ts';
import { type MailServer, readMailServer } from './mail-server.ts';
import { mailContent, mailPreview } from './payload.ts';

const progressKey = 'email: progress';

/**
 * E-mail by SMTP: `smtps://host:port`, or `smtp://host:port`, which must offer STARTTLS unless the address ends with
 * `?starttls=never`. Each recipient is a mail of its own, so that a bad one costs the others nothing and none gets two.
 */
export const email: Notifier = {
  preview: mailPreview,
  send: async (notification, target, signal) => {
    const server = readMailServer(target);
    const from = readMailbox(target.from === '' ? target.username : target.from, "the Secret's key from");
    const recipients = readRecipients(target.channel);
    const transport = createTransport(transportOptions(server, target, signal));
    const stop = (): void => {
      transport.close();
    };
    signal.addEventListener('abort', stop, { once: true });
    try {
      const progress = progressOf(notification);
      const postponed: DeliveryError[] = [];
      for (const recipient of recipients.filter((each) => !progress.settled.has(each))) {
        try {
          const { response } = await transport.sendMail(mailOf(notification, from, recipient));
          target.heard?.(Number.parseInt(response, 10), response);
          progress.settled.add(recipient);
        } catch (error) {
          const failure = failureOf(error, recipient, target);
          if (failure.remedy === 'retry-provider') throw failure;
          if (failure.remedy === 'give-up') progress.refuse(recipient, failure);
          else postponed.push(failure);
        }
      }
      checkAll(progress, postponed);
    } finally {
      signal.removeEventListener('abort', stop);
      transport.close();
    }
  },
};

function transportOptions(server: MailServer, target: Target, signal: AbortSignal): object {
  const { host, port, secure, requireTls } = server;
  return {
    host,
    port,
    secure,
    requireTLS: requireTls,
    ignoreTLS: !secure && !requireTls,
    ...(target.basic === undefined ? {} : { auth: { user: target.basic.username, pass: target.basic.password } }),
    ...checkedSocket(server, target, signal),
    tls: { ...target.tls, minVersion: 'TLSv1.2', rejectUnauthorized: true },
    connectionTimeout: target.timeoutMs,
    greetingTimeout: target.timeoutMs,
    socketTimeout: target.timeoutMs,
    dnsTimeout: target.timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
    pool: true,
    maxConnections: 1,
  };
}

function mailOf({ event, idempotencyKey }: Notification, from: string, to: string): object {
  const { subject, text, html } = mailContent(event);
  return {
    envelope: { from, to: [to] },
    from,
    to,
    subject,
    text,
    html,
    // The same for every try: mail systems drop a second one.
    messageId: `<${idempotencyKey.replaceAll(/[^A-Za-z0-9-]/g, '.')}@${hostname()}>`,
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** What became of the recipients of one message, over all tries. */
class Progress {
  /** Those that are not tried again. */
  readonly settled = new Set<string>();
  readonly refusals: DeliveryError[] = [];

  refuse(recipient: string, failure: DeliveryError): void {
    this.settled.add(recipient);
    this.refusals.push(failure);
  }
}

function progressOf({ memo }: Notification): Progress {
  const known = memo.get(progressKey);
  if (known instanceof Progress) return known;
  const fresh = new Progress();
  memo.set(progressKey, fresh);
  return fresh;
}

/** 4xx: later; 5xx: never, unless it is about us rather than about the message. */
function failureOf(error: unknown, recipient: string, target: Target): DeliveryError {
  const code: unknown = Reflect.get(Object(error) as object, 'responseCode');
  const command: unknown = Reflect.get(Object(error) as object, 'command');
  const message = error instanceof Error ? error.message : String(error);
  const isOurs =
    Reflect.get(Object(error) as object, 'code') === 'EAUTH' || (command !== 'RCPT TO' && command !== 'DATA');
  let remedy: Remedy = 'retry-provider';
  if (typeof code === 'number' && !isOurs && code !== 421) remedy = code >= 500 ? 'give-up' : 'retry-message';
  return new DeliveryError(target.mask(`${recipient}: ${message}`), remedy, { cause: error });
}

/** Throws what all recipients together come to. */
function checkAll({ refusals }: Progress, postponed: readonly DeliveryError[]): void {
  const failures = [...refusals, ...postponed];
  if (failures.length === 0) return;
  const remedy = postponed.length > 0 ? 'retry-message' : 'give-up';
  throw new DeliveryError(failures.map(({ message }) => message).join('; '), remedy);
}
