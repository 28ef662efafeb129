import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';

import { GitError } from '../errors.ts';
import { formatCommit, parseCommit } from '../object/commit.ts';
import type { Commit, GitObject, Identity } from '../object/git-object.ts';
import { hashObject } from '../object/object-id.ts';
import { type FlatEntry, ObjectStore, readFlatTree, writeTree } from '../object/object-store.ts';
import type { DirectoryRepository, DirectoryRepositoryOptions, DirectoryState, Ref, RefList } from './repository.ts';
import { openUserRepository, type UserRepository } from './user-repository.ts';
import { listWorkingFiles, readWorkingFile, type WorkingFile } from './working-files.ts';

/** Opens a directory as a repository and reads it once. Throws when it is no directory, or too large. */
export async function openDirectoryRepository(
  dir: string,
  options: DirectoryRepositoryOptions = {},
): Promise<DirectoryRepository> {
  const absolute = resolve(dir);
  const found = await stat(absolute).catch(() => undefined);
  if (found?.isDirectory() !== true) throw new GitError('RepositoryNotFound', `${dir} is not a directory`);
  const repository = new FromDirectory(absolute, options, await openUserRepository(absolute));
  await repository.refresh();
  return repository;
}

const defaultMaxBytes = 256 * 1024 * 1024;
const maxFiles = 200_000;
/** Of what has no date of its own: the same files always give the same commit. */
const fixedTimestampSeconds = 946_684_800;

/** A file's content as it was when its facts were these. */
interface Known {
  readonly stamp: string;
  readonly entry: FlatEntry;
}

interface Head {
  readonly commit: Commit;
  readonly files: ReadonlyMap<string, FlatEntry>;
}

class FromDirectory implements DirectoryRepository {
  readonly #dir: string;
  readonly #options: DirectoryRepositoryOptions;
  readonly #user: UserRepository | undefined;
  readonly #store = new ObjectStore();
  #known: ReadonlyMap<string, Known> = new Map();
  #state: DirectoryState | undefined;
  #refs: readonly Ref[] = [];

  constructor(dir: string, options: DirectoryRepositoryOptions, user: UserRepository | undefined) {
    this.#dir = dir;
    this.#options = options;
    this.#user = user;
  }

