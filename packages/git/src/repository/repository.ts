import type { GitObject } from '../object/git-object.ts';

/** A reference of a repository: `peeled` is the commit behind an annotated tag. */
export interface Ref {
  /** The full name: `refs/heads/main`. */
  readonly name: string;
  readonly oid: string;
  readonly peeled?: string;
}

/** The references of a repository at one moment. `head` is the branch that `HEAD` names, if it names one. */
export interface RefList {
  readonly head: string | undefined;
  readonly refs: readonly Ref[];
}

/** What a git server needs of a repository. Both kinds below are one; nothing here writes to a user's files. */
export interface Repository {
  refs(): Promise<RefList>;
  /** `undefined` when the repository does not have it. */
  readObject(oid: string): Promise<GitObject | undefined>;
}

/** The author and committer of a commit; a date in milliseconds since 1970. */
export interface CommitIdentity {
  readonly name: string;
  readonly email: string;
  readonly dateMs: number;
}

/** The content of a file in a commit; `undefined` in a change removes it. */
export type FileContent = string | Uint8Array | { readonly data: string | Uint8Array; readonly executable: boolean };

export interface CommitRequest {
  /** The whole tree of the commit, by path. Exclusive with `changes`. */
  readonly files?: ReadonlyMap<string, FileContent>;
  /** Changes to the tree of the parent, by path; `undefined` removes a file. */
  readonly changes?: ReadonlyMap<string, FileContent | undefined>;
  readonly message: string;
  /** Default: `Sluice <sluice@localhost>` at the present time. */
  readonly author?: CommitIdentity;
  /** Default: the repository's default branch. */
  readonly branch?: string;
  /** Default: the head of the branch; `null` makes a commit without parents. */
  readonly parent?: string | null;
}

/** A repository that lives in memory: for `try`, the tour and tests. Methods give the new commit's object id. */
export interface MemoryRepository extends Repository {
  readonly defaultBranch: string;
  commit(request: CommitRequest): Promise<string>;
  /** A new commit on the branch (default: the default branch) that restores the tree of `oid`'s first parent. */
  revert(oid: string, options?: { readonly author?: CommitIdentity; readonly branch?: string }): Promise<string>;
  /** Points `name` (a branch or `refs/…`) at a commit; `undefined` deletes it. */
  setRef(name: string, oid: string | undefined): void;
  /** An annotated tag on a commit; gives the tag object's id. */
  tag(name: string, oid: string, message?: string): Promise<string>;
  /** Files of a commit, a branch or a tag, by path. */
  files(revision?: string): Promise<ReadonlyMap<string, Uint8Array>>;
  /** Stores any object, also malformed ones (tests of hostile repositories); gives its id. */
  writeObject(object: GitObject): string;
}

export interface DirectoryRepositoryOptions {
  /** Names that also point at the served state: a GitRepository's branch may not be the one checked out. */
  readonly branches?: readonly string[];
  /** The author of the commit that holds uncommitted state. Default: a fixed name, and the date of the commit before it. */
  readonly author?: CommitIdentity;
  /** Limit of the bytes of uncommitted files held in memory; default 256 MiB. */
  readonly maxBytes?: number;
}

/** What a directory looked like when it was last read. */
export interface DirectoryState {
  /** The commit that is served. */
  readonly oid: string;
  /** The branch that is checked out, or `main` where there is none. */
  readonly branch: string;
  /** The user's own commit, `undefined` where DIR is not the top of a repository or has no commit. */
  readonly head: string | undefined;
  /** Paths whose served content differs from `head`; empty when the working tree is clean. */
  readonly uncommitted: readonly string[];
  /** URLs of the user's remotes, `origin` first, without credentials. */
  readonly remotes: readonly string[];
}

/**
 * A user's directory as a repository, never written to. At the top of a repository, its history, with uncommitted state
 * as one commit more; elsewhere, one commit with a fixed author and date. Files that `.gitignore` excludes are left out.
 */
export interface DirectoryRepository extends Repository {
  readonly state: DirectoryState;
  /** Reads the directory again; true when the served commit changed. */
  refresh(): Promise<boolean>;
}
