import { createHmac, timingSafeEqual } from 'node:crypto';

import { type HostKey, keyTypeOf } from './host-key.ts';

/** A known_hosts file that cannot be read. The message names the line. */
export class KnownHostsError extends Error {
  override readonly name = 'KnownHostsError';
}

/** One line: for which hosts a key stands. */
export interface KnownHost {
  readonly line: number;
  readonly marker: 'revoked' | 'cert-authority' | undefined;
  readonly matches: (name: string) => boolean;
  readonly key: HostKey;
}

const maxBytes = 1024 * 1024;
const maxLines = 10_000;

/**
 * Reads the lines of a known_hosts file: `[@marker] hosts type base64 [comment]`, hosts plain with `*`, `?` and `!`, or
 * hashed. A line that is none fails the whole, as upstream's reader does: a revocation must not be lost to a typing error.
 */
export function parseKnownHosts(text: string): readonly KnownHost[] {
  if (text.length > maxBytes) throw new KnownHostsError(`it is larger than ${String(maxBytes)} bytes`);
  const lines = text.split('\n');
  if (lines.length > maxLines) throw new KnownHostsError(`it has more than ${String(maxLines)} lines`);
  return lines.flatMap((line, index) => {
    const fields = line.trim().split(/[ \t]+/);
    return fields[0] === '' || fields[0]?.startsWith('#') === true ? [] : [parseLine(fields, index + 1)];
  });
}

function parseLine(fields: readonly string[], line: number): KnownHost {
  const [first = ''] = fields;
  const marker = markerOf(first, line);
  const [hosts = '', type = '', base64 = ''] = marker === undefined ? fields : fields.slice(1);
  const blob = Buffer.from(base64, 'base64');
  if (base64 === '' || blob.toString('base64').replace(/=+$/, '') !== base64.replace(/=+$/, ''))
    throw new KnownHostsError(`line ${String(line)} has no key: hosts, type and a key in base64 are expected`);
  if (keyTypeOf(blob) !== type) throw new KnownHostsError(`line ${String(line)} has a key that is not of its type`);
  return { line, marker, matches: matcherOf(hosts, line), key: { type, blob } };
}

function markerOf(first: string, line: number): KnownHost['marker'] {
  if (!first.startsWith('@')) return undefined;
  if (first === '@revoked') return 'revoked';
  if (first === '@cert-authority') return 'cert-authority';
  throw new KnownHostsError(`line ${String(line)} has a marker that is not known`);
}

function matcherOf(hosts: string, line: number): KnownHost['matches'] {
  if (hosts.startsWith('|')) return hashedMatcher(hosts, line);
  const patterns = hosts.split(',');
  const negative = patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1));
  const positive = patterns.filter((pattern) => !pattern.startsWith('!'));
  return (name) =>
    positive.some((pattern) => matchesPattern(name, pattern)) &&
    !negative.some((pattern) => matchesPattern(name, pattern));
}

/** `|1|salt|hash`: the HMAC-SHA1 of the host's name with the salt. */
function hashedMatcher(hosts: string, line: number): KnownHost['matches'] {
  const [, version, salt = '', hash = '', ...rest] = hosts.split('|');
  const expected = Buffer.from(hash, 'base64');
  if (version !== '1' || rest.length > 0 || salt === '' || expected.length !== 20)
    throw new KnownHostsError(`line ${String(line)} has a hashed host that is not |1|salt|hash`);
  const key = Buffer.from(salt, 'base64');
  return (name) => timingSafeEqual(createHmac('sha1', key).update(name).digest(), expected);
}

/** `*` is any run, `?` any one character; letters match in either case. Goes back to the last `*` only: never exponential. */
function matchesPattern(given: string, pattern: string): boolean {
  const [name, wanted] = [given.toLowerCase(), pattern.toLowerCase()];
  let [at, star, resume] = [0, -1, 0];
  for (let index = 0; index < name.length;) {
    const character = wanted[at];
    if (character === '*') {
      star = at++;
      resume = index;
    } else if (character === '?' || character === name[index]) {
      at++;
      index++;
    } else if (star === -1) return false;
    else {
      at = star + 1;
      index = ++resume;
    }
  }
  return /^\**$/.test(wanted.slice(at));
}
