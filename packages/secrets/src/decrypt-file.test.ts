import { type JsonObject, readYaml } from '@sluice/objects';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { decryptFile } from './decrypt-file.ts';
import type { FileFormat } from './formats/formats.ts';
import { openAgeKeys } from './keys/age-keys.ts';
import type { KeySource } from './keys/key-source.ts';
import {
  createTestKey,
  encryptDotenv,
  encryptIni,
  encryptJson,
  type EncryptOptions,
  encryptYaml,
  type TestKey,
} from './testing/encrypt.ts';

let key: TestKey;
let keys: KeySource;
let options: EncryptOptions;
beforeAll(async () => {
  key = await createTestKey();
  keys = await openAgeKeys([{ name: 'a.agekey', content: `# a comment\n${key.identity}\n` }]);
  options = { recipients: [key.recipient], encryptedRegex: '^(data|stringData)$' };
});

async function decrypt(text: string, format: FileFormat = 'yaml', file = 'apps/secret.yaml'): Promise<string> {
  const { bytes } = await decryptFile(Buffer.from(text), { file, format, keys });
  return Buffer.from(bytes).toString();
}

const secret: JsonObject = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'db', labels: { tier: 'one', port: 5432 } },
  stringData: { password: 'correct horse', user: 'root' },
};

