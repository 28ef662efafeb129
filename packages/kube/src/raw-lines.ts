import { ApiError, ConnectionError } from './api-error.ts';
import type { RequestOptions } from './client.ts';
import type { Session } from './session.ts';
import { splitLines } from './split-lines.ts';

const maxLineBytes = 1024 * 1024;

/** The lines of an answer that streams. Throws `ApiError` for a refusal, `ConnectionError` when the connection breaks. */
export async function* rawLines(
  session: Session,
  path: string,
  options: RequestOptions & { readonly impersonate?: string | undefined },
): AsyncGenerator<string> {
  const { signal, timeoutMs, impersonate } = options;
  const call = {
    call: 'get raw',
    method: 'GET',
    path,
    impersonate,
    signal,
    timeoutMs,
    writes: false,
    idempotent: true,
  };
  const message = await session.stream(call);
  const abort = (): void => {
    message.destroy();
  };
  signal?.addEventListener('abort', abort, { once: true });
  try {
    for await (const line of splitLines(message, maxLineBytes)) yield line.toString('utf8');
  } catch (error) {
    if (signal?.aborted === true) throw signal.reason;
    if (error instanceof ApiError || error instanceof ConnectionError) throw error;
    throw new ConnectionError('the stream broke', 'ECONNRESET', `GET ${path}`, { cause: error });
  } finally {
    signal?.removeEventListener('abort', abort);
    message.destroy();
  }
}
