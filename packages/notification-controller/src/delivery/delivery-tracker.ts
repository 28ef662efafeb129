import { deliveringCondition } from '@sluice/api';
import { formatTime } from '@sluice/core';
import type { DeliveryError } from './delivery-error.ts';
import type { Message } from './delivery-reports.ts';
import type { Verdict } from './status-book.ts';

/** What became of the messages of one Alert, or to one Provider: enough to say it in a condition. */
export class DeliveryTracker {
  /** Messages that failed, or wait behind one that did; oldest first. */
  readonly #overdue = new Set<Message>();
  #problem = '';
  #lost: string | undefined;

  postponed(message: Message, error: DeliveryError): void {
    this.#overdue.add(message);
    this.#problem = error.message;
  }

  delivered(message: Message): void {
    this.#overdue.delete(message);
    this.#lost = undefined;
  }

  givenUp(message: Message, error: DeliveryError): void {
    this.#overdue.delete(message);
    this.#lost = `given up, the message of ${message.about}: ${error.message}`;
  }

  /** The same words as long as the same is true: no counts and no times that pass. */
  verdict(): Verdict {
    const [oldest] = this.#overdue;
    if (oldest !== undefined) {
      const message = `not delivered since ${formatTime(oldest.at)}, first of ${oldest.about}: ${this.#problem}`;
      return { type: deliveringCondition, status: 'False', reason: 'DeliveryFailed', message };
    }
    if (this.#lost !== undefined)
      return { type: deliveringCondition, status: 'False', reason: 'DeliveryGivenUp', message: this.#lost };
    return { type: deliveringCondition, status: 'True', reason: 'Delivered', message: 'messages are delivered' };
  }
}
