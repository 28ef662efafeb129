import { type JsonObject } from '@sluice/objects';
import { armor, Encrypter } from 'age-encryption';
import { beforeAll, describe, expect, test } from 'vitest';
import { decryptFile } from './decrypt-file.ts';
import { openAgeKeys } from './keys/age-keys.ts';
import type { KeySource } from './keys/key-source.ts';
import { createTestKey, type EncryptOptions, encryptYaml, type TestKey } from './testing/encrypt.ts';

const canary = 'canary-7f3a9';
const secret: JsonObject = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'db', namespace: 'default' },
  stringData: { password: canary, user: 'root', host: 'db.example.test' },
};

let key: TestKey;
let keys: KeySource;
let options: EncryptOptions;
let text: string;
beforeAll(async () => {
  key = await createTestKey();
  keys = await openAgeKeys([{ name: 'a', content: key.identity }]);
  options = { recipients: [key.recipient], encryptedRegex: '^(data|stringData)$' };
  text = await encryptYaml(secret, options);
});

function decrypt(changed: string): Promise<unknown> {
  return decryptFile(Buffer.from(changed), { file: 'apps/secret.yaml', format: 'yaml', keys });
}

/** Swaps the encrypted values of two keys, or moves the lines. */
function line(name: string): string {
  return new RegExp(`^ *${name}: .*\\n`, 'm').exec(text)?.[0] ?? '';
}

const changes: readonly (readonly [string, () => string])[] = [
  ['a clear value', () => text.replace('name: db', 'name: other')],
  ['a clear value that was added', () => text.replace('kind: Secret\n', 'kind: Secret\ntype: Opaque\n')],
  ['a clear value that was removed', () => text.replace(/ *namespace: default\n/, '')],
  ['an encrypted value that was removed', () => text.replace(line('user'), '')],
  [
    'encrypted values in another order',
    () => text.replace(line('user'), '').replace('stringData:\n', `stringData:\n${line('user')}`),
  ],
  ['a value of another key', () => text.replace(line('user'), line('password').replace('password', 'user'))],
  [
    'a value in clear where it should be encrypted',
    () => text.replace('stringData:\n', 'stringData:\n    extra: mine\n'),
  ],
  [
    'a bit of a value',
    () =>
      text.replace(
        /(password: ENC\[AES256_GCM,data:)(.)/,
        (_, head: string, c: string) => head + (c === 'A' ? 'B' : 'A'),
      ),
  ],
  ['a shorter tag', () => text.replace(/(password: .*tag:)[^,]*/, '$1AAAA')],
  ['another type', () => text.replace(/(password: .*)type:str/, '$1type:int')],
  ['the time of change', () => text.replace('2026-11-01T12:00:00Z', '2026-11-02T12:00:00Z')],
  ['no MAC', () => text.replace(/mac: .*/, 'mac: ""')],
  ['the MAC of another file', () => text.replace(/mac: .*/, /mac: .*/.exec(other)?.[0] ?? '')],
  ['a narrower rule', () => text.replace('^(data|stringData)$', '^password$')],
  ['MAC over encrypted values only', () => text.replace('  version:', '  mac_only_encrypted: true\n  version:')],
];

let other = '';
beforeAll(async () => {
  other = await encryptYaml(secret, options);
});

describe('what was changed since it was encrypted is refused, by the name of the file and without its content', () => {
  test.each(changes)('%s', async (_, change) => {
    const changed = change();
    expect(changed).not.toBe(text);
    const error: unknown = await decrypt(changed).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ name: 'DecryptionError', file: 'apps/secret.yaml' });
    const { message, reason } = error as { message: string; reason: string };
    expect(['Tampered', 'Malformed']).toContain(reason);
    expect(message).toMatch(/^cannot decrypt 'apps\/secret.yaml': /);
    expect(message).not.toContain(canary);
    expect(message).not.toContain('ENC[');
  });

  test('the untouched file is fine', async () => {
    await expect(decrypt(text)).resolves.toBeDefined();
  });

  test('mac_only_encrypted leaves clear values to change, and no encrypted one', async () => {
    const loose = await encryptYaml(secret, { ...options, macOnlyEncrypted: true });
    await expect(decrypt(loose.replace('name: db', 'name: other'))).resolves.toBeDefined();
    await expect(decrypt(loose.replace(/ *user: ENC.*\n/, ''))).rejects.toMatchObject({ reason: 'Tampered' });
  });
});

