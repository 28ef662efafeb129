import { DecryptionError, Problem } from './decryption-error.ts';
import type { EncryptedFile } from './formats/encrypted-file.ts';
import { type FileFormat, readers } from './formats/formats.ts';
import { writeNode } from './formats/json.ts';
import type { KeySource } from './keys/key-source.ts';
import { openDataKey } from './keys/open-data-key.ts';
import { decryptTree } from './sops/decrypt-tree.ts';
import { readMetadata } from './sops/metadata.ts';
import { entryOf, type ReadLeaf, type SopsScalar } from './sops/tree.ts';

/** The largest file that is decrypted, as upstream has it. */
const maxFileBytes = 5 * 1024 * 1024;

export interface DecryptOptions {
  /** Named in errors. */
  readonly file: string;
  /** The format that the file is encrypted in. */
  readonly format: FileFormat;
  /** The format to give it back in. Default: the same. */
  readonly outputFormat?: FileFormat;
  readonly keys: KeySource;
}

/** A file in clear. */
export interface DecryptedFile {
  readonly bytes: Uint8Array;
  /** The values that were encrypted, to keep them out of messages; empty ones left out. */
  readonly secrets: readonly string[];
}

/**
 * Decrypts a file that SOPS encrypted, in memory. Every value is bound to its path, and the MAC over all values is
 * always checked: what was added, removed, reordered or changed since is refused. As SOPS has it, names of values that
 * are not encrypted, comments, and all clear values under `mac_only_encrypted`, are not covered.
 *
 * @throws DecryptionError
 */
export async function decryptFile(bytes: Uint8Array, options: DecryptOptions): Promise<DecryptedFile> {
  try {
    const file = readers[options.format](textOfFile(bytes));
    const metadata = readMetadata(file.tree.metadata);
    const values = decryptTree(file.tree, metadata, await openDataKey(metadata.keys, options.keys));
    const read: ReadLeaf = (leaf) => values.get(leaf) ?? leaf.value;
    return { bytes: write(file, read, options), secrets: secretsOf(values.values()) };
  } catch (error) {
    throw named(error, options.file);
  }
}

function textOfFile(bytes: Uint8Array): string {
  if (bytes.length > maxFileBytes) {
    throw new Problem('Unsupported', `its ${bytes.length} bytes exceed the limit of ${maxFileBytes}`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Problem('Malformed', 'it is not UTF-8');
  }
}

function write(file: EncryptedFile, read: ReadLeaf, { format, outputFormat = format }: DecryptOptions): Uint8Array {
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

function secretsOf(values: Iterable<SopsScalar>): readonly string[] {
  const texts = Array.from(values, ({ bytes }) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString());
  return texts.filter((text) => text !== '');
}

function named(error: unknown, file: string): unknown {
  if (error instanceof Problem) return new DecryptionError(error.reason, file, error.message);
  // Values that are not UTF-8 can only be written as a binary file.
  if (error instanceof TypeError) return new DecryptionError('Malformed', file, 'a value of it is not UTF-8');
  return error;
}
