import { DecryptionError, Problem } from './decryption-error.ts';
import type { EncryptedFile } from './formats/encrypted-file.ts';
import type { FileFormat } from './formats/formats.ts';
import { writeNode } from './formats/json.ts';
import { entryOf, type ReadLeaf } from './sops/tree.ts';

/** The largest file that is decrypted, as upstream has it. */
const maxFileBytes = 5 * 1024 * 1024;

/** The format that a file is encrypted in, and the one to give it back in. */
interface Formats {
  readonly format: FileFormat;
  readonly outputFormat?: FileFormat;
}

/** The text of a file. Throws `Problem` for one that is too large, or no text. */
export function textOfFile(bytes: Uint8Array): string {
  if (bytes.length > maxFileBytes) {
    throw new Problem('Unsupported', `its ${bytes.length} bytes exceed the limit of ${maxFileBytes}`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Problem('Malformed', 'it is not UTF-8');
  }
}

/** What is written of a file into which `read` fills the values. Throws `Problem` for a format that it cannot be turned into. */
export function writeFile(file: EncryptedFile, read: ReadLeaf, { format, outputFormat = format }: Formats): Uint8Array {
  const encoder = new TextEncoder();
  const isTree = ['json', 'yaml', 'binary'].includes(format);
  if (isTree && outputFormat === 'binary') return binaryOf(file, read);
  if (format === outputFormat) return encoder.encode(file.write(read));
  const [branch, ...others] = file.tree.branches;
  const isTreeToo = ['json', 'yaml'].includes(outputFormat);
  if (!isTree || !isTreeToo || branch === undefined || others.length > 0) {
    throw new Problem('Unsupported', `a file in ${format} is not turned into ${outputFormat}`);
  }
  return encoder.encode(`${writeNode(branch, read, '\n')}\n`);
}

function binaryOf({ tree }: EncryptedFile, read: ReadLeaf): Uint8Array {
  const data =
    tree.branches.length === 1 && tree.branches[0] !== undefined ? entryOf(tree.branches[0], 'data') : undefined;
  if (data?.kind !== 'leaf') throw new Problem('Malformed', "it has no 'data' to write as a file");
  return read(data).bytes;
}

/** The error with the file's name, where it is about the file. */
export function named(error: unknown, file: string): unknown {
  if (error instanceof Problem) return new DecryptionError(error.reason, file, error.message);
  // Values that are not UTF-8 can only be written as a binary file.
  if (error instanceof TypeError) return new DecryptionError('Malformed', file, 'a value of it is not UTF-8');
  return error;
}
