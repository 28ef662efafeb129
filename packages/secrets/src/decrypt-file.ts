import { named, textOfFile, writeFile } from './file-bytes.ts';
import { type FileFormat, readers } from './formats/formats.ts';
import type { KeySource } from './keys/key-source.ts';
import { openDataKey } from './keys/open-data-key.ts';
import { decryptTree } from './sops/decrypt-tree.ts';
import { readMetadata } from './sops/metadata.ts';
import type { ReadLeaf, SopsScalar } from './sops/tree.ts';

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
    return { bytes: writeFile(file, read, options), secrets: secretsOf(values.values()) };
  } catch (error) {
    throw named(error, options.file);
  }
}

function secretsOf(values: Iterable<SopsScalar>): readonly string[] {
  const texts = Array.from(values, ({ bytes }) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString());
  return texts.filter((text) => text !== '');
}
