import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

import { denyInternalAddresses } from '@sluice/net';
import type { Connection, ServerChannel } from 'ssh2';
import { afterEach, describe, expect, it } from 'vitest';

import { defaultLimits } from '../limits.ts';
import { openTransport } from '../remote/open-transport.ts';
import { patienceOf } from '../remote/transport.ts';
import { openMemoryRepository } from '../repository/memory-repository.ts';
import type { MemoryRepository } from '../repository/repository.ts';
import { type FetchRevisionRequest, openGitStore } from '../store/git-store.ts';
import {
  type Command,
  startSshServer,
  testKey,
  type TestKeyType,
  type TestSshServer,
  type TestSshServerOptions,
  uploadPackOf,
} from '../testing/ssh-server.ts';
import { encodePacket, flushPacket } from '../wire/pkt-line.ts';
import { fingerprintOf } from './host-key.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const key = testKey();

async function repositoryOf(files: Record<string, string>): Promise<MemoryRepository> {
  const repository = openMemoryRepository();
  await repository.commit({ files: new Map(Object.entries(files)), message: 'Add files' });
  return repository;
}

async function serve(command: Command, options: Partial<TestSshServerOptions> = {}): Promise<TestSshServer> {
  const server = await startSshServer({ allowed: [key.line], command, ...options });
  closers.push(() => server.close());
  return server;
}

type ServerOf = Pick<TestSshServer, 'port' | 'knownHosts'>;

function requestTo(server: ServerOf, more: Partial<FetchRevisionRequest> = {}): FetchRevisionRequest {
  return {
    url: `ssh://git@127.0.0.1:${String(server.port)}/org/repository.git`,
    ref: { branch: 'main' },
    auth: { kind: 'ssh', identity: key.pem, knownHosts: server.knownHosts },
    timeoutMs: 10_000,
    ...more,
  };
}

async function failureOf(request: FetchRevisionRequest, store = openGitStore()): Promise<Error & { code?: string }> {
  const error = await store.fetchRevision(request).then(
    () => new Error('nothing failed'),
    (thrown: unknown) => thrown as Error,
  );
  expect(String(error)).not.toContain('CANARY');
  expect(String(error)).not.toContain('PRIVATE KEY');
  expect(error.message.length).toBeLessThan(500);
  return error;
}

/** A server that is no ssh server: what it does with a socket is all it does. */
async function listen(onSocket: (socket: Socket) => void): Promise<ServerOf> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined).resume();
    onSocket(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(async () => {
    server.close();
    await once(server, 'close');
  });
  const { port } = server.address() as AddressInfo;
  return { port, knownHosts: `[127.0.0.1]:${String(port)} ${testKey().line}` };
}

describe('where addresses are limited', () => {
  it.each(['127.0.0.1', 'localhost', '0x7f.1', '[::ffff:127.0.0.1]'])('%s is not connected to', async (host) => {
    const repository = await repositoryOf({ a: '1' });
    let connections = 0;
    const server = await serve(uploadPackOf(repository));
    const listener = createServer((socket) => {
      connections++;
      socket.destroy();
    }).listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const { port } = listener.address() as AddressInfo;
    const store = openGitStore({ addresses: denyInternalAddresses() });
    const request = requestTo(server, { url: `ssh://git@${host}:${String(port)}/org/repository.git` });
    await expect(store.fetchRevision(request)).rejects.toThrow('where requests are not allowed');
    listener.close();
    expect(connections).toBe(0);
    const allowing = openGitStore({ addresses: denyInternalAddresses({ allowed: ['127.0.0.1'] }) });
    expect((await allowing.fetchRevision(requestTo(server))).kind).toBe('fetched');
  });
});

