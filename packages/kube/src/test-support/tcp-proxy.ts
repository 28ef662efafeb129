import { createServer, connect, type AddressInfo, type Socket } from 'node:net';

/** Stands between a client and a server, and breaks what passes. */
export interface TcpProxy {
  readonly url: string;
  /** Cuts every connection; new ones pass. */
  cut(): void;
  /** Connections that stand go on standing, and nothing passes on them any more. New ones pass. */
  hold(): void;
  /** Refuses connections, until `listen`. */
  refuse(): Promise<void>;
  listen(): Promise<void>;
  close(): Promise<void>;
}

export async function startTcpProxy(target: string): Promise<TcpProxy> {
  const { hostname, port } = new URL(target);
  const pairs = new Set<{ readonly inner: Socket; readonly outer: Socket; held: boolean }>();
  let own = 0;
  const server = createServer((outer) => {
    const inner = connect(Number(port), hostname);
    const pair = { inner, outer, held: false };
    pairs.add(pair);
    for (const [from, to] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      // What is held is lost: the connection looks alive and carries nothing.
      from.on('data', (chunk: Buffer) => {
        if (!pair.held) to.write(chunk);
      });
      from.on('error', () => to.destroy());
      from.on('close', () => {
        if (!pair.held) to.destroy();
        pairs.delete(pair);
      });
    }
  });
  const listen = (): Promise<void> =>
    new Promise((resolve) => {
      server.listen(own, '127.0.0.1', () => {
        own = (server.address() as AddressInfo).port;
        resolve();
      });
    });
  const cut = (): void => {
    for (const { inner, outer } of pairs) {
      inner.destroy();
      outer.destroy();
    }
  };
  const refuse = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => {
        resolve();
      });
      cut();
    });
  await listen();
  return {
    get url() {
      return `http://127.0.0.1:${String(own)}`;
    },
    cut,
    hold: () => {
      for (const pair of pairs) pair.held = true;
    },
    refuse,
    listen,
    close: refuse,
  };
}
