import { mkdir } from 'node:fs/promises';

import { GitRepository } from '@sluice/api';
import { type DigestAlgorithm, type FileSystem, openStorage, type Storage } from '@sluice/artifact';
import {
  addressPolicyOf,
  type Clock,
  createManager,
  FlagError,
  type Leadership,
  type Logger,
  managerOptionsOf,
  type MetricsRegistry,
  parseFeatureGates,
  systemClock,
} from '@sluice/core';
import { type GitLimits, type InsteadOf, openGitStore } from '@sluice/git';
import type { KubeClient } from '@sluice/kube';

import { ArchiveBuilder } from './archive-builder.ts';
import { ArtifactServer } from './artifact-server.ts';
import { parseInsteadOf, sourceFeatureGates, type SourceFlags } from './flags.ts';
import { gitRepositoryKind } from './git-repository/reconciler.ts';
import { sourceRights } from './rights.ts';

/** What a source-controller is made of. */
export interface SourceControllerOptions {
  readonly client: KubeClient;
  /** As `parseFlags(sourceFlags, …)` gives them. */
  readonly flags: SourceFlags;
  readonly log: Logger;
  readonly clock?: Clock;
  readonly metrics?: MetricsRegistry;
  readonly leadership?: Leadership | undefined;
  /** Added to `--git-instead-of`. Read at each fetch, so entries may come later. */
  readonly gitInsteadOf?: InsteadOf;
  readonly gitLimits?: Partial<GitLimits>;
  readonly files?: FileSystem;
}

/** A source-controller that can be started once. */
export interface SourceController {
  /** Runs until the signal aborts; rejects when a part cannot run. */
  start(signal: AbortSignal): Promise<void>;
}

/**
 * Runs that wait for a remote hold none of the `--concurrent` places: those are for unpacking. So 50 servers that say
 * nothing do not delay the 51st repository.
 */
const waitingPlaces = 64;

/** Makes a source-controller. Throws `FlagError` for flags that contradict each other. */
export function createSourceController(options: SourceControllerOptions): SourceController {
  const { client, flags, log, clock = systemClock } = options;
  parseFeatureGates(sourceFeatureGates, flags['feature-gates']);
  const insteadOf = insteadOfOf(options);
  const root = flags['storage-path'];
  const server = new ArtifactServer({
    root,
    address: flags['storage-addr'],
    advertisedAddress: flags['storage-adv-addr'],
  });
  const storage = openStorage({
    root,
    advertisedHost: () => server.advertisedHost(),
    algorithm: flags['artifact-digest-algo'] as DigestAlgorithm,
    retentionTtlMs: flags['artifact-retention-ttl'],
    retentionRecords: flags['artifact-retention-records'],
    now: () => clock.now(),
    ...(options.files === undefined ? {} : { files: options.files }),
  });
  const manager = createManager({
    ...managerOptionsOf(flags, { leadership: options.leadership }),
    name: 'source-controller',
    rights: sourceRights,
    client,
    log,
    clock,
    ...(options.metrics === undefined ? {} : { metrics: options.metrics }),
  });
  const git = openGitStore({
    insteadOf,
    addresses: addressPolicyOf(flags),
    ssh: { kex: flags['ssh-kex-algos'], hostKey: flags['ssh-hostkey-algos'] },
    unpackConcurrency: flags.concurrent,
    ...(options.gitLimits === undefined ? {} : { limits: options.gitLimits }),
  });
  const kind = gitRepositoryKind({
    git,
    storage,
    archives: new ArchiveBuilder(),
    insteadOf,
    serving: () => server.listening,
  });
  const labelSelector = flags['watch-label-selector'];
  const cache = manager.cache(GitRepository.type, labelSelector === '' ? {} : { labelSelector });
  manager.addRunnable(server);
  manager.addController({
    kind,
    cache,
    concurrency: flags.concurrent + waitingPlaces,
    statusFieldManager: 'source-controller',
  });
  return {
    start: async (signal) => {
      await prepareStorage(root, storage, log);
      for (const [prefix, url] of insteadOf) log.info('repositories are fetched from elsewhere', { prefix, url });
      await manager.start(signal);
    },
  };
}

/** One map for both: what the program was told, and what its composer adds. */
function insteadOfOf({ flags, gitInsteadOf }: SourceControllerOptions): InsteadOf {
  const fromFlags = parseInsteadOf(flags['git-instead-of']);
  if (gitInsteadOf === undefined) return fromFlags;
  return fromFlags.size === 0 ? gitInsteadOf : new Map([...fromFlags, ...gitInsteadOf]);
}

async function prepareStorage(root: string, storage: Storage, log: Logger): Promise<void> {
  try {
    await mkdir(root, { recursive: true, mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'EEXIST' || code === 'ENOTDIR' ? 'is not a directory' : `cannot be made (${String(code)})`;
    throw new FlagError(`--storage-path ${root} ${why}`);
  }
  const strays = await storage.removeStrays();
  if (strays > 0) log.info('removed files of interrupted writes', { count: strays });
}