describe('formats', () => {
  test('a YAML file keeps its order, lines and comments, and loses the metadata', async () => {
    const text = await encryptYaml(secret, options);
    const [first = ''] = text.split('sops:');
    const clear = await decrypt(`# a comment\n${text}`);
    expect(clear).toBe(`# a comment\n${first}`.replace(/ENC\[.*\]/, 'correct horse').replace(/ENC\[.*\]/, 'root'));
  });

  test('strings that would read as something else, or span lines, stay what they are', async () => {
    const values = [
      'true',
      'yes',
      '12',
      '1e3',
      '~',
      'null',
      '0x1f',
      '2001-01-01',
      '',
      ' x ',
      '- a',
      'a: b',
      'a #b',
      "it's",
      '"q"',
    ];
    const more = [
      'a\nb',
      'a\nb\n',
      '\n',
      'a\n\n',
      ' a\nb',
      'a \nb',
      '\ttab',
      '#',
      '*x',
      '&y',
      '!z',
      '%',
      '@',
      '`',
      'é',
      '😀',
      '\u0085',
      '\r\n',
      '\\n',
      '{}',
      '[]',
      '1:30',
      '<<',
      '=',
      '?',
    ];
    const document = { stringData: { list: [...values, ...more], map: { inner: more } } };
    const [read] = readYaml(await decrypt(await encryptYaml(document, options)));
    expect(read).toEqual(document);
  });

  test('numbers and booleans come back as such', async () => {
    const document = {
      data: { int: 42, big: 9007199254740993n, negative: -1, float: 1.5, yes: true, no: false, none: null },
    };
    const text = await encryptYaml(document, options);
    expect(text.match(/type:(int|float|bool)/g)).toHaveLength(6);
    expect(readYaml(await decrypt(text))).toEqual([document]);
  });

  test('any text survives in YAML and JSON', async () => {
    const recipients = [key.recipient];
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.string({ unit: 'grapheme', minLength: 1 }), fc.string({ unit: 'grapheme' })),
        async (map) => {
          const data = Object.fromEntries(
            Object.entries(map).map(([name, value]) => [`k${name}`, value.toWellFormed()]),
          );
          expect(readYaml(await decrypt(await encryptYaml({ a: data }, { recipients })))).toEqual([{ a: data }]);
          expect(JSON.parse(await decrypt(await encryptJson({ a: data }, { recipients }), 'json'))).toEqual({
            a: data,
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  test('a stream of documents is one file with one MAC', async () => {
    const documents = [secret, { ...secret, metadata: { name: 'other' } }];
    const text = await encryptYaml(documents, options);
    expect(readYaml(await decrypt(text))).toEqual(documents);
    const [first = '', second = ''] = text.split(/^---\n/m).filter((part) => part !== '');
    await expect(decrypt(`${second}---\n${first}`)).rejects.toMatchObject({ reason: 'Tampered' });
    await expect(decrypt(first)).rejects.toMatchObject({ reason: 'Tampered' });
  });

  test('JSON is written as SOPS writes it', async () => {
    const text = await encryptJson(
      { b: '<x> & "y"', a: { list: [1, 'two', null, true], empty: {} } },
      { recipients: [key.recipient] },
    );
    expect(await decrypt(text, 'json')).toBe(
      '{\n\t"b": "\\u003cx\\u003e \\u0026 \\"y\\"",\n\t"a": {\n\t\t"list": [\n\t\t\t1,\n\t\t\t"two",\n\t\t\tnull,\n\t\t\ttrue\n\t\t],\n\t\t"empty": {}\n\t}\n}\n',
    );
  });

  test('names that look like numbers keep their place', async () => {
    const [head = '', tail = ''] = (await encryptJson({ b: 'x' }, { recipients: [key.recipient] })).split('"b"');
    const text = `${head}"z_unencrypted": {"2": "", "1": ""},\n\t"b"${tail}`;
    expect(await decrypt(text, 'json')).toMatch(/"2".*"1"/s);
  });

  test('environment files, with line breaks in values', async () => {
    const text = await encryptDotenv({ USER: 'root', CERT: 'one\ntwo' }, { recipients: [key.recipient] });
    expect(await decrypt(`#note\n${text}`, 'dotenv')).toBe('#note\nUSER=root\nCERT=one\\ntwo\n');
  });

  test('INI files', async () => {
    const text = await encryptIni('main', { user: 'root', secret: 'a; b' }, { recipients: [key.recipient] });
    expect(await decrypt(text, 'ini')).toBe('[main]\nuser = root\nsecret = `a; b`\n\n');
  });

  test('any file, as one value of a JSON envelope', async () => {
    const text = await encryptJson({ data: 'anything\nat all' }, { recipients: [key.recipient] });
    expect(await decrypt(text, 'binary')).toBe('anything\nat all');
  });
});

describe('keys', () => {
  test('either of two keys, and either of two recipients', async () => {
    const other = await createTestKey();
    const text = await encryptYaml(secret, { ...options, recipients: [other.recipient, key.recipient] });
    const both = await openAgeKeys([{ name: 'x', content: `${other.identity}\n${key.identity}` }]);
    for (const source of [keys, both]) {
      const clear = await decryptFile(Buffer.from(text), { file: 'f', format: 'yaml', keys: source });
      expect(Buffer.from(clear.bytes).toString()).toContain('correct horse');
    }
  });

  test('a wrong key names the file, the recipients and whose key was given', async () => {
    const other = await createTestKey();
    const text = await encryptYaml(secret, { ...options, recipients: [other.recipient] });
    await expect(decrypt(text)).rejects.toMatchObject({
      reason: 'WrongKey',
      file: 'apps/secret.yaml',
      message: `cannot decrypt 'apps/secret.yaml': it is encrypted for ${other.recipient}, and the keys given are of ${key.recipient}`,
    });
  });

  test('no key at all', async () => {
    const none = await openAgeKeys([]);
    const decrypting = decryptFile(Buffer.from(await encryptYaml(secret, options)), {
      file: 'f',
      format: 'yaml',
      keys: none,
    });
    await expect(decrypting).rejects.toMatchObject({
      reason: 'NoKey',
      message: expect.stringContaining(key.recipient) as string,
    });
  });

  test.each([
    ['pgp', { fp: '35C1A64C', enc: 'x' }, 'OpenPGP 35C1A64C'],
    [
      'hc_vault',
      { vault_address: 'http://169.254.169.254', engine_path: 'sops', key_name: 'k', enc: 'x' },
      'Vault http://169.254.169.254/sops/k',
    ],
    ['kms', { arn: 'arn:aws:kms:x', enc: 'x' }, 'AWS KMS arn:aws:kms:x'],
  ])('files for %s only are refused by name', async (type, entry, name) => {
    const text = await encryptYaml(secret, { ...options, metadata: { age: [], [type]: [entry] } });
    await expect(decrypt(text)).rejects.toMatchObject({
      reason: 'Unsupported',
      message: expect.stringContaining(name) as string,
    });
  });

  test('a key file with anything else in it says where, and does not quote it', async () => {
    await expect(openAgeKeys([{ name: 'b.agekey', content: '# x\nAGE-SECRET-KEY-1OOPS' }])).rejects.toThrow(
      "'b.agekey', line 2: the age identity is damaged",
    );
    await expect(openAgeKeys([{ name: 'b.agekey', content: 'hunter2' }])).rejects.toThrow(
      "'b.agekey', line 1: not an age identity",
    );
  });
});

describe('metadata are cut out wherever they stand', () => {
  test.each([
    ['first', (rest: string, sops: string) => sops + rest],
    [
      'in between, with a comment behind',
      (rest: string, sops: string) => rest.replace('kind:', `${sops}# note\nkind:`),
    ],
    ['indented', (rest: string, sops: string) => (sops + rest).replaceAll(/^(?=.)/gm, '  ')],
    ['last, without a line break', (rest: string, sops: string) => rest + sops.trimEnd()],
    ['before the end of the document', (rest: string, sops: string) => `---\n${rest}${sops}...\n`],
  ])('%s', async (_, arrange) => {
    const text = await encryptYaml(secret, options);
    const at = text.indexOf('sops:');
    const following = /\n(?=stringData)/.exec(text.slice(at))?.index;
    const end = following === undefined ? text.length : at + following + 1;
    const clear = await decrypt(arrange(text.slice(0, at) + text.slice(end), text.slice(at, end)));
    expect(readYaml(clear)).toEqual([secret]);
  });
});

test('a YAML file in flow style', async () => {
  const json = await encryptJson(secret, options);
  expect(readYaml(await decrypt(json))).toEqual([secret]);
});
