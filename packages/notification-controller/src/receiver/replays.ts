import { createHash } from 'node:crypto';
import type { ReceiverType } from '@sluice/api';
import { RateLimiter } from '../event/rate-limiter.ts';
import type { WebRequest } from '../http/serve.ts';

const rememberMs = 5 * 60_000;

/** Headers that name one delivery. */
const deliveryHeaders: Readonly<Partial<Record<ReceiverType, string>>> = {
  github: 'x-github-delivery',
  gitlab: 'x-gitlab-event-uuid',
  bitbucket: 'x-request-id',
  cdevents: 'ce-id',
};

/** Senders of their users, which may well say the same twice. */
const free: readonly ReceiverType[] = ['generic', 'generic-hmac'];

/**
 * Knows the requests of the last five minutes again: by the id that the sender gave the delivery, and by its body, since
 * the id is not signed. What is free to say the same twice is never known again.
 */
export class Replays {
  readonly #seen = new RateLimiter(rememberMs);

  /** Takes the request as seen; false where it was before. */
  take(receiver: { readonly uid: string; readonly type: ReceiverType }, request: WebRequest, now: number): boolean {
    const taken: string[] = [];
    for (const key of keysOf(receiver, request)) {
      if (!this.#seen.take(key, now).ok) {
        for (const each of taken) this.#seen.release(each);
        return false;
      }
      taken.push(key);
    }
    return true;
  }

  /** The request came to nothing: it may come again. */
  release(receiver: { readonly uid: string; readonly type: ReceiverType }, request: WebRequest): void {
    for (const key of keysOf(receiver, request)) this.#seen.release(key);
  }
}

function keysOf({ uid, type }: { readonly uid: string; readonly type: ReceiverType }, request: WebRequest): string[] {
  if (free.includes(type)) return [];
  const header = deliveryHeaders[type];
  const id = header === undefined ? undefined : request.headers[header];
  const body = createHash('sha256').update(request.body).digest('hex');
  return [
    ...(request.body.length === 0 ? [] : [`${uid} body ${body}`]),
    ...(typeof id === 'string' && id !== '' ? [`${uid} id ${id.slice(0, 200)}`] : []),
  ];
}
