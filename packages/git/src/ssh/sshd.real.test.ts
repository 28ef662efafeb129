import { execFile } from 'node:child_process';
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { cloneBranch } from '../push/branch-clone.ts';
import { type FetchRevisionRequest, type GitStoreOptions, openGitStore } from '../store/git-store.ts';
import { type BareRepository, createBareRepository } from '../testing/bare-repository.ts';
import { hasSshd, keygen, type Sshd, type SshdOptions, startCuttingProxy, startSshd } from '../testing/sshd.ts';
import { generateSshKey, type SshKeyPair } from './generate-ssh-key.ts';
import { scanHostKeys } from './scan-host-keys.ts';
import type { SshAuth } from './ssh-credentials.ts';

const canRun = await hasSshd();
const run = promisify(execFile);
const secret = 'CANARY passphrase';

let folder: string;
let repository: BareRepository;
let key: SshKeyPair;
const closers: (() => Promise<void>)[] = [];

beforeAll(async () => {
  if (!canRun) return;
  folder = await mkdtemp(join(tmpdir(), 'sluice-'));
  const files = Object.fromEntries(
    Array.from({ length: 300 }, (_, index) => [
      `dir${String(index % 20)}/f${String(index)}.yaml`,
      `v: ${String(index)}\n`,
    ]),
  );
  repository = await createBareRepository(folder, 'r.git', files);
  key = await generateSshKey({ algorithm: 'ed25519' });
});
afterAll(async () => {
  if (canRun) await rm(folder, { recursive: true });
});
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function serve(options: SshdOptions = {}): Promise<Sshd> {
  const sshd = await startSshd(options);
  closers.push(() => sshd.close());
  await sshd.allow(key.publicKey);
  return sshd;
}

function authFor(sshd: Sshd, more: Partial<SshAuth> = {}): SshAuth {
  return { kind: 'ssh', identity: key.identity, knownHosts: sshd.knownHosts, ...more };
}

function requestTo(sshd: Sshd, more: Partial<FetchRevisionRequest> = {}): FetchRevisionRequest {
  const url = sshd.url(repository.path);
  return { url, ref: { branch: 'main' }, auth: authFor(sshd), timeoutMs: 20_000, ...more };
}

async function failureOf(
  request: FetchRevisionRequest,
  options: GitStoreOptions = {},
): Promise<Error & { code?: string }> {
  const error = await openGitStore(options)
    .fetchRevision(request)
    .then(
      () => new Error('nothing failed'),
      (thrown: unknown) => thrown as Error,
    );
  expect(String(error)).not.toContain('CANARY');
  expect(String(error)).not.toContain('PRIVATE KEY');
  return error;
}

async function filesOver(request: FetchRevisionRequest): Promise<string> {
  const result = await openGitStore().fetchRevision(request);
  if (result.kind !== 'fetched') throw new Error('unchanged');
  const files = result.snapshot.entries.filter(({ kind }) => kind === 'file');
  return files
    .map(({ oid, path }) => `${oid} ${path}`)
    .sort()
    .join('\n');
}

async function filesOfGit(): Promise<string> {
  const list = await repository.git('ls-tree', '-r', '--format=%(objectname) %(path)', 'main');
  return list.split('\n').sort().join('\n');
}

