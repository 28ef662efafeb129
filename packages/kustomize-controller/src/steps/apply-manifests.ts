import {
  applyObjects,
  type ApplyContext,
  type ApplyResult,
  changesOf,
  formatChange,
  formatObserved,
  inventoryEntryOf,
  type ObjectTracker,
  unionOfEntries,
} from '@sluice/apply';
import { type Outcome, proceed } from '@sluice/core';
import type { SchemaFacts } from '@sluice/objects';
import { refuseEncrypted } from '../encrypted-secrets.ts';
import { reportChanges } from '../events.ts';
import type { BuildMemory, PassMemory } from '../memory.ts';
import { describeFailures } from '../place-failures.ts';
import { markAssessing, wantsHealth } from '../health-progress.ts';
import { endWith, type Scope, sourceOf, treeOf, waitQuietly } from '../scope.ts';
import type { WaitBook } from '../wait-book.ts';

/** How long the objects of a stage may take to become ready; upstream's constant. */
const stageTimeoutMs = 60_000;
const quietMs = 1000;
const untoldMs = 100;

export interface ApplyParts {
  readonly tracker: ObjectTracker;
  readonly facts: SchemaFacts;
  readonly waits: WaitBook;
}

/** Applies what was built, in stages, and notes what it is about to create before it does. */
export function applyManifests(parts: ApplyParts): (scope: Scope, signal: AbortSignal) => Promise<Outcome> {
  return async (scope, signal) => {
    const build = buildOf(scope);
    beginPass(scope);
    forgetWhenDue(scope);
    const encrypted = refuseEncrypted(build.objects);
    if (encrypted !== undefined) return endWith(scope, 'applyFailed', encrypted);
    const context = contextOf(scope, parts, signal);
    const result = await applyObjects(context, build.objects, { beforeCreating: () => noteInventory(scope, build) });
    scope.changes = changesOf(result.entries);
    if (result.failures.length > 0) {
      const place = { tree: treeOf(scope), origins: build.origins, sourceOf: scope.sourceOf };
      return endWith(scope, 'applyFailed', failureText(result, describeFailures(result.failures, place)));
    }
    if (scope.changes.length > 0) reportChanges(scope, scope.changes);
    return result.waitingFor.length > 0 ? awaitStage(scope, parts.waits, result) : proceed;
  };
}

/** The build; build-manifests has run. */
export function buildOf(scope: Scope): BuildMemory {
  if (scope.memory.build === undefined) throw new Error('nothing was built');
  return scope.memory.build;
}

/** The pass that this run begins or continues: another revision, spec or content is another pass. */
export function beginPass(scope: Scope): PassMemory {
  const { memory, object, run } = scope;
  const key = [object.metadata.generation ?? 0, sourceOf(scope).artifact.revision, buildOf(scope).digest].join(' ');
  if (memory.pass?.key !== key) {
    memory.pass = { key, startedAt: run.startedAt, healthSince: undefined, stageSince: undefined, changed: false };
  }
  return memory.pass;
}

/** Every object is compared with the cluster now and then, and whenever somebody asks for a run. */
function forgetWhenDue({ memory, run, settings }: Scope): void {
  const now = run.clock.monotonic();
  const isDue = memory.verifiedAt !== undefined && now - memory.verifiedAt >= settings.fullVerificationMs;
  if (isDue || run.reasons.includes('requested')) {
    memory.applied.forgetAll();
    memory.verifiedAt = undefined;
  }
  memory.verifiedAt ??= now;
}

/** What an apply works with for this Kustomization. */
function contextOf(scope: Scope, { tracker, facts }: ApplyParts, signal: AbortSignal): ApplyContext {
  const { settings, object, run } = scope;
  return {
    client: scope.client,
    tracker,
    memory: scope.memory.applied,
    taken: settings.taken,
    schemaOf: (type) => facts.typeOf(type.apiVersion, type.kind),
    force: object.spec.force,
    concurrency: settings.concurrentSsa,
    customKinds: settings.customStageKinds,
    now: () => run.clock.now(),
    signal,
  };
}

/** From here on a crash leaves no object that the inventory does not know. */
async function noteInventory(scope: Scope, build: BuildMemory): Promise<void> {
  const { status } = scope.run;
  const before = status.inventory?.entries ?? [];
  const entries = unionOfEntries(
    before,
    build.objects.map((desired) => inventoryEntryOf(desired.object)),
  );
  if (entries.length === before.length) return;
  status.inventory = { entries: [...entries] };
  // The status is written anyway: it must not show how an earlier run ended. Where health comes next it is said here, so
  // that the wait for it needs no write of its own.
  if (wantsHealth(scope)) markAssessing(scope);
  else scope.run.progress(`Detecting drift for revision ${sourceOf(scope).artifact.revision}`, { ready: true });
  await scope.run.writeStatus();
  scope.stored = structuredClone(status);
}

/** The error, and what was changed before it. */
function failureText(result: ApplyResult, text: string): string {
  const changes = changesOf(result.entries);
  return changes.length === 0 ? text : [text, ...changes.map(formatChange)].join('\n');
}

function awaitStage(scope: Scope, waits: WaitBook, result: ApplyResult): Outcome {
  const pass = beginPass(scope);
  const now = scope.run.clock.monotonic();
  pass.stageSince ??= now;
  const waitedMs = now - pass.stageSince;
  if (waitedMs >= stageTimeoutMs) {
    pass.stageSince = undefined;
    const message = `timeout waiting for: [${formatObserved(result.waitingFor)}]`;
    return endWith(scope, 'stageNotReady', message);
  }
  waits.await(scope.run.key, result.waitingFor);
  // Nothing tells when a kind begins to be served.
  const isUntold = result.waitingFor.some(({ status }) => status.status === 'NotFound');
  if (waitedMs < quietMs) return waitQuietly(scope, isUntold ? untoldMs : quietMs);
  scope.run.progress(`Waiting for ${formatObserved(result.waitingFor)}`, { ready: true });
  return { kind: 'requeue', afterMs: isUntold ? quietMs : Math.min(5000, stageTimeoutMs - waitedMs) };
}
