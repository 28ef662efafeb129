import { createHash } from 'node:crypto';

import type { ArtifactTree, TreeName } from './artifact-tree.ts';
import { unpackArtifact, type UnpackedEntry, type UnpackLimits } from './unpack-artifact.ts';

/** Unpacks an artifact whose digest was verified. Throws what `unpackArtifact` throws. */
export async function openArtifactTree(
  digest: string,
  artifact: Uint8Array,
  limits?: UnpackLimits,
): Promise<ArtifactTree> {
  return new UnpackedTree(digest, await unpackArtifact(artifact, limits));
}

interface Directory {
  readonly names: Map<string, TreeName['kind']>;
}

class UnpackedTree implements ArtifactTree {
  readonly digest: string;
  readonly size: number;
  readonly paths: readonly string[];
  readonly #entries: ReadonlyMap<string, UnpackedEntry>;
  readonly #directories = new Map<string, Directory>([['', { names: new Map() }]]);
  readonly #digests = new Map<string, string>();

  constructor(digest: string, entries: ReadonlyMap<string, UnpackedEntry>) {
    this.digest = digest;
    this.#entries = entries;
    let size = 0;
    const paths: string[] = [];
    for (const [path, { kind, bytes }] of entries) {
      this.#place(path, kind);
      if (kind === 'directory') continue;
      size += bytes.length;
      paths.push(path);
    }
    this.size = size;
    this.paths = paths.sort();
  }

  /** Archives may leave out the directories that their files lie in. */
  #place(path: string, kind: TreeName['kind']): void {
    if (kind === 'directory' && !this.#directories.has(path)) this.#directories.set(path, { names: new Map() });
    const slash = path.lastIndexOf('/');
    const parent = slash === -1 ? '' : path.slice(0, slash);
    if (!this.#directories.has(parent)) this.#place(parent, 'directory');
    this.#directories.get(parent)?.names.set(path.slice(slash + 1), kind);
  }

  readFile(path: string): Uint8Array | undefined {
    const entry = this.#entries.get(path);
    return entry?.kind === 'file' ? entry.bytes : undefined;
  }

  list(directory: string): readonly TreeName[] | undefined {
    const names = this.#directories.get(directory)?.names;
    if (names === undefined) return undefined;
    return [...names].map(([name, kind]) => ({ name, kind })).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  digestOf(path: string): string | undefined {
    const known = this.#digests.get(path);
    if (known !== undefined) return known;
    const digest = this.#digestFile(path) ?? this.#digestDirectory(path);
    if (digest !== undefined) this.#digests.set(path, digest);
    return digest;
  }

  #digestFile(path: string): string | undefined {
    const entry = this.#entries.get(path);
    if (entry?.kind !== 'file') return undefined;
    return createHash('sha256')
      .update(entry.executable ? 'x' : 'f')
      .update(entry.bytes)
      .digest('hex');
  }

  #digestDirectory(path: string): string | undefined {
    const names = this.list(path);
    if (names === undefined) return undefined;
    const hash = createHash('sha256').update('d');
    const prefix = path === '' ? '' : `${path}/`;
    for (const { name } of names) hash.update(`${name}\0${this.digestOf(prefix + name) ?? ''}\0`);
    return hash.digest('hex');
  }
}
