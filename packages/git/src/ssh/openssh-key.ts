import { createDecipheriv } from 'node:crypto';

import type { Pacer } from '../pacer.ts';
import { bcryptKey } from './bcrypt-key.ts';
import { PrivateKeyError } from './private-key-error.ts';
import { WireReader, wireString } from './wire-format.ts';

const frame = /-----BEGIN OPENSSH PRIVATE KEY-----([^-]*)-----END OPENSSH PRIVATE KEY-----/;
const magic = 'openssh-key-v1\0';
// ssh-keygen's default is 16, today 24; many people ask for 100.
const maxRounds = 1024;

const ciphers = new Map([
  ['aes256-ctr', { name: 'aes-256-ctr', keyBytes: 32 }],
  ['aes192-ctr', { name: 'aes-192-ctr', keyBytes: 24 }],
  ['aes128-ctr', { name: 'aes-128-ctr', keyBytes: 16 }],
  ['aes256-cbc', { name: 'aes-256-cbc', keyBytes: 32 }],
  ['aes128-cbc', { name: 'aes-128-cbc', keyBytes: 16 }],
]);
const ivBytes = 16;

/** Whether a text is a private key in OpenSSH's own format. */
export function isOpenSshKey(pem: string): boolean {
  return pem.includes('-----BEGIN OPENSSH PRIVATE KEY-----');
}

/** The same key without encryption; as it was when it has none. Throws `PrivateKeyError`. */
export async function decryptOpenSshKey(pem: string, passphrase: string | undefined, pace: Pacer): Promise<string> {
  const reader = new WireReader(bodyOf(pem));
  if (reader.bytes(magic.length).toString('latin1') !== magic) throw malformed();
  const [cipherName, kdf, kdfOptions] = [reader.text(), reader.text(), reader.string()];
  if (reader.uint32() !== 1) throw malformed();
  const [publicKey, encrypted] = [reader.string(), reader.string()];
  if (cipherName === 'none') return pem;
  if (passphrase === undefined) throw new PrivateKeyError('encrypted', 'it is encrypted');
  const cipher = ciphers.get(cipherName);
  if (cipher === undefined || kdf !== 'bcrypt')
    throw new PrivateKeyError(
      'unsupported',
      `it is encrypted with ${JSON.stringify(cipherName)}, which is not supported`,
    );
  const key = await bcryptKey({ ...derivationOf(kdfOptions), passphrase, length: cipher.keyBytes + ivBytes }, pace);
  return formatOpenSshKey(publicKey, decrypt(cipher.name, key, encrypted));
}

/** A private key without encryption: its public key, and the section with the private fields. */
export function formatOpenSshKey(publicKey: Buffer, privateSection: Buffer): string {
  const one = Buffer.from([0, 0, 0, 1]);
  const bytes = Buffer.concat([
    Buffer.from(magic, 'latin1'),
    ...['none', 'none', ''].map(wireString),
    one,
    wireString(publicKey),
    wireString(privateSection),
  ]);
  const lines = bytes.toString('base64').match(/.{1,70}/g) ?? [];
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines.join('\n')}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

function derivationOf(options: Buffer): { salt: Buffer; rounds: number } {
  const reader = new WireReader(options);
  const [salt, rounds] = [reader.string(), reader.uint32()];
  if (salt.length === 0 || rounds < 1) throw malformed();
  if (rounds > maxRounds)
    throw new PrivateKeyError(
      'unsupported',
      `its passphrase takes ${String(rounds)} rounds, more than ${String(maxRounds)}`,
    );
  return { salt, rounds };
}

function decrypt(name: string, key: Buffer, encrypted: Buffer): Buffer {
  const decipher = createDecipheriv(name, key.subarray(0, -ivBytes), key.subarray(-ivBytes)).setAutoPadding(false);
  if (encrypted.length % ivBytes !== 0 || encrypted.length < 8) throw malformed();
  const section = Buffer.concat([decipher.update(encrypted), decipher.final()]);
  if (section.readUInt32BE(0) !== section.readUInt32BE(4))
    throw new PrivateKeyError('wrongPassphrase', 'the passphrase is wrong');
  return section;
}

function bodyOf(pem: string): Buffer {
  const body = frame.exec(pem)?.[1];
  if (body === undefined) throw malformed();
  return Buffer.from(body, 'base64');
}

function malformed(): PrivateKeyError {
  return new PrivateKeyError('malformed', 'it is damaged: its content does not have the form of an OpenSSH key');
}
