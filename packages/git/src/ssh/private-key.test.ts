import { generateKeyPairSync, type KeyObject } from 'node:crypto';

import fc from 'fast-check';
import ssh2 from 'ssh2';
import { describe, expect, it } from 'vitest';

import { PrivateKeyError } from './private-key-error.ts';
import { readPrivateKey } from './private-key.ts';

const passphrase = 'CANARY passphrase';

const pairs = {
  'ssh-ed25519': generateKeyPairSync('ed25519'),
  'ecdsa-sha2-nistp256': generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  'ecdsa-sha2-nistp384': generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  'ecdsa-sha2-nistp521': generateKeyPairSync('ec', { namedCurve: 'P-521' }),
  'ssh-rsa': generateKeyPairSync('rsa', { modulusLength: 2048 }),
};

function pem(key: KeyObject, type: 'pkcs8' | 'pkcs1' | 'sec1', cipher?: string): string {
  const encryption = cipher === undefined ? {} : { cipher, passphrase };
  return key
    .export({ type: type as 'pkcs8', format: 'pem', ...encryption } as { type: 'pkcs8'; format: 'pem' })
    .toString();
}

interface KeyOptions {
  readonly bits?: number;
  readonly passphrase?: string;
  readonly cipher?: string;
  readonly rounds?: number;
}

/** The library's generator, unlike ours, makes an ed25519 key now and then that it cannot read itself: not that one. */
function openSsh(type: 'ed25519' | 'ecdsa' | 'rsa', options: KeyOptions): string {
  for (;;) {
    const made = ssh2.utils.generateKeyPairSync(type as 'rsa', options as { bits: number }).private;
    if (!(ssh2.utils.parseKey(made, options.passphrase) instanceof Error)) return made;
  }
}