describe('metadata that make no sense', () => {
  test.each<[string, JsonObject, string]>([
    [
      'a thousand recipients',
      { age: Array.from({ length: 1000 }, () => ({ recipient: 'age1x', enc: 'x' })) },
      'more than 100 recipients',
    ],
    ['no recipients', { age: [] }, 'no recipients'],
    ['key groups', { age: [], key_groups: [{ age: [] }], shamir_threshold: 5 }, 'key groups'],
    ['recipients that are no list', { age: { a: 1 } }, 'sops.age is not a list'],
    ['a time that is none', { lastmodified: 'yesterday' }, 'not a time'],
    ['two rules', { encrypted_suffix: '_x' }, 'has both'],
    ['a rule that is no expression', { encrypted_regex: '(' }, 'no regular expression'],
    ['a rule on comments', { encrypted_comment_regex: 'x' }, 'encrypted_comment_regex'],
  ])('%s', async (_, metadata, problem) => {
    const changed = await encryptYaml(secret, { ...options, metadata });
    await expect(decrypt(changed)).rejects.toThrow(problem);
  });

  test('an expression that takes others forever', async () => {
    const data = { [`${'a'.repeat(40)}!`]: 'x' };
    const changed = await encryptYaml(
      { data },
      { recipients: [key.recipient], metadata: { encrypted_regex: '^(a+)+$' } },
    );
    const start = performance.now();
    await expect(decrypt(changed)).rejects.toMatchObject({ reason: 'Tampered' });
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  test('a passphrase stanza with a work factor of hours is not for us', async () => {
    const encrypter = new Encrypter();
    encrypter.setPassphrase('x');
    encrypter.setScryptWorkFactor(2);
    const header = Buffer.from(await encrypter.encrypt(new Uint8Array(32))).toString('latin1');
    const enc = armor.encode(Buffer.from(header.replace(/(-> scrypt \S+) 2\n/, '$1 30\n'), 'latin1'));
    const changed = await encryptYaml(secret, { ...options, metadata: { age: [{ recipient: 'age1x', enc }] } });
    const start = performance.now();
    await expect(decrypt(changed)).rejects.toMatchObject({ reason: 'WrongKey' });
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  test('a data key of another length', async () => {
    const encrypter = new Encrypter();
    encrypter.addRecipient(key.recipient);
    const enc = armor.encode(await encrypter.encrypt(new Uint8Array(0)));
    const changed = await encryptYaml(secret, { ...options, metadata: { age: [{ recipient: key.recipient, enc }] } });
    await expect(decrypt(changed)).rejects.toThrow('its data key has the wrong length');
  });

  test.each([
    ['no metadata', 'a: 1\n', 'no sops metadata'],
    ['aliases', 'a: &x 1\nb: *x\nsops: {}\n', 'aliases'],
    ['a list', '- a\n', 'not a map'],
    ['no YAML', 'a: "unfinished canary\n', 'not YAML (line'],
    ['names that are no text', '1: a\nsops: {}\n', 'name in it is not a text'],
  ])('%s', async (_, file, problem) => {
    await expect(decrypt(file)).rejects.toThrow(problem);
  });

  test('more than 5 MiB', async () => {
    await expect(decrypt(`${text}#${'x'.repeat(5 * 1024 * 1024)}`)).rejects.toMatchObject({ reason: 'Unsupported' });
  });

  test('names of JavaScript are names like others', async () => {
    const data = JSON.parse('{"__proto__": "a", "constructor": "b", "toString": "c"}') as JsonObject;
    const changed = await encryptYaml({ data }, options);
    const { bytes } = await decryptFile(Buffer.from(changed), { file: 'f', format: 'yaml', keys });
    expect(Buffer.from(bytes).toString()).toMatch(/__proto__: a\n/);
    expect(({} as Record<string, unknown>)['a']).toBeUndefined();
  });
});
