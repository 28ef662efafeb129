import { Alert, Provider } from '@sluice/api';
import type { DeliveryError } from './delivery-error.ts';
import { DeliveryTracker } from './delivery-tracker.ts';
import type { StatusBook, StatusSubject } from './status-book.ts';

/** A message as reports name it; the same object for all its tries. */
export interface Message {
  /** Wall time of the event's acceptance. */
  readonly at: number;
  /** The object of the event: `Kustomization/apps/shop`. */
  readonly about: string;
  readonly namespace: string;
  readonly alert: string;
  readonly provider: string;
}

/** Keeps what becomes of messages, and has it written to the conditions of their Alerts and Providers. */
export class DeliveryReports {
  readonly #book: StatusBook;
  readonly #trackers = new Map<string, { readonly subject: StatusSubject; readonly tracker: DeliveryTracker }>();

  constructor(book: StatusBook) {
    this.#book = book;
  }

  /** The first of them failed, and they all wait for its next try. */
  postponed(messages: readonly Message[], error: DeliveryError): void {
    const touched = new Set(messages.flatMap((message) => this.#of(message)));
    for (const message of messages) for (const { tracker } of this.#of(message)) tracker.postponed(message, error);
    this.#note(touched);
  }

  delivered(message: Message): void {
    for (const { tracker } of this.#of(message)) tracker.delivered(message);
    this.#note(this.#of(message));
  }

  givenUp(message: Message, error: DeliveryError): void {
    for (const { tracker } of this.#of(message)) tracker.givenUp(message, error);
    this.#note(this.#of(message));
  }

  #note(touched: Iterable<{ readonly subject: StatusSubject; readonly tracker: DeliveryTracker }>): void {
    for (const { subject, tracker } of touched) this.#book.note(subject, tracker.verdict());
  }

  #of({ namespace, alert, provider }: Message) {
    return [this.#open(Alert.type, namespace, alert), this.#open(Provider.type, namespace, provider)];
  }

  #open(type: StatusSubject['type'], namespace: string, name: string) {
    const key = `${type.kind}/${namespace}/${name}`;
    const known = this.#trackers.get(key) ?? {
      subject: { type, namespace, name },
      tracker: new DeliveryTracker(),
    };
    this.#trackers.set(key, known);
    return known;
  }
}
