import { describe, expect, it } from 'vitest';
import { readYaml } from '@sluice/objects';
import { placeholderFile } from './placeholder-file.ts';
import { createTestKey, encryptDotenv, encryptJson, encryptYaml } from './testing/index.ts';

const canary = 'canary-31c0';

async function options(encryptedRegex?: string) {
  const { recipient } = await createTestKey();
  return { recipients: [recipient], ...(encryptedRegex === undefined ? {} : { encryptedRegex }) };
}

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

describe('placeholders', () => {
  it('stand for the encrypted values of a Secret, as its fields must have them', async () => {
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'db' },
      stringData: { password: canary, 'config.json': canary },
      data: { token: Buffer.from(canary).toString('base64'), '.dockerconfigjson': 'e30=' },
    };
    const text = await encryptYaml(secret, await options('^(data|stringData)$'));
    const clear = textOf(placeholderFile(Buffer.from(text), { file: 'a.yaml', format: 'yaml' }));
    const placeholder = Buffer.from('placeholder').toString('base64');
    expect(readYaml(clear)).toEqual([
      {
        ...secret,
        stringData: { password: 'placeholder', 'config.json': '{"auths":{}}' },
        data: { token: placeholder, '.dockerconfigjson': Buffer.from('{"auths":{}}').toString('base64') },
      },
    ]);
  });

  it('have the type of what they stand for', async () => {
    const values = { text: canary, number: 42, share: 0.5, on: true, list: [1, 'a'], none: null };
    const text = await encryptJson(values, await options());
    const clear = textOf(placeholderFile(Buffer.from(text), { file: 'a.json', format: 'json' }));
    expect(JSON.parse(clear)).toEqual({
      text: 'placeholder',
      number: 0,
      share: 0,
      on: false,
      list: [0, 'placeholder'],
      none: null,
    });
  });

  it('stand in env files, and for a file as a whole', async () => {
    const env = await encryptDotenv({ USER: canary }, await options());
    expect(textOf(placeholderFile(Buffer.from(env), { file: 'a.env', format: 'dotenv' }))).toBe('USER=placeholder\n');
    const file = await encryptJson({ data: canary }, await options());
    const binary = placeholderFile(Buffer.from(file), { file: 'key.pem', format: 'binary' });
    expect(textOf(binary)).toBe('placeholder');
  });

  it('do not stand for what kind of object it is', async () => {
    const text = await encryptYaml({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db' } }, await options());
    expect(() => placeholderFile(Buffer.from(text), { file: 'a.yaml', format: 'yaml' })).toThrow(
      "cannot decrypt 'a.yaml': what kind of object it holds is encrypted too",
    );
  });

  it('are not made of what is no encrypted file', () => {
    expect(() => placeholderFile(Buffer.from('a: 1\n'), { file: 'a.yaml', format: 'yaml' })).toThrow(
      "cannot decrypt 'a.yaml'",
    );
  });
});
