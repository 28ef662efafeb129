import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createLogger } from '@sluice/core';
import type { JsonObject } from '@sluice/objects';
import {
  createTestKey,
  encryptDotenv,
  encryptJson,
  type EncryptOptions,
  encryptYaml,
  type TestKey,
} from '@sluice/secrets/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hasCondition, isReady, isReadyAt, TestBench } from '../test-support/test-bench.ts';

const canary = 'canary-4b1d2c';
const decryption = { decryption: { provider: 'sops', secretRef: { name: 'sops-age' } } };

let bench: TestBench;
let key: TestKey;
let options: EncryptOptions;
beforeEach(async () => {
  bench = await TestBench.open();
  key = await createTestKey();
  options = { recipients: [key.recipient], encryptedRegex: '^(data|stringData)$' };
});
afterEach(async () => {
  await bench.close();
});

function secret(name: string, password = canary): JsonObject {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: 'default' }, stringData: { password } };
}

async function putKeys(...identities: readonly string[]): Promise<void> {
  const ref = { apiVersion: 'v1', kind: 'Secret' };
  const stringData = Object.fromEntries(identities.map((identity, index) => [`key-${index}.agekey`, identity]));
  await bench.client.create({
    ...ref,
    metadata: { namespace: 'default', name: 'sops-age' },
    stringData: { ...stringData, 'other.asc': 'x' },
  });
}

async function passwordOf(name: string, field = 'password'): Promise<string> {
  const found = await bench.client.get({ apiVersion: 'v1', kind: 'Secret', namespace: 'default', name });
  const data = (found['data'] ?? {}) as Record<string, string>;
  return Buffer.from(data[field] ?? '', 'base64').toString();
}

async function failure(name = 'apps'): Promise<string> {
  const { status } = await bench.until(name, hasCondition('Ready', 'False', 'BuildFailed'));
  return status?.conditions?.find(({ type }) => type === 'Ready')?.message ?? '';
}

describe('what is decrypted', () => {
  test('a resource, before overlays change it', async () => {
    await putKeys(key.identity);
    await bench.putSource('app', 'main@sha1:1', {
      'apps/secret.yaml': await encryptYaml(secret('db'), options),
      'apps/kustomization.yaml': 'resources: [secret.yaml]\nnamePrefix: my-\nlabels: [{pairs: {a: b}}]\n',
    });
    bench.startController();
    await bench.createKustomization('apps', decryption);
    await bench.until('apps', isReady);
    expect(await passwordOf('my-db')).toBe(canary);
  });

  test('manifests without a kustomization, with one key of several', async () => {
    await putKeys((await createTestKey()).identity, key.identity);
    await bench.putSource('app', 'main@sha1:1', { 'apps/deep/secret.yaml': await encryptYaml(secret('db'), options) });
    bench.startController();
    await bench.createKustomization('apps', decryption);
    await bench.until('apps', isReady);
    expect(await passwordOf('db')).toBe(canary);
  });

  test('files and environment files of a secretGenerator, in a base and a component', async () => {
    await putKeys(key.identity);
    const recipients = [key.recipient];
    await bench.putSource('app', 'main@sha1:1', {
      'apps/kustomization.yaml':
        'resources: [../base]\ncomponents: [../component]\ngeneratorOptions: {disableNameSuffixHash: true}\n',
      'base/kustomization.yaml':
        'namespace: default\ngeneratorOptions: {disableNameSuffixHash: true}\nsecretGenerator: [{name: files, files: [config.json, plain.txt=file.txt]}]\n',
      'base/config.json': await encryptJson({ password: canary }, { recipients }),
      'base/file.txt': await encryptJson({ data: canary }, { recipients }),
      'component/kustomization.yaml':
        'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnamespace: default\ngeneratorOptions: {disableNameSuffixHash: true}\nsecretGenerator: [{name: env, envs: [db.env]}]\n',
      'component/db.env': await encryptDotenv({ PASSWORD: canary }, { recipients }),
    });
    bench.startController();
    await bench.createKustomization('apps', decryption);
    await bench.until('apps', isReady);
    expect(await passwordOf('files', 'config.json')).toBe(`{\n\t"password": "${canary}"\n}\n`);
    expect(await passwordOf('files', 'plain.txt')).toBe(canary);
    expect(await passwordOf('env', 'PASSWORD')).toBe(canary);
  });

  test('patches, and encrypted files within the data of a Secret', async () => {
    await putKeys(key.identity);
    const file = await encryptJson({ data: canary }, { recipients: [key.recipient] });
    const inner = { ...secret('db'), stringData: undefined, data: { token: Buffer.from(file).toString('base64') } };
    await bench.putSource('app', 'main@sha1:1', {
      'apps/kustomization.yaml': 'resources: [db.yaml]\npatches: [{path: patch.yaml}]\n',
      'apps/db.yaml': JSON.stringify(inner),
      'apps/patch.yaml': await encryptYaml(secret('db', 'patched'), options),
    });
    bench.startController();
    await bench.createKustomization('apps', decryption);
    await bench.until('apps', isReady);
    expect(await passwordOf('db', 'token')).toBe(canary);
    expect(await passwordOf('db')).toBe('patched');
  });

  test('not what only a ConfigMap is made of', async () => {
    await putKeys(key.identity);
    const file = await encryptJson({ data: canary }, { recipients: [key.recipient] });
    await bench.putSource('app', 'main@sha1:1', {
      'apps/kustomization.yaml':
        'namespace: default\ngeneratorOptions: {disableNameSuffixHash: true}\nconfigMapGenerator: [{name: config, files: [file.txt]}]\n',
      'apps/file.txt': file,
    });
    bench.startController();
    await bench.createKustomization('apps', decryption);
    await bench.until('apps', isReady);
    const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name: 'config' };
    expect((await bench.client.get(ref))['data']).toEqual({ 'file.txt': file });
  });
});

