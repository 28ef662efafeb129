import { decryptFile, type DecryptedFile, DecryptionError, type FileFormat, placeholderFile } from '@sluice/secrets';
import type { Decryption } from './decryption.ts';

export interface EncryptedBytes {
  /** Named in errors. */
  readonly file: string;
  readonly format: FileFormat;
  readonly outputFormat?: FileFormat;
}

/** Decrypts; where no key fits and placeholders are wanted, they stand for the values. Throws `DecryptionError`. */
export async function decryptBytes(
  bytes: Uint8Array,
  source: EncryptedBytes,
  { keys, onPlaceholders }: Decryption,
): Promise<DecryptedFile> {
  try {
    return await decryptFile(bytes, { ...source, keys });
  } catch (error) {
    if (onPlaceholders === undefined || !isForOthers(error)) throw error;
    const withPlaceholders = placeholderFile(bytes, source);
    onPlaceholders(source.file);
    return { bytes: withPlaceholders, secrets: [] };
  }
}

/** Unsupported are also files for other kinds of keys. */
function isForOthers(error: unknown): boolean {
  return error instanceof DecryptionError && ['NoKey', 'WrongKey', 'Unsupported'].includes(error.reason);
}
