import type { IncomingMessage } from 'node:http';

import { BodyTooLargeError } from './errors.ts';

interface BodyLimits {
  readonly url: URL;
  readonly maxBytes: number;
  readonly end: () => void;
  readonly failure: (cause: Error, url: URL) => Error;
}

/** The body's chunks; stops the exchange at the first byte beyond the limit, and ends the deadline when it is over. */
export async function* limitBody(
  message: IncomingMessage,
  limits: BodyLimits,
): AsyncGenerator<Uint8Array, void, undefined> {
  let received = 0;
  try {
    if (Number(message.headers['content-length'] ?? 0) > limits.maxBytes)
      throw new BodyTooLargeError(limits.url, limits.maxBytes);
    for await (const chunk of message as AsyncIterable<Buffer>) {
      received += chunk.length;
      if (received > limits.maxBytes) throw new BodyTooLargeError(limits.url, limits.maxBytes);
      yield chunk;
    }
  } catch (error) {
    throw limits.failure(error as Error, limits.url);
  } finally {
    limits.end();
    message.destroy();
  }
}
