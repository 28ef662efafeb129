import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createTestKey, encryptYaml, type TestKey } from '@sluice/secrets/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runSluice } from './support/run-sluice.ts';

const canary = 'canary-9d27e1';
const apps = `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: apps, namespace: flux-system}
spec:
  interval: 10m
  prune: true
  path: ./apps
  sourceRef: {kind: GitRepository, name: flux-system}
  decryption: {provider: sops, secretRef: {name: sops-age}}
`;

let folder: string;
let key: TestKey;
const before = { TMPDIR: process.env['TMPDIR'], SOPS_AGE_KEY_FILE: process.env['SOPS_AGE_KEY_FILE'] };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-encrypted-'));
  key = await createTestKey();
  delete process.env['SOPS_AGE_KEY_FILE'];
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'db', namespace: 'default' },
    stringData: { password: canary },
  };
  const options = { recipients: [key.recipient], encryptedRegex: '^(data|stringData)$' };
  await put('repository/clusters/prod/apps.yaml', apps);
  await put('repository/apps/secret.yaml', await encryptYaml(secret, options));
  await put('keys.txt', `${key.identity}\n`);
  await mkdir(join(folder, 'tmp'));
  process.env['TMPDIR'] = join(folder, 'tmp');
});

afterEach(async () => {
  for (const [name, value] of Object.entries(before)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  await rm(folder, { recursive: true, force: true });
});

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}

/** Everything below a directory that holds the text. */
async function filesWith(text: string, directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const contents = await Promise.all(files.map((file) => readFile(file).catch(() => Buffer.alloc(0))));
  return files.filter((_, index) => contents[index]?.includes(text));
}

it('try decrypts with the keys of SOPS_AGE_KEY_FILE, says so, and leaves nothing in clear on disk', async () => {
  process.env['SOPS_AGE_KEY_FILE'] = join(folder, 'keys.txt');
  const found: string[] = [];
  const looked: Promise<unknown>[] = [];
  const result = await runSluice(['try', join(folder, 'repository'), '--once', '--verbose'], {
    onErr: () => void looked.push(filesWith(canary, folder).then((files) => found.push(...files))),
  });
  await Promise.all(looked);
  expect(result.err).toContain(`with the keys of ${join(folder, 'keys.txt')} (SOPS_AGE_KEY_FILE)`);
  expect(result.err).toContain('3 of 3 ready');
  expect(result.code).toBe(0);
  expect(result.out + result.err).not.toContain(canary);
  expect(looked.length).toBeGreaterThan(0);
  expect(found).toEqual([]);
});

it('try without keys goes on with placeholders, says for which files, and which variable names keys', async () => {
  const result = await runSluice(['try', join(folder, 'repository'), '--once']);
  expect(result.err).toContain('set SOPS_AGE_KEY_FILE to your file of age keys');
  expect(result.err).toContain(
    '\nplaceholders, because no key fits, stand for the encrypted values of apps/secret.yaml\n',
  );
  expect(result.err).toContain('3 of 3 ready');
  expect(result.code).toBe(0);
  const strict = await runSluice(['try', join(folder, 'repository'), '--once', '--strict']);
  expect(strict.code).toBe(1);
});

it('a key of somebody else is no failure of try either', async () => {
  await put('other.txt', `${(await createTestKey()).identity}\n`);
  process.env['SOPS_AGE_KEY_FILE'] = join(folder, 'other.txt');
  const result = await runSluice(['try', join(folder, 'repository'), '--once']);
  expect(result.err).toContain('stand for the encrypted values of apps/secret.yaml\n');
  expect(result.code).toBe(0);
});

it('a file that was changed since it was encrypted stays a failure of try', async () => {
  process.env['SOPS_AGE_KEY_FILE'] = join(folder, 'keys.txt');
  const path = join(folder, 'repository/apps/secret.yaml');
  await writeFile(path, (await readFile(path, 'utf8')).replace('namespace: default', 'namespace: other'));
  const result = await runSluice(['try', join(folder, 'repository'), '--once']);
  expect(result.err).toContain("cannot decrypt 'apps/secret.yaml': its MAC does not match");
  expect(result.code).toBe(1);
});

it('a key file that is none is refused before anything starts', async () => {
  process.env['SOPS_AGE_KEY_FILE'] = join(folder, 'repository/clusters/prod/apps.yaml');
  const result = await runSluice(['try', join(folder, 'repository'), '--once']);
  expect(result.err).toMatch(/^✗ SOPS_AGE_KEY_FILE: '.*', line 1: not an age identity/);
  expect(result.code).toBe(1);
});
