import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** OpenSSH's own server on loopback, for the user who runs the tests. */
export interface Sshd {
  /** `ssh://me@127.0.0.1:2222`; paths are those of the disk. */
  readonly url: string;
  close(): Promise<void>;
}

const program = '/usr/sbin/sshd';

export async function hasSshd(): Promise<boolean> {
  return access(program).then(
    () => true,
    () => false,
  );
}

/** A new key in OpenSSH's format; its public half is at the same path with `.pub`. */
export async function generateKey(path: string, type: string, passphrase = ''): Promise<void> {
  await promisify(execFile)('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-f', path]);
}

/** Lets in who has the key whose public half is at `publicKey`. */
export async function startSshd(folder: string, publicKey: string): Promise<Sshd> {
  const home = join(folder, 'sshd');
  await mkdir(home, { mode: 0o700 });
  await generateKey(join(home, 'host'), 'ed25519');
  await copyFile(publicKey, join(home, 'authorized'));
  const isRoot = process.getuid?.() === 0;
  // What sshd wants of root; it empties itself with the machine.
  if (isRoot) await mkdir('/run/sshd', { recursive: true });
  const port = await freePort();
  const lines = ['ListenAddress 127.0.0.1', `Port ${String(port)}`, `HostKey ${home}/host`, 'PidFile none'];
  lines.push(`AuthorizedKeysFile ${home}/authorized`, 'StrictModes no', 'UsePAM no', 'PasswordAuthentication no');
  lines.push('KbdInteractiveAuthentication no', 'PermitRootLogin prohibit-password');
  await writeFile(join(home, 'config'), `${lines.join('\n')}\n`);
  const child = spawn(program, ['-D', '-e', '-f', join(home, 'config')], { stdio: ['ignore', 'ignore', 'pipe'] });
  await untilListening(child);
  return {
    url: `ssh://${userInfo().username}@127.0.0.1:${String(port)}`,
    close: async () => {
      if (child.exitCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

function untilListening(child: ChildProcess): Promise<void> {
  let said = '';
  return new Promise((resolve, reject) => {
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-10_000);
      if (text.includes('Server listening')) resolve();
    });
    child.once('exit', () => {
      reject(new Error(`sshd ended: ${said}`));
    });
  });
}