  get state(): DirectoryState {
    if (this.#state === undefined) throw new Error('the directory was not read yet');
    return this.#state;
  }

  refs(): Promise<RefList> {
    const { oid, branch } = this.state;
    const served = [branch, ...(this.#options.branches ?? [])].map(
      (name) => [`refs/heads/${name}`, { name: `refs/heads/${name}`, oid }] as const,
    );
    const all = new Map<string, Ref>([...this.#refs.map((ref) => [ref.name, ref] as const), ...served]);
    const refs = [...all.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    return Promise.resolve({ head: `refs/heads/${branch}`, refs });
  }

  async readObject(oid: string): Promise<GitObject | undefined> {
    return this.#store.read(oid) ?? this.#user?.readObject(oid);
  }

  async refresh(): Promise<boolean> {
    const before = this.#state?.oid;
    const headOid = await this.#user?.head();
    const head = headOid === undefined ? undefined : await this.#readHead(headOid);
    // Objects of earlier states stay: a client may be fetching one.
    const files = await this.#readFiles(head);
    const oid = this.#commit(head, files);
    this.#refs = (await this.#user?.refs()) ?? [];
    const branch = (await this.#user?.branch()) ?? 'main';
    this.#state = {
      oid,
      branch,
      head: headOid,
      uncommitted: difference(head?.files, files),
      remotes: (await this.#user?.remotes()) ?? [],
    };
    return oid !== before;
  }

  async #readHead(oid: string): Promise<Head> {
    const object = await this.readObject(oid);
    if (object?.type !== 'commit') throw new Error(`the commit ${oid} is not in the repository at ${this.#dir}`);
    const commit = parseCommit(oid, object.data);
    return { commit, files: await readFlatTree((child) => this.readObject(child), commit.tree) };
  }

  /** The files as they are now; submodules stay as the commit has them. */
  async #readFiles(head: Head | undefined): Promise<ReadonlyMap<string, FlatEntry>> {
    const tracked = head?.files ?? new Map<string, FlatEntry>();
    const listed = await listWorkingFiles(this.#dir, { isTracked: (path) => tracked.has(path), maxFiles });
    const known = new Map<string, Known>();
    const budget = { left: this.#options.maxBytes ?? defaultMaxBytes };
    for (const file of listed) {
      const entry = await this.#readFile(file, tracked.get(file.path), budget);
      if (entry !== undefined) known.set(file.path, { stamp: stampOf(file), entry });
    }
    this.#known = known;
    const submodules = [...tracked].filter(([, { kind }]) => kind === 'submodule');
    return new Map([...submodules, ...[...known].map(([path, { entry }]) => [path, entry] as const)]);
  }

  async #readFile(
    file: WorkingFile,
    committed: FlatEntry | undefined,
    budget: { left: number },
  ): Promise<FlatEntry | undefined> {
    const kind = process.platform === 'win32' && committed?.kind === 'executable' ? 'executable' : file.kind;
    const known = this.#known.get(file.path);
    const entry = known?.stamp === stampOf(file) ? known.entry : await this.#hash(file, kind, committed);
    if (entry === undefined) return undefined;
    const held = this.#store.read(entry.oid);
    if (entry.oid === committed?.oid || held === undefined) return entry;
    budget.left -= held.data.length;
    if (budget.left < 0)
      throw new Error(
        `the uncommitted files in ${this.#dir} are too large to be served: commit them, or add them to .gitignore`,
      );
    return entry;
  }

  async #hash(
    file: WorkingFile,
    kind: WorkingFile['kind'],
    committed: FlatEntry | undefined,
  ): Promise<FlatEntry | undefined> {
    const data = await readWorkingFile(this.#dir, file);
    if (data === undefined) return undefined;
    const oid = hashObject('blob', data);
    const isCommitted = oid === committed?.oid || (await this.#user?.readObject(oid)) !== undefined;
    if (!isCommitted) this.#store.write({ type: 'blob', data });
    return { kind, oid };
  }

  #commit(head: Head | undefined, files: ReadonlyMap<string, FlatEntry>): string {
    const tree = writeTree(this.#store, files);
    if (head?.commit.tree === tree) return head.commit.oid;
    const author = this.#author(head?.commit);
    const message = head === undefined ? `Files of ${basename(this.#dir)}\n` : 'Uncommitted changes\n';
    const commit = { tree, parents: head === undefined ? [] : [head.commit.oid], author, committer: author, message };
    return this.#store.write({ type: 'commit', data: formatCommit(commit) });
  }

  #author(head: Commit | undefined): Identity {
    const given = this.#options.author;
    if (given !== undefined)
      return {
        name: given.name,
        email: given.email,
        timestampSeconds: Math.floor(given.dateMs / 1000),
        offsetMinutes: 0,
      };
    const timestampSeconds = head?.committer.timestampSeconds ?? fixedTimestampSeconds;
    return { name: 'Sluice', email: 'sluice@localhost', timestampSeconds, offsetMinutes: 0 };
  }
}

function stampOf({ kind, stats }: WorkingFile): string {
  return [kind, stats.ino, stats.size, stats.mtimeMs, stats.ctimeMs].join(' ');
}

function difference(
  before: ReadonlyMap<string, FlatEntry> | undefined,
  after: ReadonlyMap<string, FlatEntry>,
): string[] {
  if (before === undefined) return [];
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths]
    .filter(
      (path) => before.get(path)?.oid !== after.get(path)?.oid || before.get(path)?.kind !== after.get(path)?.kind,
    )
    .sort();
}
