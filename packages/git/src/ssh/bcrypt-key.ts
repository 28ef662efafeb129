// oxlint-disable-next-line typescript/triple-slash-reference -- whoever compiles this file needs the types, not only this package
/// <reference path="./bcrypt-pbkdf.d.ts" />
import { createHash } from 'node:crypto';

import bcrypt from 'bcrypt-pbkdf';

import type { Pacer } from '../pacer.ts';

const hashBytes = 32;

/** What OpenSSH derives the key of an encrypted private key with. */
export interface BcryptOptions {
  readonly passphrase: string;
  readonly salt: Uint8Array;
  readonly rounds: number;
  /** Bytes that are wanted. */
  readonly length: number;
}

/**
 * bcrypt_pbkdf in slices: a usual key takes a quarter of a second of pure JavaScript, in which the event loop is to go on.
 */
export async function bcryptKey({ passphrase, salt, rounds, length }: BcryptOptions, pace: Pacer): Promise<Buffer> {
  const password = sha512(Buffer.from(passphrase, 'utf8'));
  const blocks = Math.ceil(length / hashBytes);
  const key = Buffer.alloc(blocks * hashBytes);
  for (let block = 0; block < blocks; block++) {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(block + 1);
    const bytes = await bcryptBlock(password, Buffer.concat([salt, count]), rounds, pace);
    // The blocks are dealt out byte by byte, so that none can be left out.
    for (let index = 0; index < hashBytes; index++) key[index * blocks + block] = bytes[index] ?? 0;
  }
  return key.subarray(0, length);
}

async function bcryptBlock(password: Buffer, salt: Buffer, rounds: number, pace: Pacer): Promise<Buffer> {
  const sum = Buffer.alloc(hashBytes);
  const hash = Buffer.alloc(hashBytes);
  let data = salt;
  for (let round = 0; round < rounds; round++) {
    await pace();
    bcrypt.hash(password, sha512(data), hash);
    data = hash;
    for (let index = 0; index < hashBytes; index++) sum[index] = (sum[index] ?? 0) ^ (hash[index] ?? 0);
  }
  return sum;
}

function sha512(data: Uint8Array): Buffer {
  return createHash('sha512').update(data).digest();
}
