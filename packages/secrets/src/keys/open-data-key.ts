import { Problem } from '../decryption-error.ts';
import type { KeySource, KeyType, WrappedKey } from './key-source.ts';

const dataKeyBytes = 32;

const nameOfType: Readonly<Record<KeyType, string>> = {
  age: 'age',
  pgp: 'OpenPGP',
  kms: 'AWS KMS',
  gcp_kms: 'Google Cloud KMS',
  azure_kv: 'Azure Key Vault',
  hc_vault: 'Vault',
  hckms: 'Huawei Cloud KMS',
};

/** The data key of a file, by the first recipient whose key the source has. Throws Problem that names all of them. */
export async function openDataKey(wrapped: readonly WrappedKey[], source: KeySource): Promise<Uint8Array> {
  const ours = wrapped.filter(({ type }) => source.types.has(type));
  if (ours.length === 0) {
    const names = [...source.types].map((type) => nameOfType[type]).join(', ');
    throw new Problem('Unsupported', `it is encrypted for ${listed(wrapped)}; only ${names} keys can be used`);
  }
  if (source.recipients.length === 0) {
    throw new Problem('NoKey', `it is encrypted for ${listed(wrapped)}, and no key was given`);
  }
  for (const key of ours) {
    const dataKey = await source.unwrap(key);
    if (dataKey === undefined) continue;
    if (dataKey.length !== dataKeyBytes) throw new Problem('Malformed', 'its data key has the wrong length');
    return dataKey;
  }
  throw new Problem(
    'WrongKey',
    `it is encrypted for ${listed(wrapped)}, and the keys given are of ${names(source.recipients)}`,
  );
}

function listed(keys: readonly WrappedKey[]): string {
  return names(keys.map(({ type, recipient }) => (type === 'age' ? recipient : `${nameOfType[type]} ${recipient}`)));
}

function names(recipients: readonly string[]): string {
  const shown = recipients.slice(0, 5).map(shortened);
  return recipients.length > shown.length
    ? `${shown.join(', ')} and ${recipients.length - shown.length} more`
    : shown.join(', ');
}

/** Post-quantum recipients have 2,000 characters. */
function shortened(recipient: string): string {
  const clean = recipient.replaceAll(/[^\x21-\x7E ]/g, '?');
  return clean.length <= 80 ? clean : `${clean.slice(0, 40)}…${clean.slice(-8)}`;
}
