import type { Kustomization } from '@sluice/api';
import type { ChangeEntry } from '@sluice/apply';
import type { ArtifactTree } from '@sluice/artifact';
import { backoff, formatKey, type Outcome, type Run } from '@sluice/core';
import type { KubeClient } from '@sluice/kube';
import type { FieldPath, KubeObject } from '@sluice/objects';
import type { HealthExpressions } from './cel/health-expressions.ts';
import type { KustomizationMemory } from './memory.ts';
import type { Redactor } from './decrypt/redactor.ts';
import { type Ending, type OutcomeName, rowOf } from './outcomes.ts';
import type { Settings } from './settings.ts';
import type { Source } from './source/source.ts';

/** What one run over one Kustomization knows. Each field says which step fills it. */
export interface Scope {
  readonly run: Run<Kustomization, KustomizationMemory>;
  readonly object: Kustomization;
  readonly settings: Settings;
  readonly memory: KustomizationMemory;
  /** Sends as the service account that the Kustomization names, if it names one. */
  readonly client: KubeClient;
  /** compile-expressions: how custom kinds are judged. */
  health: HealthExpressions | undefined;
  /** compile-expressions: the checks of `dependsOn[].readyExpr`, by their text. */
  readonly readiness: Map<string, (self: KubeObject, dependency: KubeObject) => boolean>;
  /** resolve-source */
  source: Source | undefined;
  /** fetch-artifact */
  tree: ArtifactTree | undefined;
  /** build-manifests: the values that it decrypted, which no message may have. */
  redactor: Redactor;
  /** build-manifests, when it built: the file that put a field of an object where it is, by inventory id. */
  sourceOf: ((id: string, path: FieldPath) => string | undefined) | undefined;
  /** apply-manifests: what this run changed; prune adds what it deleted. */
  changes: readonly ChangeEntry[];
  /** assess-health: the message of Healthy=True, when checks were asked for and passed. */
  healthMessage: string | undefined;
  /** A step that ends the run with a row of the table says so here, for the summary. */
  ending: Ending | undefined;
  /**
   * The run ends, but only to wait for something that is expected at once: its status is left as it was stored, so that
   * short waits cost no write.
   */
  quiet: boolean;
  /** The status as it was stored last, when this run has stored one. */
  stored: Kustomization['status'] | undefined;
}

/** Ends the run by a row of the table. What was decrypted is taken out of the message. */
export function endWith(scope: Scope, name: OutcomeName, text: string, origin?: unknown): Outcome {
  const row = rowOf(name);
  const message = scope.redactor.redact(text);
  // Whoever logs a cause writes its message and stack.
  const cause = scope.redactor.isEmpty ? origin : undefined;
  scope.ending = cause === undefined ? { name, message } : { name, message, cause };
  switch (row.next) {
    case 'stalled':
      return { kind: 'stalled', reason: row.reason, message };
    case 'dependency':
      return { kind: 'waiting', reason: row.reason, message, afterMs: scope.settings.requeueDependencyMs };
    case 'backoff':
      return { kind: 'failed', reason: row.reason, message, retry: backoff, cause };
    case 'retry':
      return {
        kind: 'failed',
        reason: row.reason,
        message,
        retry: { kind: 'after', afterMs: retryIntervalMs(scope) },
        cause,
      };
  }
}

/** Ends the run without a trace: something is expected within `afterMs`, and a watch will tell of it. */
export function waitQuietly(scope: Scope, afterMs: number): Outcome {
  scope.quiet = true;
  return { kind: 'requeue', afterMs };
}

/** `spec.retryInterval`, or the interval. */
function retryIntervalMs(scope: Scope): number {
  const { interval, retryInterval } = scope.object.spec;
  return scope.settings.parseDuration(retryInterval ?? interval);
}

/** `spec.timeout`, by default the interval less 30 s; never less than 30 s. */
export function timeoutMs(scope: Scope): number {
  const { interval, timeout } = scope.object.spec;
  const { parseDuration } = scope.settings;
  const asked = timeout === undefined ? parseDuration(interval) - 30_000 : parseDuration(timeout);
  return Math.max(30_000, asked);
}

/** The source; resolve-source has run. */
export function sourceOf(scope: Scope): Source {
  if (scope.source === undefined) throw new Error(`no source for ${formatKey(scope.run.key)}`);
  return scope.source;
}

/** The files; fetch-artifact has run. */
export function treeOf(scope: Scope): ArtifactTree {
  if (scope.tree === undefined) throw new Error(`no artifact for ${formatKey(scope.run.key)}`);
  return scope.tree;
}
