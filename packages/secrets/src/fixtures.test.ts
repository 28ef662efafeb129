import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { decryptFile } from './decrypt-file.ts';
import type { FileFormat } from './formats/formats.ts';
import { openAgeKeys } from './keys/age-keys.ts';

const folder = new URL('../../../../shared/fixtures/sops/', import.meta.url);

const cases: readonly (readonly [string, FileFormat, string])[] = [
  ['algorithms/age.yaml', 'yaml', 'key: value'],
  ['algorithms/age-pq.yaml', 'yaml', 'key: value'],
  ['patches/merge1.yaml', 'yaml', 'key: merge1'],
  ['patches/merge2.yaml', 'yaml', 'merge2: merge2'],
  ['global/secret.yaml', 'yaml', 'key: '],
  ['component/env.env', 'dotenv', 'key=value\n'],
  ['envs/env.env', 'dotenv', 'key=value\n'],
  ['files/file.txt', 'binary', 'value'],
];

describe.skipIf(!existsSync(folder))(
  'files that SOPS itself encrypted (recorded fixtures; skipped where absent)',
  () => {
    const keyFiles = () =>
      readdirSync(new URL('keys/', folder))
        .filter((name) => name.startsWith('age'))
        .map((name) => ({ name, content: readFileSync(new URL(`keys/${name}`, folder), 'utf8') }));

    test.each(cases)('%s is decrypted', async (file, format, expected) => {
      const keys = await openAgeKeys(keyFiles());
      const bytes = readFileSync(new URL(file, folder));
      const clear = await decryptFile(bytes, { file, format, keys });
      const text = Buffer.from(clear.bytes).toString();
      expect(text).toContain(expected);
      expect(text).not.toContain('sops');
      expect(text).not.toContain('ENC[');
    });
  },
);
