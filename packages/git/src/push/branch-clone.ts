import type { TlsOptions } from '@sluice/net';

import { GitError } from '../errors.ts';
import { defaultLimits, type GitLimits } from '../limits.ts';
import { formatCommit, parseCommit } from '../object/commit.ts';
import type { GitObject } from '../object/git-object.ts';
import type { ReadObject } from '../object/object-store.ts';
import { readTyped } from '../object/read-typed.ts';
import { openPack, type Pack } from '../pack/pack.ts';
import { prefixesOf, targetOf } from '../remote/reference.ts';
import { openRemote } from '../remote/remote.ts';
import type { GitAuth, InsteadOf } from '../remote/remote-url.ts';
import { patienceOf, type TransportOptions } from '../remote/transport.ts';
import type { CommitIdentity } from '../repository/repository.ts';
import { editTree, type FileChanges } from './edit-tree.ts';
import { pushBranch } from './push-branch.ts';
import { StagedObjects } from './staged-objects.ts';
import { filesBelow, findEntry } from './tree-files.ts';

export interface CloneRequest {
  readonly url: string;
  readonly branch: string;
  readonly auth?: GitAuth | undefined;
  readonly tls?: TlsOptions | undefined;
  readonly insteadOf?: InsteadOf | undefined;
  readonly limits?: Partial<GitLimits>;
  /** Of each clone and each push. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

export interface BranchCommit {
  /** New content by path; `undefined` removes a file. */
  readonly changes: FileChanges;
  readonly message: string;
  /** Author and committer. */
  readonly author: CommitIdentity;
}

/**
 * The newest commit of a remote branch in memory, to which files are committed and pushed. Nothing of it touches a disk.
 * In a repository without any commit the branch begins with the first one that is made here.
 */
export interface BranchClone {
  /** The commit that the next one is based on; `undefined` before the first one of the branch. */
  readonly head: string | undefined;
  /** The content of a file; `undefined` where there is none. Symlinks are not followed and count as none. */
  readFile(path: string): Promise<Uint8Array | undefined>;
  /** Files below a directory, by their path in the repository; symlinks and submodules are left out. */
  listFiles(directory: string): Promise<readonly string[]>;
  /** Commits changes in memory and gives the id, or `undefined` when they change nothing. */
  commit(request: BranchCommit): Promise<string | undefined>;
  /** Brings what was committed to the remote; nothing when there is nothing new. Throws as `pushBranch`. */
  push(): Promise<void>;
}

/**
 * Fetches the newest commit of a branch. Throws `GitError`: `ReferenceNotFound` where the repository has commits but not
 * this branch, with the branches that there are.
 */
export async function cloneBranch(request: CloneRequest): Promise<BranchClone> {
  const limits = { ...defaultLimits, ...request.limits };
  const options: TransportOptions = { ...request, limits };
  const patience = patienceOf(request.timeoutMs, request.signal);
  const target = targetOf({ branch: request.branch });
  const remote = await openRemote(options, patience);
  const { refs } = await remote.listRefs(['HEAD', 'refs/heads/', ...prefixesOf(target)], patience);
  const ref = `refs/heads/${request.branch}`;
  const head = refs.get(ref)?.oid;
  if (head === undefined && refs.size > 0) throw missingBranch(request.branch, [...refs.keys()]);
  if (head === undefined) return new InMemory(request, options, undefined, undefined);
  const bytes = await remote.fetchPack({ wants: [head], depth: 1 }, patience);
  return new InMemory(request, options, await openPack(bytes, limits, request.signal), head);
}

const mostNamed = 10;

function missingBranch(branch: string, refs: readonly string[]): GitError {
  const names = refs.filter((name) => name.startsWith('refs/heads/')).map((name) => name.slice('refs/heads/'.length));
  const more = names.length > mostNamed ? ` and ${String(names.length - mostNamed)} more` : '';
  const there = names.length === 0 ? '' : `: the branches are ${names.slice(0, mostNamed).join(', ')}${more}`;
  return new GitError('ReferenceNotFound', `the repository has no branch "${branch}"${there}`);
}

class InMemory implements BranchClone {
  readonly #request: CloneRequest;
  readonly #remote: TransportOptions;
  readonly #objects: StagedObjects;
  readonly #read: ReadObject;
  #remoteHead: string | undefined;
  #head: string | undefined;

  constructor(request: CloneRequest, remote: TransportOptions, fetched: Pack | undefined, head: string | undefined) {
    this.#request = request;
    this.#remote = remote;
    this.#objects = new StagedObjects(fetched);
    this.#read = (oid) => this.#objects.read(oid);
    this.#remoteHead = head;
    this.#head = head;
  }

  get head(): string | undefined {
    return this.#head;
  }

  async readFile(path: string): Promise<Uint8Array | undefined> {
    const root = await this.#rootTree();
    const entry = root === undefined ? undefined : await findEntry(this.#read, root, path);
    if (entry?.kind !== 'file' && entry?.kind !== 'executable') return undefined;
    return (await readTyped(this.#read, entry.oid, 'blob')).data;
  }

  async listFiles(directory: string): Promise<readonly string[]> {
    const root = await this.#rootTree();
    if (root === undefined) return [];
    if (directory === '') return filesBelow(this.#read, root, '', this.#remote.limits);
    const entry = await findEntry(this.#read, root, directory);
    return entry?.kind === 'directory' ? filesBelow(this.#read, entry.oid, `${directory}/`, this.#remote.limits) : [];
  }

  async commit({ changes, message, author }: BranchCommit): Promise<string | undefined> {
    const before = await this.#rootTree();
    const objects = { read: this.#read, write: (object: GitObject) => this.#objects.write(object) };
    const tree = await editTree(objects, before, changes);
    if (tree === before) return undefined;
    const identity = {
      name: author.name,
      email: author.email,
      timestampSeconds: Math.floor(author.dateMs / 1000),
      offsetMinutes: 0,
    };
    const parents = this.#head === undefined ? [] : [this.#head];
    const commit = { tree, parents, author: identity, committer: identity, message };
    this.#head = this.#objects.write({ type: 'commit', data: formatCommit(commit) });
    return this.#head;
  }

  async push(): Promise<void> {
    const { branch, timeoutMs, signal } = this.#request;
    if (this.#head === undefined || this.#head === this.#remoteHead) return;
    const update = { name: `refs/heads/${branch}`, from: this.#remoteHead, to: this.#head };
    await pushBranch(this.#remote, { update, objects: this.#objects.unsent, timeoutMs, signal });
    this.#remoteHead = this.#head;
    this.#objects.markSent();
  }

  async #rootTree(): Promise<string | undefined> {
    if (this.#head === undefined) return undefined;
    return parseCommit(this.#head, (await readTyped(this.#read, this.#head, 'commit')).data).tree;
  }
}
