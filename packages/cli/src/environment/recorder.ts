import type { Destination, Outgoing } from '@sluice/notification-controller';

/** A message that an alert would have sent, and what came of sending it elsewhere. */
export interface RecordedMessage {
  readonly outgoing: Outgoing;
  /** Absent where nothing is sent. */
  readonly sent?: { readonly failure: string | undefined; readonly tookMs: number };
}

/** More than anybody reads; older ones go. */
const mostMessages = 1000;

/** Takes the messages of alerts in place of the services that they are for. With a destination each is sent there. */
export class Recorder {
  readonly #messages: RecordedMessage[] = [];
  readonly #listeners = new Set<(message: RecordedMessage) => void>();
  readonly #destination: Destination | undefined;

  constructor(destination?: Destination) {
    this.#destination = destination;
  }

  get messages(): readonly RecordedMessage[] {
    return this.#messages;
  }

  readonly deliver = async (outgoing: Outgoing, signal: AbortSignal): Promise<void> => {
    const message =
      this.#destination === undefined || outgoing.refusal !== undefined
        ? { outgoing }
        : { outgoing, sent: await send(outgoing, this.#destination, signal) };
    this.#messages.push(message);
    if (this.#messages.length > mostMessages) this.#messages.shift();
    for (const listener of this.#listeners) listener(message);
  };

  /** Called with every new message, until what it returns is called. */
  onMessage(listener: (message: RecordedMessage) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** The messages that are meant, once there are so many. Rejects with the signal's reason when it aborts. */
  until(
    count: number,
    isMeant: (message: RecordedMessage) => boolean,
    signal: AbortSignal,
  ): Promise<RecordedMessage[]> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = this.#messages.filter(isMeant);
        if (found.length < count) return;
        end();
        resolve(found);
      };
      const abort = (): void => {
        end();
        reject(signal.reason as Error);
      };
      const stop = this.onMessage(look);
      const end = (): void => {
        stop();
        signal.removeEventListener('abort', abort);
      };
      signal.addEventListener('abort', abort, { once: true });
      if (signal.aborted) abort();
      else look();
    });
  }
}

/** What is not taken is told, and no more: the message itself is shown all the same. */
async function send(
  outgoing: Outgoing,
  destination: Destination,
  signal: AbortSignal,
): Promise<NonNullable<RecordedMessage['sent']>> {
  const begun = performance.now();
  const failure = await outgoing.sendTo(destination, signal).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  return { failure, tookMs: performance.now() - begun };
}
