import { createHash } from 'node:crypto';

import type { AddressPolicy, TlsOptions } from '@sluice/net';

import { GitError } from '../errors.ts';
import { defaultLimits, type GitLimits } from '../limits.ts';
import { openPack } from '../pack/pack.ts';
import { type GitReference, prefixesOf, resolve, type Resolved, type Target, targetOf } from '../remote/reference.ts';
import { openRemote, type Remote } from '../remote/remote.ts';
import type { GitAuth, InsteadOf } from '../remote/remote-url.ts';
import { formatRevision, normalizeRevision } from '../remote/revision.ts';
import { type Patience, patienceOf, type TransportOptions } from '../remote/transport.ts';
import type { SshAlgorithms } from '../ssh/algorithms.ts';
import { openSnapshot, type Snapshot } from '../snapshot.ts';
import { BoundedCache } from './bounded-cache.ts';
import { ByteBudget } from './byte-budget.ts';
import { SharedCalls } from './shared-calls.ts';
import { Turns } from './turns.ts';

export interface GitStoreOptions {
  readonly limits?: Partial<GitLimits>;
  readonly insteadOf?: InsteadOf | undefined;
  /** What is used over ssh instead of the usual algorithms. */
  readonly ssh?: SshAlgorithms | undefined;
  /** Which addresses may be reached; all where absent. */
  readonly addresses?: AddressPolicy | undefined;
  /** Bytes of fetched repositories kept for those who ask for the same commit next. Default 32 MiB. */
  readonly cacheBytes?: number;
  /** Packs that are checked and unpacked at once; receiving is limited by bytes instead. Default 2. */
  readonly unpackConcurrency?: number;
  /** Bytes of packs that are received at once. Default 512 MiB. */
  readonly receiveBytes?: number;
}

export interface FetchRevisionRequest {
  readonly url: string;
  readonly ref: GitReference;
  readonly auth?: GitAuth | undefined;
  readonly tls?: TlsOptions | undefined;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** The revision that the caller has; when the remote still has it, nothing is fetched. */
  readonly lastRevision?: string | undefined;
}

export type FetchedRevision =
  | { readonly kind: 'unchanged'; readonly revision: string }
  | { readonly kind: 'fetched'; readonly revision: string; readonly snapshot: Snapshot };

/** The port through which repositories are read. */
export interface GitStore {
  /**
   * Asks the remote where the reference is, and fetches that one commit when the caller does not have it. Callers who
   * ask for the same (URL, reference, credentials) at one time share one question and one fetch. Throws `GitError`, or
   * the signal's reason.
   */
  fetchRevision(request: FetchRevisionRequest): Promise<FetchedRevision>;
}

export function openGitStore(options: GitStoreOptions = {}): GitStore {
  const store = new Store(options);
  return { fetchRevision: (request) => store.fetchRevision(request) };
}

/** Where a reference is now, with the connection that said so when there was one. */
interface Located extends Resolved {
  readonly revision: string;
  readonly remote: Remote | undefined;
}

const mib = 1024 * 1024;

class Store {
  readonly #limits: GitLimits;
  readonly #insteadOf: InsteadOf | undefined;
  readonly #ssh: SshAlgorithms | undefined;
  readonly #probes = new SharedCalls<Located>();
  readonly #fetches = new SharedCalls<Snapshot>();
  readonly #addresses: AddressPolicy | undefined;
  readonly #snapshots: BoundedCache<Snapshot>;
  readonly #unpacking: Turns;
  readonly #receiving: ByteBudget;

  constructor(options: GitStoreOptions) {
    this.#limits = { ...defaultLimits, ...options.limits };
    this.#insteadOf = options.insteadOf;
    this.#ssh = options.ssh;
    this.#addresses = options.addresses;
    this.#snapshots = new BoundedCache(options.cacheBytes ?? 32 * mib);
    this.#unpacking = new Turns(options.unpackConcurrency ?? 2);
    this.#receiving = new ByteBudget(options.receiveBytes ?? 512 * mib);
  }

  async fetchRevision(request: FetchRevisionRequest): Promise<FetchedRevision> {
    const identity = identityOf(request);
    try {
      return await this.#fetchOnce(request, identity);
    } catch (error) {
      // The reference may have moved between the question and the fetch, and older servers then refuse.
      const mayHaveMoved =
        error instanceof GitError && error.code === 'ReferenceNotFound' && targetOf(request.ref).kind !== 'commit';
      if (!mayHaveMoved || error.message.startsWith(notFound)) throw error;
      return this.#fetchOnce(request, identity);
    }
  }

