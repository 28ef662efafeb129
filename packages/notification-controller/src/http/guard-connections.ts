import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Keeps room for whoever has a request to make: of the connections that have not sent a whole request, only so many may
 * wait; one more closes the oldest of them. So many slow senders hold up one another alone.
 */
export function guardConnections(server: Server, mostWaiting: number): void {
  const waiting = new Set<Socket>();
  const wait = (socket: Socket): void => {
    waiting.add(socket);
    const [oldest] = waiting;
    if (waiting.size > mostWaiting) oldest?.destroy();
  };
  server.on('connection', (socket: Socket) => {
    socket.once('close', () => waiting.delete(socket));
    wait(socket);
  });
  server.on('request', (request, response) => {
    const { socket } = request;
    request.once('end', () => waiting.delete(socket));
    response.once('finish', () => {
      if (!socket.destroyed) wait(socket);
    });
  });
}
