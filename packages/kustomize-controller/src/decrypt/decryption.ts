import { hash } from 'node:crypto';
import type { Kustomization } from '@sluice/api';
import { textsAt } from '@sluice/apply';
import { isNotFound, type KubeClient } from '@sluice/kube';
import type { ObjectRef } from '@sluice/objects';
import { type AgeKeyFile, KeyFileError, type KeySource, openAgeKeys } from '@sluice/secrets';

/** The private keys of a Kustomization, read once for a run. */
export interface Decryption {
  readonly keys: KeySource;
  /** Changes when the keys do. Says nothing of the keys themselves. */
  readonly digest: string;
  /** Told of each file that no key fits and whose values are placeholders; such files are errors where it is absent. */
  readonly onPlaceholders?: ((file: string) => void) | undefined;
}

/** Keys that cannot be read. The message names the Secret, never a key. */
export class DecryptionKeysError extends Error {
  override readonly name = 'DecryptionKeysError';
}

const ageKeySuffix = '.agekey';

export interface DecryptionParts {
  readonly namespace: string;
  readonly client: KubeClient;
  /** The Secret that serves where the Kustomization names none. */
  readonly fallback: { readonly namespace: string; readonly name: string } | undefined;
  /** Tried beside those of the Secret, which may then be missing. */
  readonly ageKeys: readonly AgeKeyFile[];
  /** Where it is given, missing keys are no error: see `Decryption`. */
  readonly onPlaceholders: ((file: string) => void) | undefined;
  readonly signal: AbortSignal;
}

/**
 * Reads the keys of `spec.decryption`: the entries of its Secret that end in `.agekey`, or those of the controller's own
 * Secret. Without either there are no keys, which is an error only once an encrypted file is met.
 */
export async function loadDecryption(
  spec: Kustomization['spec']['decryption'],
  { namespace, client, fallback, ageKeys, onPlaceholders, signal }: DecryptionParts,
): Promise<Decryption | undefined> {
  if (spec === undefined) return undefined;
  const key = spec.secretRef === undefined ? fallback : { namespace, name: spec.secretRef.name };
  const stored =
    key === undefined ? [] : await readKeyFiles(client, { apiVersion: 'v1', kind: 'Secret', ...key }, signal);
  const isNeeded = ageKeys.length === 0 && onPlaceholders === undefined;
  if (key !== undefined && stored === undefined && isNeeded) {
    throw new DecryptionKeysError(
      `cannot read decryption keys: secrets "${key.name}" not found (in namespace '${key.namespace}')`,
    );
  }
  const files = [...(stored ?? []), ...ageKeys];
  try {
    return { keys: await openAgeKeys(files), digest: digestOf(files), onPlaceholders };
  } catch (error) {
    if (!(error instanceof KeyFileError)) throw error;
    throw new DecryptionKeysError(`cannot read decryption keys of Secret '${nameOf(key)}': ${error.message}`);
  }
}

/** Undefined when there is no such Secret. */
async function readKeyFiles(
  client: KubeClient,
  ref: ObjectRef,
  signal: AbortSignal,
): Promise<readonly AgeKeyFile[] | undefined> {
  try {
    const secret = await client.get(ref, { signal });
    if (secret['data'] === undefined) return [];
    return Array.from(textsAt(secret, 'data'))
      .filter(([name]) => name.endsWith(ageKeySuffix))
      .map(([name, value]) => ({ name, content: Buffer.from(value, 'base64').toString() }));
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

function digestOf(files: readonly AgeKeyFile[]): string {
  return hash('sha256', JSON.stringify(files.map(({ content }) => content).toSorted()), 'base64');
}

function nameOf(key: { readonly namespace: string; readonly name: string } | undefined): string {
  return key === undefined ? '' : `${key.namespace}/${key.name}`;
}