describe.skipIf(!canRun)('OpenSSH (needs openssh-server and git)', () => {
  it.each<[string, string[]]>([
    ['protocol 2', []],
    ['the older protocol', ['AcceptEnv NOTHING']],
  ])('serves a repository of 300 files over %s', async (_, config) => {
    const sshd = await serve({ config });
    expect(await filesOver(requestTo(sshd))).toBe(await filesOfGit());
    expect(await sshd.commands()).toEqual([`git-upload-pack '${repository.path}'`]);
  });

  it.each([
    ...['ed25519', 'ecdsa-256', 'ecdsa-384', 'ecdsa-521', 'rsa-2048', 'rsa-4096'].map(
      (type) => [type, '', ''] as const,
    ),
    ...['ecdsa-256', 'ecdsa-384', 'ecdsa-521', 'rsa-2048'].flatMap((type) => [
      [type, 'PEM', ''] as const,
      [type, 'PKCS8', ''] as const,
    ]),
    ...['ed25519', 'ecdsa-384', 'rsa-2048'].map((type) => [type, '', secret] as const),
    ...['ecdsa-256', 'rsa-2048'].map((type) => [type, 'PEM', secret] as const),
  ])('takes a key of ssh-keygen: %s %s %s', async (type, format, passphrase) => {
    const sshd = await serve();
    const file = join(sshd.folder, 'client');
    const more = format === '' ? [] : ['-m', format];
    await sshd.allow(await keygen(file, type, '-N', passphrase, ...more));
    const identity = await readFile(file, 'utf8');
    const auth = authFor(sshd, { identity, ...(passphrase === '' ? {} : { passphrase }) });
    expect(await openGitStore().fetchRevision(requestTo(sshd, { auth }))).toMatchObject({ kind: 'fetched' });
    if (passphrase === '') return;
    expect((await failureOf(requestTo(sshd, { auth: authFor(sshd, { identity }) }))).message).toContain(
      'it is encrypted',
    );
    const wrong = authFor(sshd, { identity, passphrase: 'CANARY wrong' });
    expect(await failureOf(requestTo(sshd, { auth: wrong }))).toMatchObject({ code: 'AuthenticationFailed' });
  });

  it('takes every key that is generated here, and ssh-keygen agrees about its public half', async () => {
    const sshd = await serve();
    const file = join(sshd.folder, 'generated');
    for (const options of [
      { algorithm: 'ed25519' },
      { algorithm: 'ecdsa', curve: 'p256' },
      { algorithm: 'ecdsa', curve: 'p384' },
      { algorithm: 'ecdsa', curve: 'p521' },
      { algorithm: 'rsa', bits: 2048 },
    ] as const) {
      const pair = await generateSshKey(options);
      await sshd.allow(pair.publicKey);
      const request = requestTo(sshd, { auth: authFor(sshd, { identity: pair.identity }) });
      expect(await openGitStore().fetchRevision(request)).toMatchObject({ kind: 'fetched' });
      // OpenSSH reads PKCS#8, which is upstream's form, for every type but this.
      if (options.algorithm === 'ed25519') continue;
      await writeFile(file, pair.identity, { mode: 0o600 });
      expect((await run('ssh-keygen', ['-y', '-f', file])).stdout.trim()).toBe(pair.publicKey);
    }
  });

  it.each(['ed25519', 'ecdsa-256', 'ecdsa-384', 'ecdsa-521', 'rsa-2048'])(
    'is known by its %s key alone',
    async (type) => {
      const hostKeys = [
        'ed25519',
        'ecdsa-256',
        'rsa-2048',
        ...(type === 'ecdsa-384' || type === 'ecdsa-521' ? [type] : []),
      ];
      const sshd = await serve({ hostKeys });
      const line = sshd.knownHosts.split('\n')[hostKeys.indexOf(type)] ?? '';
      expect(
        await openGitStore().fetchRevision(requestTo(sshd, { auth: authFor(sshd, { knownHosts: line }) })),
      ).toMatchObject({ kind: 'fetched' });
    },
  );

  it('is known by what ssh-keyscan and our own scan write, plain and hashed', async () => {
    const sshd = await serve({ hostKeys: ['ed25519', 'ecdsa-256', 'rsa-2048'] });
    const scanned = await scanHostKeys(sshd.url('/x'));
    const keyscan = async (...flags: string[]): Promise<string> =>
      (await run('ssh-keyscan', [...flags, '-p', String(sshd.port), '127.0.0.1'])).stdout;
    const lines = (text: string): string[] =>
      text
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#'))
        .sort();
    expect(lines(scanned)).toEqual(lines(await keyscan()));
    const hashed = await keyscan('-H');
    expect(hashed).toContain('|1|');
    for (const knownHosts of [scanned, hashed]) {
      const request = requestTo(sshd, { auth: authFor(sshd, { knownHosts }) });
      expect(await openGitStore().fetchRevision(request)).toMatchObject({ kind: 'fetched' });
    }
  });

  it('with an unknown, a rotated, a revoked key, or one of another port, is refused by fingerprint', async () => {
    const sshd = await serve({ hostKeys: ['ed25519', 'rsa-2048'] });
    const name = `[127.0.0.1]:${String(sshd.port)}`;
    const [shown = '', rsa = ''] = sshd.hostKeys;
    const old = await keygen(join(sshd.folder, 'old'), 'ed25519');
    const print = async (publicKey: string): Promise<string> => {
      const file = join(sshd.folder, 'print.pub');
      await writeFile(file, publicKey);
      return (await run('ssh-keygen', ['-l', '-f', file])).stdout.split(' ')[1] ?? '';
    };
    const message = async (knownHosts: string): Promise<string> => {
      const failure = await failureOf(requestTo(sshd, { auth: authFor(sshd, { knownHosts }) }));
      expect(failure.code).toBe('HostKeyRefused');
      return failure.message;
    };
    expect(await message(`github.com ${shown}`)).toBe(
      `known_hosts has no key of ${name}: the server shows ssh-ed25519 ${await print(shown)}`,
    );
    expect(await message(`${name} ${old}`)).toBe(
      `the host key of ${name} is not the one in known_hosts: the server shows ssh-ed25519 ${await print(shown)}, known_hosts has ssh-ed25519 ${await print(old)}`,
    );
    expect(await message(`${sshd.knownHosts}@revoked * ${shown}`)).toContain(`is revoked by line 3 of known_hosts`);
    expect(await message(`127.0.0.1 ${rsa}`)).toContain(`write ${name}`);
    expect(await message(`@cert-authority ${name} ${shown}`)).toContain('host certificates are not supported');
    expect(sshd.log()).not.toContain('Accepted publickey');
  });

  it('is not logged in to with a key that it does not have, and no password is tried', async () => {
    const sshd = await serve({
      config: ['PasswordAuthentication yes', 'KbdInteractiveAuthentication yes', 'AuthenticationMethods any'],
    });
    const { identity } = await generateSshKey({ algorithm: 'ed25519' });
    const failure = await failureOf(requestTo(sshd, { auth: authFor(sshd, { identity }) }));
    expect(failure).toMatchObject({ code: 'AuthenticationFailed' });
    expect(failure.message).toMatch(/does not accept the key ssh-ed25519 SHA256:\S+ for the user/);
    expect(sshd.log()).not.toMatch(/Failed (?:password|keyboard)/);
  });

  it.each<[string, string[], string, string]>([
    [
      'key exchanges',
      ['KexAlgorithms diffie-hellman-group14-sha1'],
      'NoCommonAlgorithm',
      'no matching key exchange algorithm in common',
    ],
    [
      'ciphers',
      ['Ciphers chacha20-poly1305@openssh.com,aes128-cbc'],
      'NoCommonAlgorithm',
      'no matching C->S cipher in common',
    ],
    ['codes', ['MACs hmac-sha1', 'Ciphers aes128-ctr'], 'NoCommonAlgorithm', 'MAC in common'],
  ])('that knows only old %s is refused by name', async (_, config, code, message) => {
    const failure = await failureOf(requestTo(await serve({ config })));
    expect(failure).toMatchObject({ code });
    expect(failure.message).toContain(message);
  });

  it('that takes rsa keys with SHA-1 only gets no signature', async () => {
    const sshd = await serve({ config: ['PubkeyAcceptedAlgorithms ssh-rsa'] });
    const { identity, publicKey } = await generateSshKey({ algorithm: 'rsa', bits: 2048 });
    await sshd.allow(publicKey);
    const failure = await failureOf(requestTo(sshd, { auth: authFor(sshd, { identity }) }));
    expect(failure).toMatchObject({ code: 'AuthenticationFailed' });
    expect(sshd.log()).not.toContain('Accepted publickey');
  });

  it('gets the path as one word, whatever is in it', async () => {
    const sshd = await serve();
    const marker = join(sshd.folder, 'marker');
    const path = `/a';touch ${marker};'$(touch ${marker})\`touch ${marker}\`!"\\`;
    const url = sshd.url(path.split('/').map(encodeURIComponent).join('/'));
    expect(await failureOf(requestTo(sshd, { url }))).toMatchObject({ code: 'RepositoryNotFound' });
    const [command = ''] = await sshd.commands();
    expect((await run('sh', ['-c', `printf %s ${command.slice('git-upload-pack '.length)}`])).stdout).toBe(path);
    await expect(access(marker)).rejects.toThrow('ENOENT');
  });

  it('says in its own words why it refuses', async () => {
    const sshd = await serve();
    const missing = await failureOf(requestTo(sshd, { url: sshd.url('/no/such.git') }));
    expect(missing).toMatchObject({ code: 'RepositoryNotFound' });
    expect(missing.message).toContain("fatal: '/no/such.git' does not appear to be a git repository");
    const denied = await serve({ config: [`ForceCommand echo 'access denied: ask somebody' >&2; exit 1`] });
    expect(await failureOf(requestTo(denied))).toMatchObject({ code: 'AccessDenied' });
    const closed = await serve({ config: ['ForceCommand exit 3'] });
    expect((await failureOf(requestTo(closed))).message).toMatch(
      /the server ended the git service \(\[127\.0\.0\.1\]:\d+ said nothing\)/,
    );
    const crowded = await serve({ config: ['DenyUsers *'] });
    expect(await failureOf(requestTo(crowded))).toMatchObject({ code: 'AuthenticationFailed' });
  });

  it('cut off, or silent, at any byte is an error that says so, and the next try succeeds', async () => {
    const sshd = await serve();
    const proxy = await startCuttingProxy(sshd.port);
    closers.push(() => proxy.close());
    const port = String(proxy.port);
    const url = sshd.url(repository.path).replace(String(sshd.port), port);
    const knownHosts = sshd.knownHosts.replaceAll(String(sshd.port), port);
    const request = requestTo(sshd, { url, auth: authFor(sshd, { knownHosts }) });
    await openGitStore().fetchRevision(request);
    const whole = proxy.sent;
    expect(whole).toBeGreaterThan(10_000);
    // Not closer to the end: padding and progress vary by some hundred bytes from one conversation to the next.
    const cuts = [0, 1, 20, 300, 1000, 1500, 2000, 2500, 3000, Math.floor(whole / 2), Math.floor(whole * 0.9)];
    for (const at of cuts) {
      proxy.cut(at, 'close');
      const failure = await failureOf(request);
      expect(`${String(at)}: ${failure.message}`).toMatch(/connection closed by the server|does not speak ssh/);
      expect(failure.code).toMatch(/Unreachable|UnexpectedContent/);
    }
    for (const at of [0, 300, 2000, Math.floor(whole / 2)]) {
      proxy.cut(at, 'silence');
      const failure = await failureOf({ ...request, timeoutMs: 1500 });
      expect(`${String(at)}: ${failure.message}`).toMatch(
        /no complete answer within 1\.\d+ s during the (?:ssh handshake|ssh login|git service) with/,
      );
    }
    proxy.cut(Infinity, 'close');
    expect(await openGitStore().fetchRevision(request)).toMatchObject({ kind: 'fetched' });
  });

  it('takes a push, and a commit that is there already is not pushed again', async () => {
    const sshd = await serve();
    const target = await createBareRepository(sshd.folder, 'target.git', { 'a.txt': 'one\n' });
    const request = { url: sshd.url(target.path), branch: 'main', auth: authFor(sshd), timeoutMs: 20_000 };
    const clone = await cloneBranch(request);
    const author = { name: 'A', email: 'a@example.com', dateMs: 0 };
    const commit = await clone.commit({ changes: new Map([['b.txt', Buffer.from('two\n')]]), message: 'Two', author });
    await clone.push();
    await clone.push();
    expect(await target.git('rev-parse', 'main')).toBe(commit);
    expect(await target.git('show', 'main:b.txt')).toBe('two');
    expect((await sshd.commands()).filter((command) => command.startsWith('git-receive-pack'))).toHaveLength(1);
    await target.git('fsck', '--strict');
  });
});
