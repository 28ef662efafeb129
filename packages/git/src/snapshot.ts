import { GitError } from './errors.ts';
import type { GitLimits } from './limits.ts';
import { parseCommit } from './object/commit.ts';
import type { Commit } from './object/git-object.ts';
import { readTyped } from './object/read-typed.ts';
import { parseTagTarget } from './object/tag.ts';
import { parseTree, type TreeEntry } from './object/tree.ts';
import type { Pack } from './pack/pack.ts';

/** A file or directory of a snapshot. Symlinks are left out; a submodule is an empty directory. */
export interface SnapshotEntry {
  /** Relative, with `/`. */
  readonly path: string;
  readonly kind: 'file' | 'directory';
  readonly executable: boolean;
  /** Bytes; 0 for a directory. */
  readonly size: number;
  readonly oid: string;
}

/** The tree of one commit, checked. Entries come in lexical order of their path, a directory before what is in it. */
export interface Snapshot {
  readonly commit: Commit;
  readonly entries: readonly SnapshotEntry[];
  /** The content of a file of it. */
  read(entry: SnapshotEntry): Promise<Uint8Array>;
}

/** Opens the commit behind an id (a commit's, or an annotated tag's) and walks its whole tree within the limits. */
export async function openSnapshot(pack: Pack, oid: string, limits: GitLimits): Promise<Snapshot> {
  const commit = await readCommit(pack, oid);
  const entries = await new TreeWalk(pack, limits).walk(commit.tree);
  return { commit, entries, read: async (entry) => (await readTyped((id) => pack.read(id), entry.oid, 'blob')).data };
}

const longestTagChain = 5;
const longestPath = 4096;

async function readCommit(pack: Pack, start: string): Promise<Commit> {
  let oid = start;
  for (let hop = 0; hop < longestTagChain; hop++) {
    const object = await pack.read(oid);
    if (object?.type === 'commit') return parseCommit(oid, object.data);
    if (object?.type !== 'tag') break;
    oid = parseTagTarget(oid, object.data).oid;
  }
  throw new GitError('MalformedPack', `refused: the server sent a pack without the commit ${start}`);
}

/** Counts while it walks: a small pack can name the same directory a billion times. */
class TreeWalk {
  readonly #pack: Pack;
  readonly #limits: GitLimits;
  readonly #entries: SnapshotEntry[] = [];
  /** Trees read once: the same directory may stand in many places. */
  readonly #trees = new Map<string, readonly TreeEntry[]>();
  #bytes = 0;

  constructor(pack: Pack, limits: GitLimits) {
    this.#pack = pack;
    this.#limits = limits;
  }

  async walk(root: string): Promise<readonly SnapshotEntry[]> {
    await this.#directory(root, '', 0);
    return this.#entries;
  }

  async #directory(oid: string, path: string, depth: number): Promise<void> {
    if (depth > this.#limits.treeDepth) throw limit('directories within each other', this.#limits.treeDepth);
    const prefix = path === '' ? '' : `${path}/`;
    for (const entry of await this.#tree(oid, path)) {
      if (entry.kind === 'symlink') continue;
      await this.#entry(entry, prefix + entry.name, depth);
    }
  }

  async #entry(entry: TreeEntry, path: string, depth: number): Promise<void> {
    if (path.length > longestPath)
      throw new GitError(
        'MalformedTree',
        `refused: the repository has a path longer than ${String(longestPath)} characters`,
      );
    if (this.#entries.length >= this.#limits.files) throw limit('files and directories', this.#limits.files);
    if (entry.kind === 'directory' || entry.kind === 'submodule') {
      this.#entries.push({ path, kind: 'directory', executable: false, size: 0, oid: entry.oid });
      if (entry.kind === 'directory') await this.#directory(entry.oid, path, depth + 1);
      return;
    }
    const size = this.#pack.sizeOf(entry.oid, 'blob');
    if (size === undefined)
      throw new GitError('MalformedPack', `refused: the server sent a pack without the file ${JSON.stringify(path)}`);
    this.#bytes += size;
    if (this.#bytes > this.#limits.treeBytes) throw limit('bytes of files', this.#limits.treeBytes);
    this.#entries.push({ path, kind: 'file', executable: entry.kind === 'executable', size, oid: entry.oid });
  }

  async #tree(oid: string, path: string): Promise<readonly TreeEntry[]> {
    const known = this.#trees.get(oid);
    if (known !== undefined) return known;
    const entries = parseTree((await readTyped((id) => this.#pack.read(id), oid, 'tree')).data, path).sort(byName);
    this.#trees.set(oid, entries);
    return entries;
  }
}

function byName(a: TreeEntry, b: TreeEntry): number {
  return Buffer.compare(Buffer.from(a.name), Buffer.from(b.name));
}

function limit(what: string, number: number): GitError {
  return new GitError('LimitExceeded', `refused: the repository has more than ${String(number)} ${what}`);
}
