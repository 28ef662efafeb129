import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';

import ssh2, { type ParsedKey, type PublicKeyAuthContext, type ServerChannel } from 'ssh2';

import { fromKeyObject } from '../ssh/private-key.ts';
import type { Repository } from '../repository/repository.ts';
import { advertise, readUploadRequest, upload } from '../server/upload-pack.ts';

/** A host key or a key of a client, made for one test. */
export interface TestKey {
  /** PEM, PKCS#8. */
  readonly pem: string;
  /** As the library reads it. */
  readonly text: string;
  readonly parsed: ParsedKey;
  /** `type base64`, as known_hosts and authorized_keys have it. */
  readonly line: string;
}

export type TestKeyType = 'ed25519' | 'p256' | 'p384' | 'p521' | 'rsa';

/** Generates a key pair. */
export function testKey(type: TestKeyType = 'ed25519'): TestKey {
  const pair =
    type === 'ed25519'
      ? generateKeyPairSync('ed25519')
      : type === 'rsa'
        ? generateKeyPairSync('rsa', { modulusLength: 2048 })
        : generateKeyPairSync('ec', { namedCurve: { p256: 'P-256', p384: 'P-384', p521: 'P-521' }[type] });
  const text = fromKeyObject(pair.privateKey);
  const parsed = ssh2.utils.parseKey(text);
  if (parsed instanceof Error) throw parsed;
  const pem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { pem, text, parsed, line: `${parsed.type} ${parsed.getPublicSSH().toString('base64')}` };
}

/** What a started command does with its channel. */
export type Command = (channel: ServerChannel, command: string) => void | Promise<void>;

export interface TestSshServerOptions {
  readonly hostKeys?: readonly TestKey[];
  /** Lines of authorized_keys: `type base64`. Read at each login. */
  readonly allowed: readonly string[];
  readonly command: Command;
  /** For what goes wrong on the wire. */
  readonly onConnection?: (socket: Socket) => void;
  readonly algorithms?: object;
}

/** An ssh server in this process. */
export interface TestSshServer {
  readonly port: number;
  readonly hostKey: TestKey;
  /** `[127.0.0.1]:port type base64` of each host key. */
  readonly knownHosts: string;
  /** Commands that were started, users that logged in, and all else that was asked for. */
  readonly commands: readonly string[];
  readonly users: readonly string[];
  readonly requests: readonly string[];
  close(): Promise<void>;
}

export async function startSshServer(options: TestSshServerOptions): Promise<TestSshServer> {
  const hostKeys = options.hostKeys ?? [testKey()];
  const commands: string[] = [];
  const users: string[] = [];
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  const server = new ssh2.Server(
    { hostKeys: hostKeys.map(({ text }) => text), algorithms: options.algorithms ?? {} },
    (client) => {
      client.on('error', () => undefined);
      client.on('authentication', (context) => {
        if (context.method !== 'publickey') {
          requests.push(`login by ${context.method}`);
          context.reject(['publickey']);
          return;
        }
        if (!isAllowed(options.allowed, context)) {
          context.reject(['publickey']);
          return;
        }
        if (context.signature !== undefined) users.push(context.username);
        context.accept();
      });
      client.on('request', (_accept, _reject, name) => requests.push(name));
      client.on('session', (accept) => {
        const session = accept();
        for (const name of ['pty', 'shell', 'subsystem', 'x11', 'auth-agent'] as const)
          session.on(name, () => requests.push(name));
        session.on('env', (acceptEnv) => acceptEnv?.());
        session.on('exec', (acceptExec, _rejectExec, { command }) => {
          commands.push(command);
          const channel = acceptExec();
          Promise.resolve(options.command(channel, command)).catch(() => channel.close());
        });
      });
    },
  );
  // The library's server is a net.Server at heart; this is its only way to the sockets.
  const inner = (server as unknown as { readonly _srv: Server })._srv;
  inner.on('connection', (socket: Socket) => {
    sockets.add(socket.setNoDelay(true));
    socket.once('close', () => sockets.delete(socket));
    options.onConnection?.(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    hostKey: hostKeys[0] as TestKey,
    knownHosts: hostKeys.map(({ line }) => `[127.0.0.1]:${String(port)} ${line}\n`).join(''),
    commands,
    users,
    requests,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Whether a login is by one of the keys; a first question without a signature asks for just that. */
function isAllowed(lines: readonly string[], { key, signature, blob, hashAlgo }: PublicKeyAuthContext): boolean {
  const line = lines.find((each) => each === `${key.algo} ${key.data.toString('base64')}`);
  const parsed = line === undefined ? undefined : ssh2.utils.parseKey(line);
  if (parsed === undefined || parsed instanceof Error) return false;
  return signature === undefined || parsed.verify(blob ?? Buffer.alloc(0), signature, hashAlgo);
}

/** Speaks git's older protocol for reading a repository. */
export function uploadPackOf(repository: Repository): Command {
  return async (channel) => {
    // The mark of smart HTTP stands in front of it.
    channel.write((await advertise(repository)).subarray('001e# service=git-upload-pack\n0000'.length));
    const request = await readUploadRequest(untilDone(channel));
    if (request.wants.length > 0) for await (const part of upload(repository, request)) channel.write(part);
    channel.exit(0);
    channel.end();
  };
}

/** A request over ssh ends with `done`, or with a flush packet when nothing is wanted. */
async function* untilDone(channel: ServerChannel): AsyncGenerator<Uint8Array, void, undefined> {
  let text = '';
  for await (const chunk of channel.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    yield chunk;
    text += chunk.toString('latin1');
    if (text.endsWith('0009done\n') || text === '0000') return;
  }
}
