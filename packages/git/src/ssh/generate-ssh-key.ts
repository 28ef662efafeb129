import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

import { readPrivateKey } from './private-key.ts';

/** Which key is generated. */
export type SshKeyOptions =
  | { readonly algorithm: 'ed25519' }
  | { readonly algorithm: 'ecdsa'; readonly curve: EcdsaCurve }
  | { readonly algorithm: 'rsa'; readonly bits: number };

export type EcdsaCurve = 'p256' | 'p384' | 'p521';

/** A key pair as Secrets carry it. */
export interface SshKeyPair {
  /** PEM, PKCS#8, as upstream generates it. */
  readonly identity: string;
  /** `type base64`, a line of authorized_keys. */
  readonly publicKey: string;
}

const curves = { p256: 'P-256', p384: 'P-384', p521: 'P-521' } as const;

/** Generates a key pair without passphrase. */
export async function generateSshKey(options: SshKeyOptions): Promise<SshKeyPair> {
  const privateKey = await generate(options);
  const identity = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { identity, publicKey: await sshPublicKeyOf(identity) };
}

/** The public half of a private key, as a line of authorized_keys. Throws `PrivateKeyError`. */
export async function sshPublicKeyOf(identity: string, passphrase?: string, signal?: AbortSignal): Promise<string> {
  const { type, publicKey } = await readPrivateKey(identity, passphrase, signal);
  return `${type} ${publicKey.toString('base64')}`;
}

async function generate(options: SshKeyOptions): Promise<KeyObject> {
  const make = promisify(generateKeyPair);
  if (options.algorithm === 'ed25519') return (await make('ed25519')).privateKey;
  if (options.algorithm === 'rsa') return (await make('rsa', { modulusLength: options.bits })).privateKey;
  return (await make('ec', { namedCurve: curves[options.curve] })).privateKey;
}
