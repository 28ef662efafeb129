import { GitRepository, Kustomization } from '@sluice/api';
import { type ApplyContext, ObjectTracker } from '@sluice/apply';
import { openArtifactCache } from '@sluice/artifact';
import {
  type Clock,
  type Controller,
  createManager,
  type Leadership,
  logWatchProblem,
  type Logger,
  type Manager,
  managerOptionsOf,
  type MetricsRegistry,
  systemClock,
} from '@sluice/core';
import type { KubeClient, WatchCache } from '@sluice/kube';
import { ParseCache } from '@sluice/kustomize';
import { loadSchemaFacts, type KubeObject, type ObjectMeta } from '@sluice/objects';
import type { AgeKeyFile } from '@sluice/secrets';
import { ClaimIndex } from './claim-index.ts';
import { DriftCorrector } from './drift/drift-corrector.ts';
import type { KustomizeFlags } from './flags.ts';
import { clientOf } from './impersonation.ts';
import { KustomizationIndex } from './kustomization-index.ts';
import { MemoryBook } from './memory-book.ts';
import { readSettings } from './read-settings.ts';
import { kustomizationKind } from './reconciler.ts';
import { kustomizeRights } from './rights.ts';
import type { Settings } from './settings.ts';
import { artifactOf } from './source/source.ts';
import { createSourceReader, type SourceRecord } from './source/source-reader.ts';
import { artifactUrl } from './source/artifact-url.ts';
import { WaitBook } from './wait-book.ts';
import { wakeDependents, wakeOnConfig, wakeOnSource } from './watches.ts';

/** What a kustomize-controller is made of. */
export interface KustomizeControllerOptions {
  readonly client: KubeClient;
  /** As `parseFlags(kustomizeFlags, …)` gives them. */
  readonly flags: KustomizeFlags;
  readonly log: Logger;
  readonly clock?: Clock;
  readonly metrics?: MetricsRegistry;
  readonly leadership?: Leadership | undefined;
  /**
   * Age keys that are tried beside those of Secrets, for running on a user's machine: Secrets with keys may then be
   * missing.
   */
  readonly ageKeys?: readonly AgeKeyFile[] | undefined;
  /**
   * For trying a repository without its keys: placeholders of the same types stand for the values of encrypted files that
   * no key fits, and this is told the path of each, on every build. Without it such files are errors; no flag sets it.
   */
  readonly onPlaceholders?: ((file: string) => void) | undefined;
}

/** A kustomize-controller that can be started once. */
export interface KustomizeController {
  /** Runs until the signal aborts; rejects when a part cannot run. */
  start(signal: AbortSignal): Promise<void>;
}

/** Bases that many overlays share stay in it; files that are read once are not worth their memory. */
const parseCacheBytes = 16 * 1024 * 1024;
const userName = 'kustomize-controller';

/** Makes a kustomize-controller. Throws `FlagError` for flags that it cannot honour. */
export function createKustomizeController(options: KustomizeControllerOptions): KustomizeController {
  const { client, flags, log, clock = systemClock, metrics, leadership } = options;
  const { settings: given, gates } = readSettings(flags);
  const { ageKeys = [], onPlaceholders } = options;
  const settings: Settings = { ...given, ageKeys, onPlaceholders };
  const stop = new AbortController();
  const manager = createManager({
    name: userName,
    rights: kustomizeRights,
    client,
    log,
    clock,
    ...(metrics === undefined ? {} : { metrics }),
    ...managerOptionsOf(flags, { leadership }),
  });
  const tracker = new ObjectTracker(
    {
      client,
      taken: settings.taken,
      now: () => clock.now(),
      timers: clock,
      onProblem: (type, problem) => {
        logWatchProblem(log, type, problem);
      },
    },
    stop.signal,
  );
  assemble({ manager, tracker, settings, flags, watchesConfigs: !gates.DisableConfigWatchers });
  return {
    start: async (signal) => {
      try {
        await manager.start(signal);
      } finally {
        stop.abort();
      }
    },
  };
}

interface Assembly {
  readonly manager: Manager;
  readonly tracker: ObjectTracker;
  readonly settings: Settings;
  readonly flags: KustomizeFlags;
  readonly watchesConfigs: boolean;
}

