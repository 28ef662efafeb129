export { DecryptionError, type DecryptionReason } from './decryption-error.ts';
export { decryptFile, type DecryptedFile, type DecryptOptions } from './decrypt-file.ts';
export { encryptedFormatOf, type FileFormat, formatOfName, isEncrypted } from './formats/formats.ts';
export { type AgeKeyFile, KeyFileError, openAgeKeys } from './keys/age-keys.ts';
export type { KeySource, KeyType, WrappedKey } from './keys/key-source.ts';
export { placeholderFile, type PlaceholderOptions } from './placeholder-file.ts';
