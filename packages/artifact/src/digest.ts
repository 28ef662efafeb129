import { createHash, type Hash, timingSafeEqual } from 'node:crypto';

/** Digest algorithms by the names that `--artifact-digest-algo` takes. Upstream's `blake3` is not among them. */
export const digestAlgorithms = ['sha256', 'sha384', 'sha512', 'sha1'] as const;

export type DigestAlgorithm = (typeof digestAlgorithms)[number];

export function isDigestAlgorithm(name: string): name is DigestAlgorithm {
  return (digestAlgorithms as readonly string[]).includes(name);
}

/** Hashes bytes as they pass; `digest` gives `<algorithm>:<hex>`. */
export class Digester {
  readonly #algorithm: DigestAlgorithm;
  readonly #hash: Hash;

  constructor(algorithm: DigestAlgorithm) {
    this.#algorithm = algorithm;
    this.#hash = createHash(algorithm);
  }

  update(bytes: Uint8Array): void {
    this.#hash.update(bytes);
  }

  digest(): string {
    return `${this.#algorithm}:${this.#hash.digest('hex')}`;
  }
}

/** The algorithm of a digest; `undefined` when it is none that is known. */
export function algorithmOf(digest: string): DigestAlgorithm | undefined {
  const [name = '', hex = ''] = digest.split(':', 2);
  return isDigestAlgorithm(name) && /^[0-9a-f]{40,128}$/.test(hex) ? name : undefined;
}

export function digestOf(algorithm: DigestAlgorithm, bytes: Uint8Array): string {
  const digester = new Digester(algorithm);
  digester.update(bytes);
  return digester.digest();
}

/** Whether bytes have the digest; false for a digest of an unknown algorithm. */
export function matchesDigest(bytes: Uint8Array, digest: string): boolean {
  const algorithm = algorithmOf(digest);
  if (algorithm === undefined) return false;
  const [actual, expected] = [Buffer.from(digestOf(algorithm, bytes)), Buffer.from(digest)];
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}