function assemble({ manager, tracker, settings, flags, watchesConfigs }: Assembly): void {
  const selector = flags['watch-label-selector'];
  const cache = manager.cache(Kustomization.type, selector === '' ? {} : { labelSelector: selector });
  const sources = openSources(manager);
  const index = new KustomizationIndex(cache, manager.client);
  const memories = new MemoryBook();
  const artifacts = openArtifactCache();
  const waits = new WaitBook(tracker);
  const claims = new ClaimIndex(cache);
  const facts = loadSchemaFacts();
  const drift = settings.watchDrift
    ? createDriftCorrector({
        manager,
        tracker,
        settings,
        memories,
        cache,
        requestRun: (key) => {
          controller.enqueue({ key, reason: 'drift', priority: 5 });
        },
        facts,
      })
    : undefined;
  const kind = kustomizationKind({
    settings,
    sources: createSourceReader(new Map([[GitRepository.kind, sources]])),
    dependencies: index,
    artifacts,
    parseCache: new ParseCache(parseCacheBytes),
    memories,
    tracker,
    facts,
    waits,
    isClaimed: (id, uid) => claims.isClaimed(id, uid),
    onSettled: (memory) => drift?.review(memory),
    onReleased: (key) => drift?.release(key),
  });
  const controller: Controller = manager.addController({
    kind,
    cache,
    wakeSources: [
      wakeOnSource({
        kind: GitRepository.kind,
        cache: sources,
        index,
        memories,
        artifacts,
        artifactUrl: (url) => artifactUrl(url, settings.sourceHost),
        log: manager.log,
      }),
      wakeDependents(cache, index),
      waits,
      ...(watchesConfigs ? configSources(manager, flags['watch-configs-label-selector'], index) : []),
    ],
    concurrency: flags.concurrent,
    statusFieldManager: 'gotk-kustomize-controller',
  });
  if (drift !== undefined) manager.addRunnable(drift);
}

function openSources(manager: Manager): WatchCache<SourceRecord> {
  return manager.cache<SourceRecord>(GitRepository.type, {
    transform: (object) => ({
      namespace: object.metadata.namespace ?? '',
      name: object.metadata.name ?? '',
      artifact: artifactOf(object),
    }),
  });
}

function configSources(manager: Manager, labelSelector: string, index: KustomizationIndex) {
  return (['ConfigMap', 'Secret'] as const).map((kind) => {
    const cache = manager.cache<ObjectMeta>(
      { apiVersion: 'v1', kind },
      {
        labelSelector,
        metadataOnly: true,
        transform: ({ metadata: { namespace, name, resourceVersion } }) => ({
          ...(namespace === undefined ? {} : { namespace }),
          ...(name === undefined ? {} : { name }),
          ...(resourceVersion === undefined ? {} : { resourceVersion }),
        }),
      },
    );
    return wakeOnConfig(kind, cache, index);
  });
}

interface DriftAssembly {
  readonly manager: Manager;
  readonly tracker: ObjectTracker;
  readonly settings: Settings;
  readonly memories: MemoryBook;
  readonly cache: WatchCache;
  readonly facts: ReturnType<typeof loadSchemaFacts>;
  readonly requestRun: (key: { readonly namespace: string; readonly name: string }) => void;
}

function createDriftCorrector({
  manager,
  tracker,
  settings,
  memories,
  cache,
  facts,
  requestRun,
}: DriftAssembly): DriftCorrector {
  const { client, clock, events, log } = manager;
  return new DriftCorrector({
    tracker,
    memories,
    clock,
    log,
    findOwner: ({ namespace, name }) => activeOwner(cache.get(namespace, name)),
    intervalMs: (owner) => settings.parseDuration(owner.spec.interval),
    contextFor: (owner, memory, signal): ApplyContext => ({
      client: clientOf(client, owner, settings),
      tracker,
      memory: memory.applied,
      taken: settings.taken,
      schemaOf: (type) => facts.typeOf(type.apiVersion, type.kind),
      force: owner.spec.force,
      concurrency: 1,
      customKinds: settings.customStageKinds,
      now: () => clock.now(),
      signal,
    }),
    tell: (owner, severity, message) => {
      const revision = owner.status?.lastAppliedRevision;
      const metadata = revision === undefined ? {} : { metadata: { 'kustomize.toolkit.fluxcd.io/revision': revision } };
      events.record(owner, { severity, reason: 'ReconciliationSucceeded', message, ...metadata });
    },
    requestRun,
  });
}

function activeOwner(stored: KubeObject | undefined): Kustomization | undefined {
  if (stored === undefined || stored.metadata.deletionTimestamp !== undefined) return undefined;
  const owner = Kustomization.parse(stored);
  return owner.spec.suspend === true ? undefined : owner;
}
