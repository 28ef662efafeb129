import type { AddressPolicy, TlsOptions } from '@sluice/net';

import type { GitLimits } from '../limits.ts';
import type { SshAlgorithms } from '../ssh/algorithms.ts';
import type { Packet } from '../wire/pkt-line.ts';
import type { GitAuth, InsteadOf } from './remote-url.ts';

/** The two programs of a git server: one gives, one takes. */
export type GitService = 'git-upload-pack' | 'git-receive-pack';

/** How to reach a repository. */
export interface TransportOptions {
  readonly url: string;
  readonly auth?: GitAuth | undefined;
  readonly tls?: TlsOptions | undefined;
  readonly insteadOf?: InsteadOf | undefined;
  readonly limits: GitLimits;
  readonly ssh?: SshAlgorithms | undefined;
  /** Which addresses may be reached; all where absent. */
  readonly addresses?: AddressPolicy | undefined;
  /** How long an ssh server may say nothing. Default 60 s. */
  readonly silenceMs?: number;
}

/** How long a part of the work may take: all exchanges with the same `Patience` share its deadline. */
export interface Patience {
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs: number;
  /** When it began, by the monotonic clock. */
  readonly since: number;
}

/** One thing that is asked of a service. */
export interface TransportRequest {
  /** Packets, and after them a pack where the service takes one. */
  readonly body: Uint8Array;
  /** Bytes of the answer beyond which it is refused. */
  readonly maxBytes: number;
}

/**
 * Reads one answer. It stops by itself where git's protocol ends the answer, as a connection may stay open behind it;
 * reading on after the last packet waits for the server.
 */
export type ReadAnswer<T> = (packets: AsyncIterable<Packet>) => Promise<T>;

/**
 * A conversation with one service of one repository: first `advertise`, then `ask` as often as the protocol allows (any
 * number with protocol 2, once with the older one). It may keep a connection for a moment, but nothing that must be
 * closed. Both throw `GitError`, what `read` throws, or the signal's reason.
 */
export interface Transport {
  /** What the server says first. Protocol 2 is asked for of `git-upload-pack`; the server may answer in an older one. */
  advertise<T>(patience: Patience, read: ReadAnswer<T>): Promise<T>;
  ask<T>(request: TransportRequest, patience: Patience, read: ReadAnswer<T>): Promise<T>;
}

/** A deadline that begins now. */
export function patienceOf(timeoutMs: number, signal: AbortSignal | undefined): Patience {
  return { signal, timeoutMs, since: performance.now() };
}

/** Milliseconds until the deadline, at least one. */
export function leftMsOf({ timeoutMs, since }: Patience): number {
  return Math.max(1, Math.round(since + timeoutMs - performance.now()));
}