describe('keys', () => {
  test('the controller has a Secret for those that name none', async () => {
    await putKeys(key.identity);
    await bench.putSource('app', 'main@sha1:1', { 'apps/secret.yaml': await encryptYaml(secret('db'), options) });
    process.env['RUNTIME_NAMESPACE'] = 'default';
    try {
      bench.startController({}, '--sops-age-secret=sops-age');
    } finally {
      delete process.env['RUNTIME_NAMESPACE'];
    }
    await bench.createKustomization('apps', { decryption: { provider: 'sops' } });
    await bench.until('apps', isReady);
    expect(await passwordOf('db')).toBe(canary);
  });

  test('none: the file and its recipients are named', async () => {
    await bench.putSource('app', 'main@sha1:1', { 'apps/secret.yaml': await encryptYaml(secret('db'), options) });
    bench.startController();
    await bench.createKustomization('apps', { decryption: { provider: 'sops' } });
    expect(await failure()).toBe(
      `cannot decrypt 'apps/secret.yaml': it is encrypted for ${key.recipient}, and no key was given`,
    );
  });

  test('a missing Secret, then the wrong key, then the right one', async () => {
    await bench.putSource('app', 'main@sha1:1', { 'apps/secret.yaml': await encryptYaml(secret('db'), options) });
    bench.startController();
    await bench.createKustomization('apps', { ...decryption, retryInterval: '1s' });
    expect(await failure()).toBe(
      'cannot read decryption keys: secrets "sops-age" not found (in namespace \'default\')',
    );
    const other = await createTestKey();
    await putKeys(other.identity);
    await bench.until('apps', (object) =>
      Boolean(
        object.status?.conditions?.some(({ message }) => message.endsWith(`the keys given are of ${other.recipient}`)),
      ),
    );
    await bench.merge(
      { apiVersion: 'v1', kind: 'Secret', namespace: 'default', name: 'sops-age' },
      { stringData: { 'b.agekey': key.identity } },
    );
    await bench.until('apps', isReady);
    expect(await passwordOf('db')).toBe(canary);
  });

  test('a key that is removed leaves what was applied', async () => {
    await putKeys(key.identity);
    await bench.putSource('app', 'main@sha1:1', { 'apps/secret.yaml': await encryptYaml(secret('db'), options) });
    bench.startController();
    await bench.createKustomization('apps', decryption);
    await bench.until('apps', isReady);
    await bench.client.delete({ apiVersion: 'v1', kind: 'Secret', namespace: 'default', name: 'sops-age' });
    await bench.putSource('app', 'main@sha1:2', {
      'apps/secret.yaml': await encryptYaml(secret('db', 'new'), options),
    });
    expect(await failure()).toContain('secrets "sops-age" not found');
    expect(await passwordOf('db')).toBe(canary);
    await putKeys(key.identity);
    await bench.merge(
      { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', namespace: 'default', name: 'apps' },
      { metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': 'now' } } },
    );
    await bench.until('apps', isReadyAt('main@sha1:2'));
    expect(await passwordOf('db')).toBe('new');
  });
});

describe('nothing of what was decrypted gets out', () => {
  const log: string[] = [];
  const logged = () => ({ log: createLogger({ level: 'debug', write: (line: string) => void log.push(line) }) });

  async function everythingPublic(): Promise<string> {
    const { items: events } = await bench.client.list({ apiVersion: 'v1', kind: 'Event' }, { namespace: 'default' });
    const { items } = await bench.client.list(
      { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization' },
      {},
    );
    return JSON.stringify([events, items, log]);
  }

  test('a tampered file is refused by name, and nothing of the revision is applied', async () => {
    await putKeys(key.identity);
    const text = await encryptYaml(secret('db'), options);
    await bench.putSource('app', 'main@sha1:1', {
      'apps/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: default}\n',
      'apps/secret.yaml': text.replace('name: db', 'name: stolen'),
    });
    bench.startController(logged());
    await bench.createKustomization('apps', decryption);
    expect(await failure()).toContain("cannot decrypt 'apps/secret.yaml': its MAC does not match");
    await expect(
      bench.client.get({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name: 'a' }),
    ).rejects.toThrow('not found');
    expect(await everythingPublic()).not.toContain(canary);
  });

  test.each<[string, JsonObject]>([
    ['a value in the wrong place', { ...secret('db'), stringData: canary }],
    [
      'a name that is none',
      { ...secret('db'), metadata: { name: 'db', namespace: 'default' }, data: { [`a b`]: canary } },
    ],
    [
      'a value that the API server quotes',
      { ...secret('db'), metadata: { name: 'db', namespace: 'default', labels: { team: `${canary} !` } } },
    ],
    ['an expression for a variable', { ...secret('db'), stringData: { password: `\${${canary}` } }],
  ])('%s', async (_, object) => {
    await putKeys(key.identity);
    await bench.putSource('app', 'main@sha1:1', {
      'apps/secret.yaml': await encryptYaml(object, { ...options, encryptedRegex: '^(data|stringData|labels)$' }),
    });
    bench.startController(logged());
    await bench.createKustomization('apps', { ...decryption, postBuild: { substitute: { a: 'b' } } });
    await bench.until('apps', hasCondition('Ready', 'False'));
    await bench.events('apps', () => true);
    const text = await everythingPublic();
    expect(text).not.toContain(canary);
    expect(text).not.toContain(Buffer.from(canary).toString('base64'));
    expect(log.length).toBeGreaterThan(0);
  });
});

const fixtures = new URL('../../../../../shared/fixtures/sops/', import.meta.url);

describe.skipIf(!existsSync(fixtures))(
  "upstream's own test tree (skipped where the recorded fixtures are absent)",
  () => {
    test.each([
      ['envs', 'envs-secret', 'key', 'value'],
      ['files', 'files-secret', 'key', 'value'],
      ['patches', 'patches-secret', 'key', 'merge1'],
      ['inside', 'inside-secret', 'key', 'value'],
      ['global', 'global-age-secret', 'key', undefined],
    ])('%s', async (folder, name, field, value) => {
      const names = readdirSync(new URL('keys/', fixtures)).filter((each) => each.startsWith('age'));
      await putKeys(...names.map((each) => readFileSync(new URL(`keys/${each}`, fixtures), 'utf8')));
      const files = readdirSync(new URL(`${folder}/`, fixtures));
      const contents = files.map(
        (each) => [`apps/${each}`, readFileSync(new URL(`${folder}/${each}`, fixtures), 'utf8')] as const,
      );
      await bench.putSource('app', 'main@sha1:1', Object.fromEntries(contents));
      bench.startController();
      await bench.createKustomization('apps', { ...decryption, targetNamespace: 'default' });
      await bench.until('apps', isReady);
      const found = await passwordOf(name, field);
      if (value === undefined) expect(found).not.toMatch(/ENC\[|^$/);
      else expect(found).toBe(value);
    });
  },
);
