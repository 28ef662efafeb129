import { Kustomization } from '@sluice/api';
import type { ArtifactCache } from '@sluice/artifact';
import type { Kind, ObjectKey, Run } from '@sluice/core';
import type { ParseCache } from '@sluice/kustomize';
import { Redactor } from './decrypt/redactor.ts';
import type { DependencyGraph } from './dependency-graph.ts';
import { outcomeOfError } from './errors.ts';
import { clientOf } from './impersonation.ts';
import { KustomizationMemory } from './memory.ts';
import type { MemoryBook } from './memory-book.ts';
import { storedFailure } from './recovery.ts';
import type { Scope } from './scope.ts';
import type { Settings } from './settings.ts';
import type { SourceReader } from './source/source-reader.ts';
import { type ApplyParts, applyManifests } from './steps/apply-manifests.ts';
import { assessHealth } from './steps/assess-health.ts';
import { buildManifests } from './steps/build-manifests.ts';
import { checkDependencies } from './steps/check-dependencies.ts';
import { compileExpressions } from './steps/compile-expressions.ts';
import { fetchArtifact } from './steps/fetch-artifact.ts';
import { finalize } from './steps/finalize.ts';
import { type ClaimCheck, pruneStale } from './steps/prune-stale.ts';
import { resolveSource } from './steps/resolve-source.ts';
import { summarize } from './summarize.ts';
import { unsupportedFieldOf } from './unsupported-fields.ts';

/** What reconciling Kustomizations needs. */
export interface ReconcilerParts extends ApplyParts {
  readonly settings: Settings;
  readonly sources: SourceReader;
  readonly dependencies: DependencyGraph;
  readonly artifacts: ArtifactCache;
  readonly parseCache: ParseCache;
  readonly memories: MemoryBook;
  readonly isClaimed: ClaimCheck;
  /** A run ended: what was put off until then can be done. */
  readonly onSettled: (memory: KustomizationMemory) => void;
  /** A Kustomization is gone, or suspended. */
  readonly onReleased: (key: ObjectKey) => void;
}

/** How a Kustomization is reconciled: from its source to healthy objects, by steps that each can end the run. */
export function kustomizationKind(parts: ReconcilerParts): Kind<Kustomization, Scope, KustomizationMemory> {
  return {
    type: Kustomization.type,
    parse: (object) => Kustomization.parse(object),
    unsupportedField: unsupportedFieldOf,
    intervalMs: (object) => parts.settings.parseDuration(object.spec.interval),
    createScope: (run) => createScope(run, parts),
    steps: [
      compileExpressions,
      resolveSource(parts.sources),
      checkDependencies(parts.dependencies),
      fetchArtifact(parts.artifacts),
      buildManifests(parts.parseCache),
      applyManifests(parts),
      pruneStale(parts.tracker, parts.isClaimed),
      assessHealth(parts),
    ],
    finalize: finalize(parts.tracker),
    outcomeOfError,
    summarize,
    settled: (scope) => {
      scope.memory.running = false;
      for (const desired of scope.memory.build?.objects ?? []) desired.release();
      parts.onSettled(scope.memory);
    },
    released: (key, uid) => {
      parts.waits.release(key);
      parts.memories.remove(key, uid);
      parts.onReleased(key);
    },
  };
}

function createScope(run: Run<Kustomization, KustomizationMemory>, parts: ReconcilerParts): Scope {
  const { settings, memories, waits } = parts;
  const memory =
    run.memory.get() ?? new KustomizationMemory(run.key, run.object.metadata.uid ?? '', storedFailure(run.object));
  run.memory.set(memory);
  memories.add(memory);
  waits.release(run.key);
  memory.running = true;
  return {
    run,
    object: run.object,
    settings,
    memory,
    client: clientOf(run.client, run.object, settings),
    health: undefined,
    readiness: new Map(),
    source: undefined,
    tree: undefined,
    changes: [],
    healthMessage: undefined,
    ending: undefined,
    quiet: false,
    stored: undefined,
    sourceOf: undefined,
    redactor: memory.build?.redactor ?? new Redactor(),
  };
}
