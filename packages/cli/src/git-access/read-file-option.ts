import { readFile, stat } from 'node:fs/promises';
import { UserError } from '../user-error.ts';

const maxBytes = 1024 * 1024;

/** The text of a file that a flag names. Throws `UserError` that names flag and file, never what is in it. */
export async function readFileOption(flag: string, path: string): Promise<string> {
  try {
    if ((await stat(path)).size > maxBytes)
      throw new UserError(`${flag}: ${path} is larger than ${String(maxBytes)} bytes`);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof UserError) throw error;
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
    throw new UserError(`${flag}: ${path} cannot be read (${String(code)})`, { cause: error });
  }
}
