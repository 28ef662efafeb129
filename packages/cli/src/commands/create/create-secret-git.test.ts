import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { startSshServer, testKey, type TestSshServer } from '@sluice/git/testing';
import { readYaml } from '@sluice/objects';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runProgram } from '../../program.ts';

let server: TestSshServer;
let folder: string;
beforeAll(async () => {
  server = await startSshServer({ allowed: [], hostKeys: [testKey(), testKey('p256')], command: () => undefined });
  folder = await mkdtemp(join(tmpdir(), 'sluice-'));
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

/** Without a cluster: `--export` needs none. */
async function create(...args: string[]) {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const terminal = { out, err, isLive: false, isInteractive: false, columns: 80 };
  const argv = ['create', 'secret', 'git', 'auth', ...args, '--export'];
  const code = await runProgram(argv, terminal, new AbortController().signal);
  return { code, out: String(out.read() ?? ''), err: String(err.read() ?? '') };
}

const https = (...flags: string[]) => create('--url', 'https://host/x', ...flags);
const ssh = (...flags: string[]) => create('--url', `ssh://git@127.0.0.1:${String(server.port)}/x`, ...flags);

async function dataOf(run: ReturnType<typeof create>): Promise<Record<string, string>> {
  const { code, out, err } = await run;
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const [secret] = readYaml(Buffer.from(out)) as unknown as { stringData: Record<string, string> }[];
  return secret?.stringData ?? {};
}

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

async function keyFile(passphrase?: string): Promise<string> {
  const file = join(folder, 'key');
  const encryption = passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase };
  await writeFile(file, rsa.export({ type: 'pkcs1', format: 'pem', ...encryption }));
  return file;
}

test.each([
  [[], 'ecdsa-sha2-nistp384'],
  [['--ssh-ecdsa-curve', 'p521'], 'ecdsa-sha2-nistp521'],
  [['--ssh-key-algorithm', 'ed25519'], 'ssh-ed25519'],
  [['--ssh-key-algorithm', 'rsa', '--ssh-rsa-bits', '2048'], 'ssh-rsa'],
])('an ssh URL with %j gets a new key and the keys of the server', async (flags, type) => {
  const data = await dataOf(ssh(...flags));
  expect(Object.keys(data).sort()).toEqual(['identity', 'identity.pub', 'known_hosts']);
  expect(data['identity']).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
  expect(data['identity.pub']).toMatch(new RegExp(`^${type} [A-Za-z0-9+/=]+\n$`));
  expect(data['known_hosts']).toBe(server.knownHosts);
});

test('an ssh URL takes a private key, with its passphrase', async () => {
  const data = await dataOf(ssh('--private-key-file', await keyFile('CANARY'), '--password', 'CANARY'));
  expect(data['identity']).toContain('Proc-Type: 4,ENCRYPTED');
  expect(data['identity.pub']).toMatch(/^ssh-rsa /);
  expect(data['password']).toBe('CANARY');
  expect(await dataOf(ssh('--private-key-file', await keyFile()))).not.toHaveProperty('password');
});

test('an https URL takes a login or a token, and a CA', async () => {
  expect(await dataOf(https('-u', 'u', '-p', 'p'))).toEqual({ username: 'u', password: 'p' });
  expect(await dataOf(https('--bearer-token', 't'))).toEqual({ bearerToken: 't' });
  const ca = join(folder, 'ca.crt');
  await writeFile(ca, 'CA');
  for (const flag of ['--ca-crt-file', '--ca-file'])
    expect(await dataOf(https('-u', 'u', '-p', 'p', flag, ca))).toEqual({
      username: 'u',
      password: 'p',
      'ca.crt': 'CA',
    });
});

test.each([
  [() => https(), 'the username and password, or a bearer token are required'],
  [() => https('-u', 'u', '-p', 'CANARY', '--bearer-token', 'CANARY'), 'instead of --username and --password'],
  [() => https('-u', 'u', '-p', 'CANARY', '--private-key-file', 'x'), '--private-key-file is for an ssh URL'],
  [() => https('-u', 'u', '-p', 'CANARY', '--ca-crt-file', '/nowhere'), '/nowhere cannot be read (ENOENT)'],
  [() => create('--url', 'git@host:x/y'), 'git URL parse failed'],
  [() => create('--url', 'ftp://host/x'), "git URL scheme 'ftp' not supported"],
  [() => create('--url', 'ssh://git@127.0.0.1:1/x'), 'connection refused: ssh://127.0.0.1:1/x'],
  [() => ssh('-u', 'me'), 'the user stands in the URL'],
  [() => ssh('--password', 'CANARY'), '--password is the passphrase of --private-key-file'],
  [async () => ssh('--private-key-file', await keyFile('CANARY')), 'give its passphrase with --password'],
  [async () => ssh('--private-key-file', await keyFile('CANARY'), '-p', 'CANARY wrong'), 'the passphrase is wrong'],
  [() => ssh('--ssh-key-algorithm', 'dsa'), "--ssh-key-algorithm 'dsa' is not supported"],
  [() => ssh('--ssh-ecdsa-curve', 'p999'), "--ssh-ecdsa-curve 'p999' is not supported"],
  [() => ssh('--ssh-key-algorithm', 'rsa', '--ssh-rsa-bits', '1024'), '--ssh-rsa-bits must be a multiple of 8'],
])('refuses what it cannot mean, and tells no secret: %#', async (run, expected) => {
  const { code, out, err } = await run();
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain(expected);
  expect(err).not.toContain('CANARY');
});
