import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const program = '/usr/sbin/sshd';

/** Whether Debian's openssh-server and git-shell are on this machine. */
export async function hasSshd(): Promise<boolean> {
  try {
    await access(program);
    await run('git-shell', ['-c', 'git-upload-pack --help']).catch((error: unknown) => {
      if (Reflect.get(Object(error) as object, 'code') === 'ENOENT') throw error;
    });
    return true;
  } catch {
    return false;
  }
}

export interface SshdOptions {
  /** Types of `ssh-keygen`. Default ed25519. */
  readonly hostKeys?: readonly string[];
  /** Further lines of sshd_config; they win. */
  readonly config?: readonly string[];
}

/** An OpenSSH server for the user who runs the tests, behind which only git-shell is. */
export interface Sshd {
  readonly port: number;
  readonly user: string;
  readonly folder: string;
  /** `ssh://user@127.0.0.1:port` and a path. */
  url(path: string): string;
  /** Adds a line to authorized_keys. */
  allow(publicKey: string): Promise<void>;
  /** Public host keys, `type base64`. */
  readonly hostKeys: readonly string[];
  readonly knownHosts: string;
  /** What clients asked to be run, as sshd got it. */
  commands(): Promise<readonly string[]>;
  log(): string;
  close(): Promise<void>;
}

export async function startSshd(options: SshdOptions = {}): Promise<Sshd> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-sshd-'));
  const hostKeys: string[] = [];
  for (const type of options.hostKeys ?? ['ed25519']) hostKeys.push(await keygen(join(folder, `host-${type}`), type));
  await writeFile(join(folder, 'authorized_keys'), '');
  await writeFile(join(folder, 'shell'), shell(folder), { mode: 0o755 });
  const port = await freePort();
  await writeFile(join(folder, 'config'), configOf(folder, port, options));
  // What sshd wants of a machine that runs it as a service.
  if (process.getuid?.() === 0) await mkdir('/run/sshd', { recursive: true });
  const server = await launch(folder, port);
  return {
    port,
    user: userInfo().username,
    folder,
    url: (path) => `ssh://${userInfo().username}@127.0.0.1:${String(port)}${path}`,
    allow: (publicKey) => writeFile(join(folder, 'authorized_keys'), `${publicKey.trim()}\n`, { flag: 'a' }),
    hostKeys,
    knownHosts: hostKeys.map((key) => `[127.0.0.1]:${String(port)} ${key}\n`).join(''),
    commands: async () => (await readFile(join(folder, 'commands'), 'utf8')).split('\0').slice(0, -1),
    log: server.log,
    close: async () => {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Makes a key pair with `ssh-keygen`; gives the public half without its comment. */
export async function keygen(file: string, type: string, ...more: string[]): Promise<string> {
  const [name = type, bits] = type.split('-');
  const length = bits === undefined ? [] : ['-b', bits];
  const passphrase = more.includes('-N') ? [] : ['-N', ''];
  await run('ssh-keygen', ['-q', '-t', name, ...length, '-f', file, ...passphrase, ...more]);
  return (await readFile(`${file}.pub`, 'utf8')).trim().split(' ').slice(0, 2).join(' ');
}

/** Notes the command, then lets git-shell decide about it. */
function shell(folder: string): string {
  return `#!/bin/sh
printf '%s\\0' "$SSH_ORIGINAL_COMMAND" >> '${folder}/commands'
exec git-shell -c "$SSH_ORIGINAL_COMMAND"
`;
}

function configOf(folder: string, port: number, { hostKeys = ['ed25519'], config = [] }: SshdOptions): string {
  const lines = [
    ...config,
    'ListenAddress 127.0.0.1',
    `Port ${String(port)}`,
    ...hostKeys.map((type) => `HostKey ${join(folder, `host-${type}`)}`),
    `AuthorizedKeysFile ${join(folder, 'authorized_keys')}`,
    `ForceCommand ${join(folder, 'shell')}`,
    'AuthenticationMethods publickey',
    'PermitRootLogin yes',
    'StrictModes no',
    'UsePAM no',
    'UseDNS no',
    'PidFile none',
    'PrintMotd no',
    'AcceptEnv GIT_PROTOCOL',
    'MaxStartups 100',
    'LogLevel VERBOSE',
  ];
  return `${lines.join('\n')}\n`;
}

async function launch(folder: string, port: number): Promise<{ log: () => string; close: () => Promise<void> }> {
  const child = spawn(program, ['-D', '-e', '-f', join(folder, 'config')], { stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = once(child, 'exit');
  let log = '';
  const listening = new Promise<void>((resolve) => {
    child.stderr.on('data', (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-50_000);
      if (log.includes(`Server listening on 127.0.0.1 port ${String(port)}`)) resolve();
    });
  });
  await Promise.race([listening, exited.then(() => Promise.reject(new Error(`sshd did not start: ${log}`)))]);
  return { log: () => log, close: () => end(child, exited) };
}

async function end(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  child.kill('SIGTERM');
  await exited;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A proxy for bytes that breaks off, or stops, once the server has sent so many. */
export interface CuttingProxy {
  readonly port: number;
  /** Bytes that the server has sent on the connection before. */
  readonly sent: number;
  cut(afterBytes: number, how: 'close' | 'silence'): void;
  close(): Promise<void>;
}

export async function startCuttingProxy(targetPort: number): Promise<CuttingProxy> {
  const state = { after: Infinity, how: 'close' as 'close' | 'silence', sent: 0 };
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const target = connect(targetPort, '127.0.0.1');
    state.sent = 0;
    for (const socket of [client, target]) {
      sockets.add(socket);
      socket
        .on('error', () => undefined)
        .on('close', () => {
          client.destroy();
          target.destroy();
          sockets.delete(socket);
        });
    }
    client.pipe(target);
    target.on('data', (chunk: Buffer) => {
      const part = chunk.subarray(0, Math.max(0, state.after - state.sent));
      state.sent += part.length;
      client.write(part);
      if (state.sent >= state.after && state.how === 'close') client.destroySoon();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    get sent() {
      return state.sent;
    },
    cut: (afterBytes, how) => {
      state.after = afterBytes;
      state.how = how;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
