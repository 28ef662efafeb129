import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';

/**
 * Ports on 127.0.0.1 that nothing listens on at this moment. The servers take a number, not a socket, so another
 * process may take one in between: whoever starts them tries again with others.
 */
export async function findFreePorts(count: number): Promise<number[]> {
  const listeners = await Promise.all(Array.from({ length: count }, () => listen()));
  const ports = listeners.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(listeners.map((server) => once(server.close(), 'close')));
  return ports;
}

async function listen() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
