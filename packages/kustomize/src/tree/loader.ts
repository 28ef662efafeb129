import { joinPath, isWithin, type FileTree, type TreeEntry } from './file-tree.ts';
import { isRemote, RemoteError } from './remote.ts';

/** Whether a kustomization may read files outside of its own directory. */
export type LoadRestrictions = 'rootOnly' | 'none';

/** A path that names nothing, or nothing of the kind that is needed. */
export class NotFoundError extends Error {
  override readonly name = 'NotFoundError';
}

/** A file that the load restriction keeps from its kustomization. */
export class RestrictedError extends Error {
  override readonly name = 'RestrictedError';

  constructor(path: string, directory: string) {
    super(
      `security; file '${path}' is not in or below '${directory || '.'}' (allowed with --load-restrictor LoadRestrictionsNone)`,
    );
  }
}

/** Kustomizations may refer to others this deep, one within the other. */
const maxNesting = 1_000;

/** What the loaders of one build share. */
export interface LoaderState {
  readonly tree: FileTree;
  readonly restrictions: LoadRestrictions;
  /** Everything that was looked for, found or not. */
  readonly reads: Set<string>;
}

/** Reads what one kustomization refers to, relative to its directory. */
export class Loader {
  /** The kustomization's directory. */
  readonly directory: string;
  /** The directories from the first kustomization to this one; the root is `.`. */
  readonly chain: readonly string[];
  readonly #state: LoaderState;

  private constructor(directory: string, state: LoaderState, referrer: Loader | undefined) {
    this.directory = directory;
    this.#state = state;
    this.chain = [...(referrer?.chain ?? []), directory || '.'];
  }

  static async open(path: string, state: LoaderState): Promise<Loader> {
    if (isRemote(path)) throw new RemoteError(path);
    const directory = await findDirectory(state, joinPath('', path), path);
    return new Loader(directory, state, undefined);
  }

  /** The loader of a kustomization that this one refers to. */
  async openBase(path: string): Promise<Loader> {
    if (path === '') throw new Error('new root cannot be empty');
    if (isRemote(path)) throw new RemoteError(path);
    if (path.startsWith('/')) throw new Error(`new root '${path}' cannot be absolute`);
    const directory = await findDirectory(this.#state, joinPath(this.directory, path), path);
    this.#refuseCycle(directory);
    if (this.chain.length > maxNesting)
      throw new Error(`kustomizations refer to each other more than ${maxNesting} levels deep`);
    return new Loader(directory, this.#state, this);
  }

  #refuseCycle(directory: string): void {
    const candidate = directory || '.';
    const visited = this.chain.find((known) => directory === '' || isWithin(known, directory));
    if (visited === undefined) return;
    const names = shorten([...this.chain, candidate].join(' → '));
    throw new Error(`cycle detected: candidate root '${candidate}' contains visited root '${visited}': ${names}`);
  }

  /** The path below the tree's root of a file that the kustomization names; undefined where there is none. */
  async findFile(path: string): Promise<string | undefined> {
    if (isRemote(path)) throw new RemoteError(path);
    const joined = joinPath(this.directory, path);
    this.#state.reads.add(joined);
    const entry = await this.#state.tree.find(joined);
    return entry?.kind === 'file' ? this.#allowed(entry, path) : undefined;
  }

  /** The bytes of a file that the kustomization names. */
  async load(path: string): Promise<Uint8Array> {
    const found = await this.findFile(path);
    if (found !== undefined) return this.read(found);
    const joined = joinPath(this.directory, path);
    const entry = await this.#state.tree.find(joined);
    throw new NotFoundError(
      entry === undefined ? `'${path}': no such file or directory` : `'${path}' must resolve to a file`,
    );
  }

  /** The bytes of a file that `findFile` has found. */
  async read(found: string): Promise<Uint8Array> {
    return this.#state.tree.read(found);
  }

  #allowed(entry: TreeEntry, path: string): string {
    if (this.#state.restrictions === 'rootOnly' && !isWithin(entry.path, this.directory)) {
      throw new RestrictedError(path, this.directory);
    }
    return entry.path;
  }
}

async function findDirectory(state: LoaderState, joined: string, path: string): Promise<string> {
  state.reads.add(joined);
  const entry = await state.tree.find(joined);
  if (entry === undefined) throw new NotFoundError(`must build at directory: '${path}': no such file or directory`);
  if (entry.kind === 'file')
    throw new NotFoundError(`must build at directory: not a valid directory: file is not directory: '${path}'`);
  return entry.path;
}

function shorten(names: string): string {
  return names.length <= 400 ? names : `${names.slice(0, 190)} … ${names.slice(-190)}`;
}