describe('a private key', () => {
  it.each(Object.entries(pairs))('of the type %s is read from PKCS#8, and signs', async (type, { privateKey }) => {
    const key = await readPrivateKey(pem(privateKey, 'pkcs8'));
    expect(key.type).toBe(type);
    const data = Buffer.from('data');
    const hash = type === 'ssh-rsa' ? 'sha256' : undefined;
    expect(key.parsed.verify(data, key.parsed.sign(data, hash), hash)).toBe(true);
  });

  it.each<[string, () => string, string]>([
    ['PKCS#1', () => pem(pairs['ssh-rsa'].privateKey, 'pkcs1'), 'ssh-rsa'],
    ['encrypted PKCS#1', () => pem(pairs['ssh-rsa'].privateKey, 'pkcs1', 'aes-256-cbc'), 'ssh-rsa'],
    ['SEC1', () => pem(pairs['ecdsa-sha2-nistp384'].privateKey, 'sec1'), 'ecdsa-sha2-nistp384'],
    [
      'encrypted SEC1',
      () => pem(pairs['ecdsa-sha2-nistp256'].privateKey, 'sec1', 'aes-128-cbc'),
      'ecdsa-sha2-nistp256',
    ],
    ["OpenSSH's format", () => openSsh('ed25519', {}), 'ssh-ed25519'],
    ["OpenSSH's format, ecdsa", () => openSsh('ecdsa', { bits: 521 }), 'ecdsa-sha2-nistp521'],
    ["OpenSSH's format, rsa", () => openSsh('rsa', { bits: 2048 }), 'ssh-rsa'],
    [
      "OpenSSH's format, encrypted",
      () => openSsh('ed25519', { passphrase, cipher: 'aes256-ctr', rounds: 2 }),
      'ssh-ed25519',
    ],
    [
      "OpenSSH's format, encrypted with CBC",
      () => openSsh('rsa', { bits: 2048, passphrase, cipher: 'aes256-cbc', rounds: 2 }),
      'ssh-rsa',
    ],
  ])('is read from %s', async (_, make, type) => {
    const key = await readPrivateKey(make(), passphrase);
    expect(key.type).toBe(type);
    expect(key.publicKey.toString('latin1')).toContain(type);
  });

  it.each<[string, () => string, string | undefined, string, string]>([
    [
      'encrypted, without passphrase',
      () => openSsh('ed25519', { passphrase, cipher: 'aes256-ctr', rounds: 2 }),
      undefined,
      'encrypted',
      'it is encrypted',
    ],
    [
      'encrypted PEM, without passphrase',
      () => pem(pairs['ssh-rsa'].privateKey, 'pkcs1', 'aes-256-cbc'),
      undefined,
      'encrypted',
      'it is encrypted',
    ],
    [
      'encrypted, with a wrong passphrase',
      () => openSsh('ed25519', { passphrase, cipher: 'aes256-ctr', rounds: 2 }),
      'CANARY wrong',
      'wrongPassphrase',
      'the passphrase is wrong',
    ],
    [
      'encrypted PEM, with a wrong passphrase',
      () => pem(pairs['ssh-rsa'].privateKey, 'pkcs1', 'aes-256-cbc'),
      'CANARY wrong',
      'wrongPassphrase',
      'the passphrase is wrong',
    ],
    [
      'encrypted as PKCS#8',
      () => pem(pairs['ssh-rsa'].privateKey, 'pkcs8', 'aes-256-cbc'),
      passphrase,
      'unsupported',
      'encrypted as PKCS#8',
    ],
    [
      'of a curve that ssh does not use',
      () => pem(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey, 'pkcs8'),
      undefined,
      'malformed',
      'fields',
    ],
    [
      'of a type that ssh does not use',
      () => pem(generateKeyPairSync('x25519').privateKey, 'pkcs8'),
      undefined,
      'unsupported',
      'its type x25519 is not supported',
    ],
    ['a public key', () => 'ssh-ed25519 AAAA', undefined, 'malformed', 'not a private key'],
    ['nothing', () => '', undefined, 'malformed', 'not a private key'],
    ['cut', () => pem(pairs['ssh-rsa'].privateKey, 'pkcs8').slice(0, 500), undefined, 'malformed', 'it is damaged'],
    [
      'cut, in OpenSSH format',
      () => openSsh('ed25519', {}).replace(/(\n[^\n-]+\n)[^\n-]{12}/, '$1'),
      undefined,
      'malformed',
      'it is damaged',
    ],
    ['too large', () => 'x'.repeat(100_000), undefined, 'malformed', 'too large'],
    [
      'encrypted with a million rounds',
      () => {
        const text = openSsh('ed25519', { passphrase, cipher: 'aes256-ctr', rounds: 2 });
        const body = Buffer.from(text.replaceAll(/-----.*-----|\n/g, ''), 'base64');
        body.writeUInt32BE(1_000_000, body.indexOf('bcrypt') + 6 + 4 + 4 + 16);
        return `-----BEGIN OPENSSH PRIVATE KEY-----\n${body.toString('base64')}\n-----END OPENSSH PRIVATE KEY-----`;
      },
      passphrase,
      'unsupported',
      '1000000 rounds',
    ],
  ])('is refused when it is %s', async (_, make, given, problem, message) => {
    const error = await readPrivateKey(make(), given).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ name: 'PrivateKeyError', problem });
    expect(String(error)).toContain(message);
    expect(String(error)).not.toContain('CANARY');
  });

  it('never signs with SHA-1', async () => {
    const key = await readPrivateKey(pem(pairs['ssh-rsa'].privateKey, 'pkcs8'));
    expect(() => key.parsed.sign(Buffer.from('data'), 'sha1')).toThrow('with SHA-1 only');
    expect(() => key.parsed.sign(Buffer.from('data'))).toThrow('with SHA-1 only');
  });

  it('lets the event loop go on while its passphrase is tried, and stops when told', async () => {
    const text = openSsh('ed25519', { passphrase, cipher: 'aes256-ctr', rounds: 8 });
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await readPrivateKey(text, passphrase);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(3);
    const stopped = AbortSignal.abort(new Error('stopped'));
    await expect(readPrivateKey(text, 'another', stopped)).rejects.toThrow('stopped');
  });

  it('is unlocked once for all who ask at once, and after them', async () => {
    const text = openSsh('ed25519', { passphrase, cipher: 'aes256-ctr', rounds: 2 });
    const keys = await Promise.all(Array.from({ length: 20 }, () => readPrivateKey(text, passphrase)));
    keys.push(await readPrivateKey(text, passphrase));
    expect(new Set(keys).size).toBe(1);
    await expect(readPrivateKey(text, 'another')).rejects.toThrow('the passphrase is wrong');
  });

  it('with any bytes in it is refused by name', async () => {
    const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
    const whole = Buffer.from(openSsh('ed25519', {}).replaceAll(/-----.*-----|\n/g, ''), 'base64');
    const damaged = fc.tuple(fc.nat(whole.length - 1), fc.nat(255)).map(([at, value]) => {
      const copy = Buffer.from(whole);
      copy[at] = value;
      return copy;
    });
    await fc.assert(
      fc.asyncProperty(fc.oneof(bytes, damaged), async (body) => {
        const text = `-----BEGIN OPENSSH PRIVATE KEY-----\n${body.toString('base64')}\n-----END OPENSSH PRIVATE KEY-----`;
        await readPrivateKey(text, passphrase).catch((error: unknown) => {
          if (!(error instanceof PrivateKeyError)) throw error;
        });
      }),
      { numRuns: 300 },
    );
  });
});