describe('a repository over ssh', () => {
  it('is fetched on one connection, with one command and nothing else', async () => {
    let connections = 0;
    const command = uploadPackOf(await repositoryOf({ 'a/b.yaml': 'x: 1\n', c: '2' }));
    const server = await serve(command, { onConnection: () => connections++ });
    const result = await openGitStore().fetchRevision(requestTo(server));
    if (result.kind !== 'fetched') throw new Error('unchanged');
    expect(result.snapshot.entries.map(({ path }) => path)).toEqual(['a', 'a/b.yaml', 'c']);
    expect(server.commands).toEqual(["git-upload-pack '/org/repository.git'"]);
    expect(server.users).toEqual(['git']);
    expect(server.requests).toEqual([]);
    expect(connections).toBe(1);
  });

  it.each<[TestKeyType, TestKeyType]>([
    ['ed25519', 'p256'],
    ['p256', 'p384'],
    ['p384', 'p521'],
    ['p521', 'rsa'],
    ['rsa', 'ed25519'],
  ])('is fetched with a key of type %s from a host with one of type %s', async (client, host) => {
    const identity = testKey(client);
    const command = uploadPackOf(await repositoryOf({ a: '1' }));
    const server = await serve(command, { allowed: [identity.line], hostKeys: [testKey(host)] });
    const request = requestTo(server, {
      auth: { kind: 'ssh', identity: identity.pem, knownHosts: server.knownHosts },
    });
    expect(await openGitStore().fetchRevision(request)).toMatchObject({ kind: 'fetched' });
  });

  it('asks for the kind of host key that is known, when the host has several', async () => {
    const hostKeys = [testKey('ed25519'), testKey('rsa'), testKey('p256')];
    const server = await serve(uploadPackOf(await repositoryOf({ a: '1' })), { hostKeys });
    for (const line of server.knownHosts.trim().split('\n')) {
      const request = requestTo(server, { auth: { kind: 'ssh', identity: key.pem, knownHosts: line } });
      expect(await openGitStore().fetchRevision(request)).toMatchObject({ kind: 'fetched' });
    }
  });

  it('is asked again on a new connection when the server has ended the old one', async () => {
    const server = await serve(uploadPackOf(await repositoryOf({ a: '1' })));
    const store = openGitStore({ cacheBytes: 0 });
    await store.fetchRevision(requestTo(server));
    await store.fetchRevision(requestTo(server));
    expect(server.commands).toHaveLength(2);
  });

  it('is not read without a key, and not by a password or prompt', async () => {
    const server = await serve(uploadPackOf(await repositoryOf({ a: '1' })));
    expect(await failureOf(requestTo(server, { auth: undefined }))).toMatchObject({ code: 'AuthenticationFailed' });
    const basic = { kind: 'basic', username: 'git', password: 'CANARY' } as const;
    expect((await failureOf(requestTo(server, { auth: basic }))).message).toContain('needs a private key');
    expect(server.requests).toEqual([]);
  });
});

describe('a host key that', () => {
  it('is unknown, changed or revoked is refused before the login, naming host and fingerprints', async () => {
    const server = await serve(uploadPackOf(await repositoryOf({ a: '1' })));
    const name = `[127.0.0.1]:${String(server.port)}`;
    const shown = fingerprintOf(server.hostKey.parsed.getPublicSSH());
    const old = testKey();
    const message = async (knownHosts: string): Promise<string> => {
      const request = requestTo(server, { auth: { kind: 'ssh', identity: key.pem, knownHosts } });
      const failure = await failureOf(request);
      expect(failure.code).toBe('HostKeyRefused');
      return failure.message;
    };
    expect(await message(`other ${server.hostKey.line}`)).toBe(
      `known_hosts has no key of ${name}: the server shows ssh-ed25519 ${shown}`,
    );
    expect(await message(`${name} ${old.line}`)).toBe(
      `the host key of ${name} is not the one in known_hosts: the server shows ssh-ed25519 ${shown}, ` +
        `known_hosts has ssh-ed25519 ${fingerprintOf(old.parsed.getPublicSSH())}`,
    );
    expect(await message(`${name} ${testKey('rsa').line}`)).toContain('is not the one in known_hosts');
    expect(await message(`${server.knownHosts}@revoked ${name} ${server.hostKey.line}`)).toContain(
      'is revoked by line 2',
    );
    expect(server.users).toEqual([]);
  });

  it('is known, but not in the way that was asked for, is refused', async () => {
    const server = await serve(uploadPackOf(await repositoryOf({ a: '1' })));
    const store = openGitStore({ ssh: { hostKey: ['rsa-sha2-512'] } });
    expect((await failureOf(requestTo(server), store)).message).toContain('no matching host key');
    expect(
      (await failureOf(requestTo(server), openGitStore({ ssh: { kex: ['diffie-hellman-group18-sha512'] } }))).message,
    ).toContain('nothing');
  });
});

