import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selfSigned } from '@sluice/sandbox';
import { expect, onTestFinished } from 'vitest';
import { eventually } from '../../control-plane/eventually.ts';
import { findFreePorts } from '../../control-plane/free-ports.ts';

const program = '/usr/sbin/postfix';
const nobody = 65534;

/** Postfix drops its rights to those of its own user: only root can start it. */
export const postfixNeeded = 'postfix, started by root';
export const hasPostfix = existsSync(program) && process.getuid?.() === 0;

/** A postfix on loopback that delivers everything for `example.test` into files. */
export interface Postfix {
  readonly port: number;
  /** What clients trust it by: its own certificate, for 127.0.0.1. */
  readonly ca: string;
  /** Resolves once a mail contains all of these; rejects after 15 s with what came. */
  has(...parts: readonly string[]): Promise<void>;
  mails(): Promise<readonly string[]>;
  log(): Promise<string>;
}

export interface PostfixOptions {
  /** Asked before each recipient: a service of postfix's policy protocol on that port. */
  readonly policyPort?: number;
}

/** Starts a postfix with its own configuration, queue and mailboxes in a temporary folder; ends with its test. */
export async function startPostfix(options: PostfixOptions = {}): Promise<Postfix> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-postfix-'));
  const [port = 0] = await findFreePorts(1);
  const { certificate, key } = selfSigned(['127.0.0.1'], Date.now());
  await prepare(folder, { port, certificate, key, ...options });
  const child = spawn(program, ['-c', join(folder, 'conf'), 'start-fg'], { stdio: 'ignore' });
  onTestFinished(() => stop(child, folder));
  const postfix = { port, ca: certificate, ...readers(folder) };
  await eventually(async () => {
    expect(await postfix.log()).toContain('daemon started');
  });
  return postfix;
}

function readers(folder: string): Pick<Postfix, 'has' | 'mails' | 'log'> {
  const inbox = join(folder, 'mail', 'inbox', 'new');
  const log = (): Promise<string> => readFile(join(folder, 'log'), 'utf8').catch(() => '');
  const mails = async (): Promise<string[]> => {
    const names = await readdir(inbox).catch(() => []);
    const texts = await Promise.all(names.map((name) => readFile(join(inbox, name), 'utf8')));
    return texts.map((text) => text.replaceAll('=\n', ''));
  };
  const has = async (...parts: readonly string[]): Promise<void> => {
    await eventually(async () => {
      const came = await mails();
      if (came.some((text) => parts.every((part) => text.includes(part)))) return;
      throw new Error([`no mail with ${parts.join(', ')}, but:`, ...came, await log()].join('\n'));
    });
  };
  return { log, mails, has };
}

interface Settings extends PostfixOptions {
  readonly port: number;
  readonly certificate: string;
  readonly key: string;
}

async function prepare(folder: string, settings: Settings): Promise<void> {
  // Its own user must find its way to its files.
  await chmod(folder, 0o755);
  for (const name of ['conf', 'queue', 'data', 'mail']) await mkdir(join(folder, name));
  await chown(join(folder, 'data'), await idOfUser('postfix'), 0);
  await chown(join(folder, 'mail'), nobody, nobody);
  await writeFile(join(folder, 'conf', 'server.pem'), settings.certificate + settings.key, { mode: 0o600 });
  await writeFile(join(folder, 'conf', 'main.cf'), mainConfiguration(folder, settings));
  await writeFile(join(folder, 'conf', 'master.cf'), services(settings.port));
}

async function idOfUser(name: string): Promise<number> {
  const line = (await readFile('/etc/passwd', 'utf8')).split('\n').find((each) => each.startsWith(`${name}:`));
  return Number(line?.split(':')[2]);
}

function mainConfiguration(folder: string, { policyPort }: Settings): string {
  const policy = policyPort === undefined ? '' : `check_policy_service inet:127.0.0.1:${String(policyPort)}, `;
  const settings = {
    compatibility_level: '3.6',
    queue_directory: join(folder, 'queue'),
    data_directory: join(folder, 'data'),
    maillog_file: join(folder, 'log'),
    maillog_file_prefixes: folder,
    inet_interfaces: '127.0.0.1',
    inet_protocols: 'ipv4',
    myhostname: 'mail.example.test',
    mydestination: '',
    alias_maps: '',
    virtual_mailbox_domains: 'example.test',
    virtual_mailbox_base: join(folder, 'mail'),
    virtual_mailbox_maps: 'static:inbox/',
    virtual_minimum_uid: '100',
    virtual_uid_maps: `static:${String(nobody)}`,
    virtual_gid_maps: `static:${String(nobody)}`,
    smtpd_tls_cert_file: join(folder, 'conf', 'server.pem'),
    smtpd_tls_key_file: join(folder, 'conf', 'server.pem'),
    smtpd_tls_security_level: 'encrypt',
    smtpd_recipient_restrictions: `${policy}permit_mynetworks, reject`,
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name} = ${value}\n`)
    .join('');
}

/** `master.cf`: only what taking and delivering a mail needs. */
function services(port: number): string {
  const lines = [
    `127.0.0.1:${String(port)} inet n - n - - smtpd`,
    'pickup unix n - n 60 1 pickup',
    'cleanup unix n - n - 0 cleanup',
    'qmgr unix n - n 300 1 qmgr',
    'rewrite unix - - n - - trivial-rewrite',
    'bounce unix - - n - 0 bounce',
    'defer unix - - n - 0 bounce',
    'error unix - - n - - error',
    'virtual unix - n n - - virtual',
    'proxymap unix - - n - - proxymap',
    'anvil unix - - n - 1 anvil',
    'tlsmgr unix - - n 1000? 1 tlsmgr',
    'postlog unix-dgram n - n - 1 postlogd',
  ];
  return lines.map((line) => `${line}\n`).join('');
}

async function stop(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  await rm(folder, { recursive: true, force: true });
}
