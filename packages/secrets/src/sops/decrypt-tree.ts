import { createHash, type Hash, timingSafeEqual } from 'node:crypto';
import { Problem } from '../decryption-error.ts';
import { decryptValue } from './cipher.ts';
import type { Metadata } from './metadata.ts';
import { type SopsLeaf, type SopsNode, type SopsScalar, type SopsTree, textOf } from './tree.ts';

/** What the MAC begins with when it covers encrypted values only: SHA-256 of `sops`. */
const onlyEncryptedStart = createHash('sha256').update('sops').digest();

/**
 * Decrypts every value of a tree and checks the MAC over all of them.
 *
 * @throws Problem naming the path of a value that cannot be decrypted, or saying that the MAC does not match.
 */
export function decryptTree(tree: SopsTree, metadata: Metadata, key: Uint8Array): ReadonlyMap<SopsLeaf, SopsScalar> {
  const walk = new Walk(metadata, key);
  for (const branch of tree.branches) walk.visit(branch, []);
  checkMac(walk.mac(), metadata, key);
  return new Map([...walk.values, ...(tree.comments ?? []).map((leaf) => [leaf, readComment(leaf, key)] as const)]);
}

class Walk {
  readonly values = new Map<SopsLeaf, SopsScalar>();
  readonly #hash: Hash = createHash('sha512');
  readonly #metadata: Metadata;
  readonly #key: Uint8Array;

  constructor(metadata: Metadata, key: Uint8Array) {
    this.#metadata = metadata;
    this.#key = key;
    if (metadata.macOnlyEncrypted) this.#hash.update(onlyEncryptedStart);
  }

  visit(node: SopsNode, path: readonly string[]): void {
    if (node.kind === 'map') for (const { key, value } of node.entries) this.visit(value, [...path, key]);
    else if (node.kind === 'list') for (const item of node.items) this.visit(item, path);
    else if (node.value.type !== 'null') this.#visitLeaf(node, path);
  }

  mac(): string {
    return this.#hash.digest('hex').toUpperCase();
  }

  #visitLeaf(leaf: SopsLeaf, path: readonly string[]): void {
    const isEncrypted = this.#metadata.rule(path);
    const value = isEncrypted ? this.#decrypt(leaf, path) : leaf.value;
    if (isEncrypted) this.values.set(leaf, value);
    if (isEncrypted || !this.#metadata.macOnlyEncrypted) this.#hash.update(value.bytes);
  }

  #decrypt({ value }: SopsLeaf, path: readonly string[]): SopsScalar {
    if (value.type === 'str' && value.bytes.length === 0) return value;
    const name = path.join('.').slice(0, 200);
    if (value.type !== 'str') throw new Problem('Tampered', `the value of ${name} should be encrypted, and is not`);
    try {
      return decryptValue(textOf(value), this.#key, `${path.join(':')}:`);
    } catch (error) {
      if (error instanceof Problem) throw new Problem(error.reason, `the value of ${name}: ${error.message}`);
      throw error;
    }
  }
}

/** A comment that cannot be decrypted was written as it is. */
function readComment({ value }: SopsLeaf, key: Uint8Array): SopsScalar {
  try {
    return decryptValue(textOf(value), key, ':');
  } catch (error) {
    if (error instanceof Problem) return value;
    throw error;
  }
}

function checkMac(actual: string, { mac, lastModified }: Metadata, key: Uint8Array): void {
  if (mac === '') throw new Problem('Tampered', 'it has no MAC');
  const expected = expectedMac(mac, key, lastModified);
  const [a, b] = [Buffer.from(actual), Buffer.from(expected)];
  if (a.length !== b.length || !timingSafeEqual(a, b)) {
    throw new Problem(
      'Tampered',
      'its MAC does not match: values were added, removed, reordered or changed since it was encrypted',
    );
  }
}

function expectedMac(mac: string, key: Uint8Array, lastModified: string): Uint8Array {
  try {
    return decryptValue(mac, key, lastModified).bytes;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    throw new Problem('Tampered', 'its MAC or the time that it was last modified was changed');
  }
}
