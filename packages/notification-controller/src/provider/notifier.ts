import type { Event } from '../event/event.ts';
import type { MessageText } from './message-text.ts';
import type { Target } from './target.ts';

/** One event for one target, its metadata merged. */
export interface Notification {
  readonly event: Event;
  /** The same for every try, also after a restart. */
  readonly idempotencyKey: string;
  readonly alert: { readonly namespace: string; readonly name: string };
  /** The Alert as it is stored, for expressions. */
  readonly alertObject: unknown;
  /** What a notifier remembers between tries of this notification; lost at a restart. */
  readonly memo: Map<string, unknown>;
}

/** How one type of Provider sends. One folder each: `notifier.ts` and, where there is one, `payload.ts`. */
export interface Notifier {
  /** Takes updates of commit statuses; only these types get them. */
  readonly takesCommitStatus?: 'only' | 'also';
  /** The message as people would read it; the event itself where absent. */
  readonly preview?: (event: Event, target: Pick<Target, 'channel' | 'username'>) => MessageText;
  /** Sends. Throws `DeliveryError`. */
  send(notification: Notification, target: Target, signal: AbortSignal): Promise<void>;
}
