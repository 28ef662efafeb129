import type { Socket } from 'node:net';
import { callbackify } from 'node:util';
import { connect } from '@sluice/net';
import type { Target } from '../target.ts';
import type { MailServer } from './mail-server.ts';

/** The option of the library by which connections are made for it. */
export interface SocketOptions {
  readonly getSocket?: (
    options: unknown,
    done: (error: Error | null, socket?: { readonly connection: Socket }) => void,
  ) => void;
}

/** The library connects where it likes; under a policy it is given the connection. */
export function checkedSocket(
  { host, port }: MailServer,
  { addresses, timeoutMs }: Target,
  signal: AbortSignal,
): SocketOptions {
  if (addresses === undefined) return {};
  return {
    getSocket: (_options, done) => {
      const open = async () => ({ connection: await connect({ host, port, timeoutMs, signal, addresses }) });
      callbackify(open)(done);
    },
  };
}
