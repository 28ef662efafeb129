import { formatCommit, parseCommit } from '../object/commit.ts';
import type { Commit, GitObject, Identity } from '../object/git-object.ts';
import { type FlatEntry, ObjectStore, readFlatTree, writeTree } from '../object/object-store.ts';
import { parseTagTarget } from '../object/tag.ts';
import type { CommitIdentity, CommitRequest, FileContent, MemoryRepository, Ref, RefList } from './repository.ts';

export interface MemoryRepositoryOptions {
  /** Default `main`. */
  readonly defaultBranch?: string;
  /** The time of commits without one, milliseconds since 1970. Default: the machine's clock. */
  readonly now?: () => number;
}

/** A new, empty repository in memory. */
export function openMemoryRepository(options: MemoryRepositoryOptions = {}): MemoryRepository {
  return new InMemory(options);
}

class InMemory implements MemoryRepository {
  readonly defaultBranch: string;
  readonly #store = new ObjectStore();
  readonly #refs = new Map<string, string>();
  readonly #now: () => number;

  constructor(options: MemoryRepositoryOptions) {
    this.defaultBranch = options.defaultBranch ?? 'main';
    this.#now = options.now ?? Date.now;
  }

  refs(): Promise<RefList> {
    const refs = [...this.#refs]
      .map(([name, oid]): Ref => ({ name, oid, ...this.#peel(oid) }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    return Promise.resolve({ head: `refs/heads/${this.defaultBranch}`, refs });
  }

  #peel(oid: string): { peeled?: string } {
    const object = this.#store.read(oid);
    return object?.type === 'tag' ? { peeled: parseTagTarget(oid, object.data).oid } : {};
  }

  readObject(oid: string): Promise<GitObject | undefined> {
    return Promise.resolve(this.#store.read(oid));
  }

  writeObject(object: GitObject): string {
    return this.#store.write(object);
  }

  setRef(name: string, oid: string | undefined): void {
    if (oid === undefined) this.#refs.delete(refName(name));
    else this.#refs.set(refName(name), oid);
  }

  async commit(request: CommitRequest): Promise<string> {
    const branch = refName(request.branch ?? this.defaultBranch);
    const parent = request.parent === undefined ? this.#refs.get(branch) : (request.parent ?? undefined);
    const files =
      request.files === undefined
        ? await this.#changed(parent, request.changes ?? new Map())
        : this.#entries(request.files);
    const author = this.#identity(request.author);
    const oid = this.#writeCommit({
      tree: writeTree(this.#store, files),
      parents: parent === undefined ? [] : [parent],
      author,
      message: request.message,
    });
    this.#refs.set(branch, oid);
    return oid;
  }

  async revert(
    oid: string,
    options: { readonly author?: CommitIdentity; readonly branch?: string } = {},
  ): Promise<string> {
    const branch = refName(options.branch ?? this.defaultBranch);
    const reverted = this.#readCommit(oid);
    const parent = reverted.parents[0];
    const head = this.#refs.get(branch);
    if (parent === undefined || head === undefined) throw new Error(`the commit ${oid} has no parent to go back to`);
    const message = `Revert "${reverted.message.split('\n', 1)[0] ?? ''}"\n\nThis reverts commit ${oid}.\n`;
    const tree = await this.#revertedTree(head, reverted, parent);
    const commit = this.#writeCommit({ tree, parents: [head], author: this.#identity(options.author), message });
    this.#refs.set(branch, commit);
    return commit;
  }

  /** The head's files, with each path that the reverted commit changed as it was before. */
  async #revertedTree(head: string, reverted: Commit, parent: string): Promise<string> {
    const [files, after, before] = await Promise.all([head, reverted.oid, parent].map((oid) => this.#flat(oid)));
    if (files === undefined || after === undefined || before === undefined) throw new Error('unreachable');
    for (const path of new Set([...after.keys(), ...before.keys()])) {
      const old = before.get(path);
      if (old?.oid === after.get(path)?.oid && old?.kind === after.get(path)?.kind) continue;
      if (old === undefined) files.delete(path);
      else files.set(path, old);
    }
    return writeTree(this.#store, files);
  }

  async tag(name: string, oid: string, message = name): Promise<string> {
    const { name: tagger, email, timestampSeconds } = this.#identity(undefined);
    const text = `object ${oid}\ntype commit\ntag ${name}\ntagger ${tagger} <${email}> ${String(timestampSeconds)} +0000\n\n${message}\n`;
    const tag = this.#store.write({ type: 'tag', data: Buffer.from(text, 'utf8') });
    this.#refs.set(`refs/tags/${name}`, tag);
    return Promise.resolve(tag);
  }

  async files(revision: string = this.defaultBranch): Promise<ReadonlyMap<string, Uint8Array>> {
    const oid = this.#refs.get(refName(revision)) ?? this.#refs.get(`refs/tags/${revision}`) ?? revision;
    const contents = [...(await this.#flat(this.#peel(oid).peeled ?? oid))].flatMap(([path, entry]) => {
      const blob = this.#store.read(entry.oid);
      return blob === undefined ? [] : [[path, blob.data] as const];
    });
    return new Map(contents);
  }

  #flat(commit: string): Promise<Map<string, FlatEntry>> {
    return readFlatTree((oid) => this.#store.read(oid), this.#readCommit(commit).tree);
  }

  #readCommit(oid: string): Commit {
    const object = this.#store.read(oid);
    if (object?.type !== 'commit') throw new Error(`the commit ${oid} is not in the repository`);
    return parseCommit(oid, object.data);
  }

  #writeCommit({ author, ...rest }: Omit<Commit, 'oid' | 'committer'>): string {
    return this.#store.write({ type: 'commit', data: formatCommit({ ...rest, author, committer: author }) });
  }

  async #changed(
    parent: string | undefined,
    changes: ReadonlyMap<string, FileContent | undefined>,
  ): Promise<Map<string, FlatEntry>> {
    const files = parent === undefined ? new Map<string, FlatEntry>() : await this.#flat(parent);
    for (const [path, content] of changes) {
      if (content === undefined) files.delete(path);
      else files.set(path, this.#entry(content));
    }
    return files;
  }

  #entries(files: ReadonlyMap<string, FileContent>): Map<string, FlatEntry> {
    return new Map([...files].map(([path, content]) => [path, this.#entry(content)]));
  }

  #entry(content: FileContent): FlatEntry {
    const { data, executable } =
      typeof content === 'string' || content instanceof Uint8Array ? { data: content, executable: false } : content;
    const oid = this.#store.write({ type: 'blob', data: typeof data === 'string' ? Buffer.from(data, 'utf8') : data });
    return { kind: executable ? 'executable' : 'file', oid };
  }

  #identity(given: CommitIdentity | undefined): Identity {
    const { name, email, dateMs } = given ?? { name: 'Sluice', email: 'sluice@localhost', dateMs: this.#now() };
    return { name, email, timestampSeconds: Math.floor(dateMs / 1000), offsetMinutes: 0 };
  }
}

function refName(name: string): string {
  return name.startsWith('refs/') ? name : `refs/heads/${name}`;
}