describe('credentials that', () => {
  const known = `h ${key.line}`;

  it.each([
    ['lack known_hosts', { identity: key.pem, knownHosts: '' }, 'known_hosts cannot be used: it has no host'],
    ['have damaged known_hosts', { identity: key.pem, knownHosts: 'h x' }, 'known_hosts cannot be used: line 1'],
    [
      'have no key',
      { identity: 'CANARY', knownHosts: known },
      'the private key cannot be used: it is not a private key',
    ],
  ])('%s are refused without a connection', async (_, auth, message) => {
    const failure = await failureOf(requestTo({ port: 1, knownHosts: '' }, { auth: { kind: 'ssh', ...auth } }));
    expect(failure).toMatchObject({ code: 'AuthenticationFailed' });
    expect(failure.message).toContain(message);
  });

  it('the server does not accept are named by their fingerprint', async () => {
    const server = await serve(uploadPackOf(await repositoryOf({ a: '1' })), { allowed: [testKey().line] });
    const failure = await failureOf(requestTo(server));
    expect(failure).toMatchObject({ code: 'AuthenticationFailed' });
    expect(failure.message).toContain(
      `does not accept the key ssh-ed25519 ${fingerprintOf(key.parsed.getPublicSSH())}`,
    );
  });
});

function saying(text: string, code = 128): Command {
  return (channel) => {
    channel.stderr.write(text);
    channel.exit(code);
    channel.end();
  };
}

