import { connect as open, type Socket } from 'node:net';
import type { AddressPolicy } from './address-policy.ts';

export interface ConnectOptions {
  readonly host: string;
  readonly port: number;
  /** Limit of resolving and connecting. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly addresses: AddressPolicy;
}

/**
 * Opens a TCP connection for a protocol other than HTTP, to an address that the policy allows. Throws
 * `InternalAddressError`, the system's errors, or the signal's reason.
 */
export async function connect(options: ConnectOptions): Promise<Socket> {
  const { addresses, host, port, signal, timeoutMs } = options;
  const refusal = addresses.refusal(host);
  if (refusal !== undefined) throw refusal;
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const socket = open({ host, port, lookup: addresses.lookup });
  try {
    return await connected(socket, limit);
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

function connected(socket: Socket, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    socket.once('error', reject);
    socket.once('connect', () => {
      signal.removeEventListener('abort', stop);
      socket.removeListener('error', reject);
      resolve(socket);
    });
  });
}
