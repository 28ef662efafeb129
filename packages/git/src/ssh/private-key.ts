import { createHash, createPrivateKey, type KeyObject } from 'node:crypto';

import type { ParsedKey } from 'ssh2';

import { createPacer, type Pacer } from '../pacer.ts';
import { BoundedCache } from '../store/bounded-cache.ts';
import { SharedCalls } from '../store/shared-calls.ts';
import { decryptOpenSshKey, formatOpenSshKey, isOpenSshKey } from './openssh-key.ts';
import { PrivateKeyError } from './private-key-error.ts';
import { loadSsh2 } from './ssh2.ts';
import { wireString } from './wire-format.ts';

/** A key pair that can sign. */
export interface SshKey {
  readonly type: string;
  /** As it goes over the wire. */
  readonly publicKey: Buffer;
  readonly parsed: ParsedKey;
}

const maxBytes = 64 * 1024;
const types = ['ssh-ed25519', 'ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521', 'ssh-rsa'];
const mostKept = 128;
// A passphrase costs a quarter of a second, and the same key is used at every interval, by many objects at once.
const unlocked = new BoundedCache<SshKey>(mostKept);
const unlocking = new SharedCalls<SshKey>();

/**
 * Reads a private key in OpenSSH's format or in PEM (PKCS#8, PKCS#1, SEC1; the latter two also encrypted): ed25519, ecdsa
 * over the three NIST curves, or rsa. Throws `PrivateKeyError`, or the signal's reason.
 */
export async function readPrivateKey(text: string, passphrase?: string, signal?: AbortSignal): Promise<SshKey> {
  if (text.length > maxBytes) throw new PrivateKeyError('malformed', 'it is too large to be a private key');
  const name = createHash('sha256')
    .update(JSON.stringify([text, passphrase]))
    .digest('hex');
  return unlocked.get(name) ?? unlocking.run(name, signal, (shared) => unlock(name, text.trim(), passphrase, shared));
}

async function unlock(
  name: string,
  text: string,
  passphrase: string | undefined,
  signal: AbortSignal,
): Promise<SshKey> {
  const key = unlocked.get(name) ?? (await parse(text, passphrase, createPacer(signal)));
  unlocked.set(name, key, 1);
  return key;
}

async function parse(text: string, passphrase: string | undefined, pace: Pacer): Promise<SshKey> {
  const plain = isOpenSshKey(text)
    ? await decryptOpenSshKey(text, passphrase, pace)
    : fromKeyObject(readPem(text, passphrase));
  const { utils } = await loadSsh2();
  const parsed = utils.parseKey(plain);
  if (parsed instanceof Error || !parsed.isPrivateKey())
    throw new PrivateKeyError('malformed', 'it is damaged: its fields do not have the form of a private key');
  if (!types.includes(parsed.type))
    throw new PrivateKeyError('unsupported', `its type ${parsed.type} is not supported: ed25519, ecdsa and rsa are`);
  return { type: parsed.type, publicKey: parsed.getPublicSSH(), parsed: withoutSha1(parsed) };
}

/** A server that knows no better is offered SHA-1 signatures by the library; they are never made. */
function withoutSha1(key: ParsedKey): ParsedKey {
  if (key.type !== 'ssh-rsa') return key;
  const sign = key.sign.bind(key);
  key.sign = (data, algorithm) => {
    if (algorithm === 'sha256' || algorithm === 'sha512') return sign(data, algorithm);
    throw new PrivateKeyError('unsupported', 'the server takes rsa keys with SHA-1 only: use an ed25519 or ecdsa key');
  };
  return key;
}

const pemLabels = /-----BEGIN ((?:RSA |EC |ENCRYPTED )?PRIVATE KEY)-----/;

function readPem(text: string, passphrase: string | undefined): KeyObject {
  const label = pemLabels.exec(text)?.[1];
  if (label === undefined)
    throw new PrivateKeyError(
      'malformed',
      'it is not a private key in OpenSSH or PEM format, or has a type that is not supported',
    );
  const isEncrypted = label.startsWith('ENCRYPTED') || /^Proc-Type: 4,ENCRYPTED/m.test(text);
  if (isEncrypted && passphrase === undefined) throw new PrivateKeyError('encrypted', 'it is encrypted');
  if (label.startsWith('ENCRYPTED'))
    throw new PrivateKeyError(
      'unsupported',
      'it is encrypted as PKCS#8, which is not supported: `ssh-keygen -p -f FILE` writes it in OpenSSH format',
    );
  try {
    return createPrivateKey({ key: text, ...(isEncrypted ? { passphrase } : {}) });
  } catch {
    // The cause could quote what it read.
    if (isEncrypted) throw new PrivateKeyError('wrongPassphrase', 'the passphrase is wrong, or it is damaged');
    throw new PrivateKeyError('malformed', 'it is damaged: it is not a private key in PEM format');
  }
}

/** The forms of a key that ssh2 reads. */
export function fromKeyObject(key: KeyObject): string {
  if (key.asymmetricKeyType === 'rsa') return key.export({ type: 'pkcs1', format: 'pem' }).toString();
  if (key.asymmetricKeyType === 'ec') return key.export({ type: 'sec1', format: 'pem' }).toString();
  if (key.asymmetricKeyType === 'ed25519') return formatEd25519(key);
  throw new PrivateKeyError(
    'unsupported',
    `its type ${String(key.asymmetricKeyType)} is not supported: ed25519, ecdsa and rsa are`,
  );
}

function formatEd25519(key: KeyObject): string {
  const { x = '', d = '' } = key.export({ format: 'jwk' });
  const [publicKey, seed] = [Buffer.from(x, 'base64url'), Buffer.from(d, 'base64url')];
  const blob = Buffer.concat([wireString('ssh-ed25519'), wireString(publicKey)]);
  const fields = Buffer.concat([Buffer.alloc(8), blob, wireString(Buffer.concat([seed, publicKey])), wireString('')]);
  const padding = Buffer.from([1, 2, 3, 4, 5, 6, 7]).subarray(0, (8 - (fields.length % 8)) % 8);
  return formatOpenSshKey(blob, Buffer.concat([fields, padding]));
}
