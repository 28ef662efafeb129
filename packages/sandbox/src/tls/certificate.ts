import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { isIPv4, isIPv6 } from 'node:net';
import {
  bitString,
  booleanTrue,
  explicit,
  implicit,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  time,
  utf8String,
} from './der.ts';

/** A certificate and its key, both as PEM. Clients trust the certificate itself. */
export interface ServerIdentity {
  readonly certificate: string;
  readonly key: string;
}

const day = 86_400_000;
const ecdsaWithSha256 = sequence(objectIdentifier('1.2.840.10045.4.3.2'));

/** Makes a certificate for this run: kubectl sends a token over TLS only. Its key never leaves the process. */
export function selfSigned(names: readonly string[], now: number): ServerIdentity {
  return signedByItself({ commonName: 'sluice sandbox', usage: serverAuthentication, names }, now);
}

const serverAuthentication = '1.3.6.1.5.5.7.3.1';
export const clientAuthentication = '1.3.6.1.5.5.7.3.2';

/** Whom a certificate names, and what for. */
export interface CertificateSubject {
  readonly commonName: string;
  readonly organizations?: readonly string[];
  readonly usage: string;
  readonly names: readonly string[];
}

/** Makes a key and a certificate that is its own authority. */
export function signedByItself(about: CertificateSubject, now: number): ServerIdentity {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const subject = nameOf(about);
  const body = sequence(
    explicit(0, integer(Uint8Array.of(2))),
    integer(Uint8Array.from([1, ...randomBytes(15)])),
    ecdsaWithSha256,
    subject,
    sequence(time(now - day), time(now + 365 * day)),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    explicit(3, sequence(...extensions(about))),
  );
  const certificate = sequence(body, ecdsaWithSha256, bitString(sign('sha256', body, privateKey)));
  return { certificate: pem(certificate), key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

function nameOf({ commonName, organizations = [] }: CertificateSubject): Uint8Array {
  const attribute = (id: string, text: string): Uint8Array => setOf(sequence(objectIdentifier(id), utf8String(text)));
  return sequence(...organizations.map((each) => attribute('2.5.4.10', each)), attribute('2.5.4.3', commonName));
}

function extensions({ names, usage }: CertificateSubject): readonly Uint8Array[] {
  const alternatives = names.map((name) => {
    const address = addressBytes(name);
    return address === undefined ? implicit(2, Buffer.from(name)) : implicit(7, address);
  });
  return [
    extension('2.5.29.19', sequence(booleanTrue), true),
    // digitalSignature and keyCertSign
    extension('2.5.29.15', bitString(Uint8Array.of(0x84), 2), true),
    extension('2.5.29.37', sequence(objectIdentifier(usage)), false),
    extension('2.5.29.17', sequence(...alternatives), false),
  ];
}

function extension(id: string, value: Uint8Array, critical: boolean): Uint8Array {
  return sequence(objectIdentifier(id), ...(critical ? [booleanTrue] : []), octetString(value));
}

function addressBytes(name: string): Uint8Array | undefined {
  if (isIPv4(name)) return Uint8Array.from(name.split('.').map(Number));
  return isIPv6(name) ? ipv6Bytes(name) : undefined;
}

function ipv6Bytes(address: string): Uint8Array {
  const [head = '', tail] = address.split('::');
  const groups = (text: string): number[] =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
  const [left, right] = [groups(head), groups(tail ?? '')];
  const middle = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => 0);
  return Uint8Array.from([...left, ...middle, ...right].flatMap((group) => [group >> 8, group & 0xff]));
}

function pem(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
