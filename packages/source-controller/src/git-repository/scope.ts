import type { GitRepository } from '@sluice/api';
import type { Storage } from '@sluice/artifact';
import type { Run } from '@sluice/core';
import type { GitAuth, GitStore, InsteadOf, Snapshot } from '@sluice/git';
import type { TlsOptions } from '@sluice/net';

import type { ArchiveBuilder } from '../archive-builder.ts';

/** What the reconciler of GitRepositories works with; the same for every run. */
export interface GitRepositoryParts {
  readonly git: GitStore;
  readonly storage: Storage;
  readonly archives: ArchiveBuilder;
  readonly insteadOf: InsteadOf | undefined;
  /** Resolves when artifacts are served. */
  readonly serving: () => Promise<unknown>;
}

/** How a repository is reached. */
export interface RemoteAccess {
  readonly auth: GitAuth | undefined;
  readonly tls: TlsOptions | undefined;
}

/** What one run knows. */
export interface GitRepositoryScope {
  readonly run: Run<GitRepository>;
  readonly parts: GitRepositoryParts;
  /** The digest of the artifact when the run began. */
  readonly digestBefore: string | undefined;
  /** Since when Ready had been False when the run began. */
  readonly failedSince: string | undefined;
  /** Set by `resolve-access`. */
  access: RemoteAccess | undefined;
  /** Set by `fetch-source`: the revision of the remote, and its content when it is not in an artifact yet. */
  revision: string | undefined;
  snapshot: Snapshot | undefined;
}
