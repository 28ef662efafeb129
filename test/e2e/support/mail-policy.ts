import { createServer, type AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** Says what is done with a recipient: an action of postfix's access tables, such as `451 4.7.1 come later`. */
export type Judge = (recipient: string) => string;

/** A service of postfix's policy protocol on loopback; gives its port. Closed with its test. */
export async function serveMailPolicy(judge: Judge): Promise<number> {
  const server = createServer((socket) => {
    let received = '';
    socket.setEncoding('utf8');
    socket.on('error', () => socket.destroy());
    socket.on('data', (text: string) => {
      received += text;
      for (let end = received.indexOf('\n\n'); end >= 0; end = received.indexOf('\n\n')) {
        const recipient = /^recipient=(.*)$/m.exec(received.slice(0, end))?.[1] ?? '';
        received = received.slice(end + 2);
        socket.write(`action=${judge(recipient)}\n\n`);
      }
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.close();
  });
  return (server.address() as AddressInfo).port;
}
