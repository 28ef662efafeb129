import { leftMsOf, type Patience } from '../remote/transport.ts';
import { seconds, type SshConnection } from './ssh-connection.ts';

/** How long a part of the work on a connection may take. */
export interface Limits {
  readonly patience: Patience;
  /** Of this part, if that is less than what is left of the whole. */
  readonly partMs?: number;
  readonly silenceMs: number;
}

/** Runs a part of the work under the deadline, the limit of silence and the signal: each of them ends the connection. */
export async function during<T>(connection: SshConnection, limits: Limits, work: () => Promise<T>): Promise<T> {
  const { signal } = limits.patience;
  const leftMs = Math.min(limits.partMs ?? Infinity, leftMsOf(limits.patience));
  const abort = (): void => {
    connection.fail(signal?.reason as Error);
  };
  const timer = setTimeout(() => {
    connection.late(`no complete answer within ${seconds(leftMs)}`);
  }, leftMs);
  connection.watchSilence(limits.silenceMs);
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted === true) abort();
  try {
    return await Promise.race([work(), connection.failed]);
  } catch (error) {
    connection.fail(error as Error);
    throw error;
  } finally {
    clearTimeout(timer);
    connection.watchSilence(0);
    signal?.removeEventListener('abort', abort);
  }
}
