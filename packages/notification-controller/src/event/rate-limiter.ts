import { createHash } from 'node:crypto';
import { type Event, groupOf } from './event.ts';

const maxKeys = 100_000;

/** What makes two events the same: object, message and revision, as upstream counts. */
export function dedupeKeyOf({ involvedObject, message, metadata }: Event): string {
  const parts = ['event', `name=${involvedObject.name}`, `namespace=${involvedObject.namespace}`];
  parts.push(`kind=${involvedObject.kind}`, `message=${message}`);
  const group = groupOf(involvedObject);
  for (const name of ['originRevision', 'revision', 'token']) {
    const value = metadata[`${group}/${name}`];
    if (value !== undefined) parts.push(`${name}=${value}`);
  }
  return createHash('sha256').update(parts.join('/')).digest('hex');
}

/** Lets each key pass once per interval. Remembers a bounded number of keys, the latest ones. */
export class RateLimiter {
  readonly #intervalMs: number;
  /** Ends of the intervals; in order, since all are equally long. */
  readonly #until = new Map<string, number>();

  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
  }

  /** Takes the key's turn; says when the next one is where it is taken already. */
  take(key: string, now: number): { readonly ok: true } | { readonly ok: false; readonly until: number } {
    this.#sweep(now);
    const until = this.#until.get(key);
    if (until !== undefined && until > now) return { ok: false, until };
    this.restore(key, now);
    return { ok: true };
  }

  /** Marks a key as taken at that time. */
  restore(key: string, at: number): void {
    this.#until.delete(key);
    if (this.#intervalMs > 0) this.#until.set(key, at + this.#intervalMs);
  }

  /** Gives a turn back that came to nothing. */
  release(key: string): void {
    this.#until.delete(key);
  }

  #sweep(now: number): void {
    for (const [key, until] of this.#until) {
      if (until > now && this.#until.size <= maxKeys) return;
      this.#until.delete(key);
    }
  }
}
