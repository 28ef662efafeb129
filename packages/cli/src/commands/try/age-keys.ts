import { readFile } from 'node:fs/promises';
import { type AgeKeyFile, KeyFileError, openAgeKeys } from '@sluice/secrets';
import { UserError } from '../../user-error.ts';

/** The variable in which SOPS itself looks for a file of age keys. */
const variable = 'SOPS_AGE_KEY_FILE';

/** The user's age keys, and a line that says what becomes of encrypted files. */
export interface AgeKeys {
  readonly files: readonly AgeKeyFile[];
  readonly note: string;
}

/** Reads the keys that `SOPS_AGE_KEY_FILE` names. Throws `UserError` when that is no file of age keys. */
export async function readAgeKeys(env: Readonly<Record<string, string | undefined>>): Promise<AgeKeys> {
  const path = env[variable];
  if (path === undefined || path === '') {
    const note = `Placeholders stand for encrypted values: set ${variable} to your file of age keys to decrypt them.\n`;
    return { files: [], note };
  }
  const files = [{ name: path, content: await readKeyFile(path) }];
  try {
    await openAgeKeys(files);
  } catch (error) {
    if (error instanceof KeyFileError) throw new UserError(`${variable}: ${error.message}`);
    throw error;
  }
  return { files, note: `Encrypted files are decrypted in memory with the keys of ${path} (${variable}).\n` };
}

async function readKeyFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new UserError(`${variable}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
