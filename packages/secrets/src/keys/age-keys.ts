import { armor, Decrypter, identityToRecipient } from 'age-encryption';
import type { KeySource, KeyType, WrappedKey } from './key-source.ts';

/** More keys than anybody has; each costs a key agreement for each recipient of a file. */
const maxIdentities = 100;
/** An armored data key with one recipient is 400 bytes, a post-quantum one 2 KiB. */
const maxWrappedLength = 16 * 1024;
const types: ReadonlySet<KeyType> = new Set<KeyType>(['age']);

/** A key file that holds something else than age identities. The message names the entry and line, never the key. */
export class KeyFileError extends Error {
  override readonly name = 'KeyFileError';
}

/** The age identities of key files, as `age-keygen` writes them. */
export interface AgeKeyFile {
  /** Named in errors. */
  readonly name: string;
  readonly content: string;
}

/**
 * Reads age identities (X25519 and hybrid post-quantum ones); comments and empty lines are skipped. Nothing given is an
 * empty source.
 *
 * @throws KeyFileError
 */
export async function openAgeKeys(files: Iterable<AgeKeyFile>): Promise<KeySource> {
  const identities = new Set<string>();
  for (const file of files) {
    for (const identity of identitiesOf(file)) identities.add(identity);
  }
  if (identities.size > maxIdentities) throw new KeyFileError(`more than ${maxIdentities} age keys`);
  const decrypter = new Decrypter();
  const recipients: string[] = [];
  for (const identity of identities) {
    decrypter.addIdentity(identity);
    recipients.push(await identityToRecipient(identity));
  }
  return { types, recipients, unwrap: (key) => unwrap(decrypter, key) };
}

function identitiesOf({ name, content }: AgeKeyFile): readonly string[] {
  const identities: string[] = [];
  content.split(/\r?\n/).forEach((line, index) => {
    const text = line.trim();
    if (text === '' || text.startsWith('#')) return;
    if (!/^AGE-SECRET-KEY-(PQ-)?1[A-Z0-9]+$/.test(text)) {
      throw new KeyFileError(`'${name}', line ${index + 1}: not an age identity (AGE-SECRET-KEY-1…)`);
    }
    identities.push(checked(text, name, index + 1));
  });
  return identities;
}

/** The library checks the checksum; what it says is not repeated, because it may quote the key. */
function checked(identity: string, name: string, line: number): string {
  try {
    new Decrypter().addIdentity(identity);
    return identity;
  } catch {
    throw new KeyFileError(`'${name}', line ${line}: the age identity is damaged`);
  }
}

/**
 * Passphrases are never given to the decrypter, so that an scrypt stanza, whatever work it asks for, costs nothing.
 * Whatever else is wrong with the wrapped key makes it one that is not for us.
 */
async function unwrap(decrypter: Decrypter, { type, encrypted }: WrappedKey): Promise<Uint8Array | undefined> {
  if (type !== 'age' || encrypted.length > maxWrappedLength) return undefined;
  try {
    return await decrypter.decrypt(armor.decode(encrypted));
  } catch {
    return undefined;
  }
}
