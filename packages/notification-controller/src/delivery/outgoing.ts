import type { Provider } from '@sluice/api';
import type { Event } from '../event/event.ts';
import type { Notification } from '../provider/notifier.ts';
import { notifiers } from '../provider/notifiers.ts';
import { type Preview, previewOf } from '../provider/preview.ts';
import { fixedTarget, unsupportedByProvider } from '../provider/resolve-target.ts';

/** A message that an Alert would send. */
export interface Outgoing {
  readonly alert: { readonly namespace: string; readonly name: string };
  readonly provider: Provider;
  readonly event: Event;
  readonly preview: Preview;
  /** Why the Provider cannot be used; undefined for one that can, as far as is known without its Secrets. */
  readonly refusal: string | undefined;
  /** Sends it to another place than the Provider's. Throws `DeliveryError`, whose text holds no secret. */
  sendTo(destination: Destination, signal: AbortSignal): Promise<void>;
}

/** Takes messages instead of the services of their Providers: nothing is sent, and no Secret is read. */
export type Deliver = (message: Outgoing, signal: AbortSignal) => Promise<void>;

/** A place that messages can be sent to without a Provider. */
export interface Destination {
  /** `slack` is an incoming webhook. */
  readonly type: 'slack' | 'email';
  readonly address: string;
  /** Recipients of mails, with commas between them. */
  readonly channel: string;
  /** `from`, `username` and `password`, as a Provider's Secret has them. */
  readonly secret: ReadonlyMap<string, string>;
}

/** The message of a notification through a Provider. */
export function outgoingOf(provider: Provider, notification: Notification): Outgoing {
  const { alert, event } = notification;
  return {
    alert,
    provider,
    event,
    preview: previewOf(provider, event),
    refusal: unsupportedByProvider(provider),
    sendTo: async ({ type, address, channel, secret }, signal) => {
      await notifiers.get(type)?.send(notification, fixedTarget({ type, address, channel }, secret), signal);
    },
  };
}