  async #fetchOnce(request: FetchRevisionRequest, identity: string): Promise<FetchedRevision> {
    const target = targetOf(request.ref);
    const located = await this.#probes.run(`${identity} ${JSON.stringify(target)}`, request.signal, (signal) =>
      this.#locate({ ...request, signal }, target),
    );
    const { revision } = located;
    if (request.lastRevision !== undefined && normalizeRevision(request.lastRevision) === revision)
      return { kind: 'unchanged', revision };
    return { kind: 'fetched', revision, snapshot: await this.#snapshot(request, identity, target, located) };
  }

  async #locate(request: FetchRevisionRequest, target: Target): Promise<Located> {
    if (target.kind === 'commit') {
      return {
        label: target.label,
        want: target.oid,
        commit: target.oid,
        revision: formatRevision(target.label, target.oid),
        remote: undefined,
      };
    }
    const patience = patienceOf(request.timeoutMs, request.signal);
    const remote = await openRemote(this.#transportOptions(request), patience);
    const refs = await remote.listRefs(prefixesOf(target), patience);
    try {
      const resolved = resolve(target, refs);
      return { ...resolved, revision: formatRevision(resolved.label, resolved.commit), remote };
    } catch (error) {
      throw await explainMissing(error, remote, patience);
    }
  }

  /** The snapshot of a commit, from memory where someone with the same credentials has just fetched it. */
  async #snapshot(
    request: FetchRevisionRequest,
    identity: string,
    target: Target,
    located: Located,
  ): Promise<Snapshot> {
    const key = `${identity} ${located.commit}`;
    return (
      this.#snapshots.get(key) ??
      this.#fetches.run(
        key,
        request.signal,
        async (signal) => this.#snapshots.get(key) ?? this.#fetch({ ...request, signal }, target, located, key),
      )
    );
  }

  /** A slow server holds only what it has sent; what was received waits for its turn to be unpacked. */
  async #fetch(request: FetchRevisionRequest, target: Target, located: Located, key: string): Promise<Snapshot> {
    let held = 0;
    const received = (bytes: number): void => {
      this.#receiving.take(bytes);
      held += bytes;
    };
    try {
      const bytes = await this.#fetchPack(request, target, located, received);
      return await this.#unpacking.run(request.signal, () => this.#unpack(bytes, located, key, request.signal));
    } finally {
      this.#receiving.give(held);
    }
  }

  async #unpack(bytes: Buffer, located: Located, key: string, signal: AbortSignal | undefined): Promise<Snapshot> {
    const pack = await openPack(bytes, this.#limits, signal);
    const snapshot = await openSnapshot(pack, located.want, this.#limits);
    if (snapshot.commit.oid !== located.commit)
      throw new GitError('ReferenceNotFound', 'the tag moved while it was fetched');
    this.#snapshots.set(key, snapshot, pack.heldBytes);
    return snapshot;
  }

  async #fetchPack(
    request: FetchRevisionRequest,
    target: Target,
    located: Located,
    received: (bytes: number) => void,
  ): Promise<Buffer> {
    const patience = patienceOf(request.timeoutMs, request.signal);
    const remote = located.remote ?? (await openRemote(this.#transportOptions(request), patience));
    try {
      return await remote.fetchPack({ wants: [located.want], depth: 1 }, patience, received);
    } catch (error) {
      if (target.kind !== 'commit' || !(error instanceof GitError) || error.code !== 'ReferenceNotFound') throw error;
      return fetchHistory(remote, target, patience, received);
    }
  }

  #transportOptions(request: FetchRevisionRequest): TransportOptions {
    const { url, auth, tls } = request;
    return {
      url,
      auth,
      tls,
      insteadOf: this.#insteadOf,
      ssh: this.#ssh,
      addresses: this.#addresses,
      limits: this.#limits,
    };
  }
}

/** What only servers of the older protocol need: they give no commit but by a reference, so its history is fetched. */
async function fetchHistory(
  remote: Remote,
  target: Extract<Target, { kind: 'commit' }>,
  patience: Patience,
  received: (bytes: number) => void,
): Promise<Buffer> {
  const { refs } = await remote.listRefs(
    target.refName === undefined ? ['refs/heads/', 'refs/tags/'] : prefixesOf(target),
    patience,
  );
  const tips =
    target.refName === undefined
      ? [...refs.values()].filter(({ name }) => name.startsWith('refs/'))
      : [refs.get(target.refName)];
  const wants = new Set(tips.flatMap((ref) => ref?.oid ?? []));
  if (wants.size === 0) throw new GitError('ReferenceNotFound', `${notFound} "${target.refName ?? 'refs/heads/'}"`);
  return remote.fetchPack({ wants: [...wants], depth: undefined }, patience, received);
}

const notFound = "couldn't find remote ref";
const mostNamed = 10;

/** Tells an empty repository from a missing reference, and names what there is instead. */
async function explainMissing(error: unknown, remote: Remote, patience: Patience): Promise<unknown> {
  if (!(error instanceof GitError) || error.code !== 'ReferenceNotFound') return error;
  const { refs } = await remote.listRefs(['HEAD', 'refs/heads/'], patience);
  if (refs.size === 0) return new GitError('EmptyRepository', 'git repository is empty', { cause: error });
  const branches = [...refs.keys()]
    .filter((name) => name.startsWith('refs/heads/'))
    .map((name) => name.slice('refs/heads/'.length));
  if (branches.length === 0 || !error.message.startsWith(notFound)) return error;
  const more = branches.length > mostNamed ? ` and ${String(branches.length - mostNamed)} more` : '';
  return new GitError(
    'ReferenceNotFound',
    `${error.message}: the branches are ${branches.slice(0, mostNamed).join(', ')}${more}`,
    { cause: error },
  );
}

/** Callers share only with those who show the same credentials; the key holds their hash. */
function identityOf(request: FetchRevisionRequest): string {
  return createHash('sha256')
    .update(JSON.stringify([request.url, request.auth ?? null, request.tls ?? null]))
    .digest('hex');
}