describe('an ssh server that', () => {
  it.each<[string, string, string, Command]>([
    [
      'has no such repository',
      'RepositoryNotFound',
      "said: fatal: 'x' does not appear to be a git repository",
      saying("fatal: 'x' does not appear to be a git repository\n"),
    ],
    [
      'says so as GitHub does',
      'RepositoryNotFound',
      'ERROR: Repository not found.',
      saying('ERROR: Repository not found.\n', 1),
    ],
    [
      'denies the repository',
      'AccessDenied',
      'Permission to o/r.git denied',
      saying('ERROR: Permission to o/r.git denied to deploy key\n', 1),
    ],
    ['ends the service', 'Unreachable', 'said nothing', saying('')],
    ['says much before it ends', 'Unreachable', 'xxxx', saying('x'.repeat(100_000))],
    ['says what steers a terminal', 'Unreachable', 'said: [31m red)', saying('\x1b[31m\r\n red')],
    ['ends well without an answer', 'UnexpectedContent', 'is empty', saying('', 0)],
    ['does not speak git', 'UnexpectedContent', "not git's protocol", (channel) => void channel.write('hello world')],
    [
      'stops in a packet',
      'UnexpectedContent',
      'ends in the middle',
      (channel) => {
        channel.write('0010abc');
        channel.exit(0);
        channel.end();
      },
    ],
    [
      'says an error in git',
      'Unreachable',
      'the server refused: go away',
      (channel) => void channel.write(encodePacket('ERR go away')),
    ],
  ])('%s fails as %s', async (_, code, message, command) => {
    const failure = await failureOf(requestTo(await serve(command)));
    expect(failure.message).toContain(message);
    expect(failure.code).toBe(code);
  });

  it('is none fails by name', async () => {
    const http = await listen((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    expect(await failureOf(requestTo(http))).toMatchObject({ code: 'UnexpectedContent' });
    const mute = await listen((socket) => socket.end());
    expect((await failureOf(requestTo(mute))).message).toMatch(/does not speak ssh|connection closed by the server/);
    const endless = await listen((socket) => {
      const timer = setInterval(() => socket.write('x'.repeat(10_000)), 1);
      socket.on('close', () => clearInterval(timer));
    });
    expect((await failureOf(requestTo(endless))).message).toContain('does not speak ssh');
  });

  it('is not there fails by name', async () => {
    const failure = await failureOf(requestTo({ port: 1, knownHosts: `h ${key.line}` }));
    expect(failure).toMatchObject({ code: 'Unreachable' });
    expect(failure.message).toBe('connection refused: ssh://127.0.0.1:1/org/repository.git');
  });

  it('says nothing ends at the deadline, with the phase in its message', async () => {
    const silent = await listen(() => undefined);
    const failure = await failureOf(requestTo(silent, { timeoutMs: 150 }));
    expect(failure).toMatchObject({ code: 'Unreachable' });
    expect(failure.message).toMatch(
      /^no complete answer within 0\.1\d* s during the ssh handshake with \[127\.0\.0\.1\]:\d+$/,
    );
    const hung = await serve(() => undefined);
    expect((await failureOf(requestTo(hung, { timeoutMs: 700 }))).message).toContain('during the git service with');
    const trickling = await serve((channel) => {
      channel.write('ff00');
      const timer = setInterval(() => channel.write('0'), 5);
      channel.on('close', () => clearInterval(timer));
    });
    expect((await failureOf(requestTo(trickling, { timeoutMs: 700 }))).message).toContain('no complete answer within');
  });

  it('falls silent ends long before the deadline', async () => {
    const server = await serve((channel) => void channel.write('00'));
    const { url, auth } = requestTo(server);
    const transport = openTransport({ url, auth, limits: defaultLimits, silenceMs: 100 }, 'git-upload-pack');
    const read = transport.advertise(patienceOf(60_000, undefined), async (packets) => {
      for await (const packet of packets) return packet;
      return undefined;
    });
    await expect(read).rejects.toThrow('nothing was heard for 0.1 s during the git service');
  });

  it('answers without end is cut at the limits', async () => {
    const endless: Command = (channel) => {
      const lines = Buffer.concat(
        Array.from({ length: 500 }, (_, index) => encodePacket(`${'a'.repeat(40)} refs/heads/b${String(index)}\n`)),
      );
      const timer = setInterval(() => channel.write(lines), 1);
      channel.on('close', () => clearInterval(timer));
    };
    const server = await serve(endless);
    const store = openGitStore({ limits: { refs: 5000 } });
    expect(await failureOf(requestTo(server), store)).toMatchObject({ code: 'LimitExceeded' });
    const small = openGitStore({ limits: { advertisementBytes: 100_000 } });
    expect((await failureOf(requestTo(server), small)).message).toContain('larger than the limit');
    const loud = await serve((channel) => {
      const timer = setInterval(() => channel.stderr.write('x'.repeat(10_000)), 1);
      channel.on('close', () => clearInterval(timer));
    });
    expect((await failureOf(requestTo(loud, { timeoutMs: 700 }))).message).toContain('no complete answer');
  });

  it('cuts the connection at any byte is told as such', async () => {
    const command = uploadPackOf(await repositoryOf({ a: 'x'.repeat(3000) }));
    for (const after of [10, 200, 700, 1200, 1600, 2000, 2400, 2800]) {
      const sent = cuttingAfter(after);
      const failure = await failureOf(requestTo(await serve(command, { onConnection: sent })));
      expect(`${String(after)}: ${failure.message}`).toMatch(
        /connection closed by the server|does not speak ssh|nothing failed/,
      );
    }
  });

  it('sends more than the handshake in the handshake, as somebody in between can, is not trusted (CVE-2023-48795)', async () => {
    const command = uploadPackOf(await repositoryOf({ a: '1' }));
    const server = await serve(command, { onConnection: injectingIgnore });
    expect((await failureOf(requestTo(server))).message).toContain('KEXINIT not first packet in strict KEX mode');
    expect(server.users).toEqual([]);
  });

  it('asks to forward, or opens channels, gets nothing', async () => {
    const seen: string[] = [];
    const repository = await repositoryOf({ a: '1' });
    const server = await serve(async (channel, command) => {
      const client = (channel as unknown as { readonly _client: Connection })._client;
      await new Promise<void>((resolve) => {
        client.forwardOut('127.0.0.1', 1, '127.0.0.1', 2, (error) => {
          seen.push(error === undefined ? 'opened' : 'refused');
          resolve();
        });
      });
      await uploadPackOf(repository)(channel, command);
    });
    expect(await openGitStore().fetchRevision(requestTo(server))).toMatchObject({ kind: 'fetched' });
    expect(seen).toEqual(['refused']);
  });
});

describe('a fetch over ssh', () => {
  it('keeps its connection for a moment only', { timeout: 10_000 }, async () => {
    const sockets: Socket[] = [];
    const command = uploadPackOf(await repositoryOf({ a: '1' }));
    const server = await serve(command, { onConnection: (socket) => sockets.push(socket) });
    const unchanged = await openGitStore().fetchRevision(requestTo(server));
    const [socket] = sockets;
    if (socket === undefined) throw new Error('nobody connected');
    expect(unchanged.kind).toBe('fetched');
    expect(socket.destroyed).toBe(false);
    await once(socket, 'close');
  });

  it('stops when it is told, and leaves no connection behind', async () => {
    const started = Promise.withResolvers<ServerChannel>();
    const server = await serve((channel) => started.resolve(channel));
    const controller = new AbortController();
    const fetching = openGitStore().fetchRevision(requestTo(server, { signal: controller.signal }));
    const channel = await started.promise;
    const closed = once(channel.resume(), 'close');
    controller.abort(new Error('shutting down'));
    await expect(fetching).rejects.toThrow('shutting down');
    await closed;
  });

  it('speaks protocol 2 where the server does, with several questions on one channel', async () => {
    const asked: string[] = [];
    const server = await serve(async (channel) => {
      channel.write(Buffer.concat([encodePacket('version 2\n'), encodePacket('ls-refs\n'), flushPacket]));
      for await (const chunk of channel.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        asked.push(/command=([\w-]+)/.exec(chunk.toString())?.[1] ?? '');
        channel.write(flushPacket);
      }
    });
    const failure = await failureOf(requestTo(server));
    expect(failure).toMatchObject({ code: 'EmptyRepository' });
    expect(asked).toEqual(['ls-refs', 'ls-refs']);
    expect(server.commands).toHaveLength(1);
  });
});

/** Destroys a connection once the server has sent so many bytes on it. */
function cuttingAfter(bytes: number): (socket: Socket) => void {
  return (socket) => {
    const write = socket.write.bind(socket);
    let left = bytes;
    socket.write = (data: Buffer, ...rest: []) => {
      const part = data.subarray(0, left);
      left -= part.length;
      const result = write(part, ...rest);
      if (left === 0) socket.destroySoon();
      return result;
    };
  };
}

/** Puts a packet that is to be ignored between the server's greeting and its offer. */
function injectingIgnore(socket: Socket): void {
  const write = socket.write.bind(socket);
  const ignore = Buffer.from([0, 0, 0, 12, 6, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  let isFirst = true;
  socket.write = (data: Buffer | string, ...rest: []) => {
    const bytes = Buffer.from(data as Buffer);
    const end = isFirst ? bytes.indexOf('\n') + 1 : 0;
    if (!isFirst || end === 0) return write(bytes, ...rest);
    isFirst = false;
    return write(Buffer.concat([bytes.subarray(0, end), ignore, bytes.subarray(end)]), ...rest);
  };
}
