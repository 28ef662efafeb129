import { GitRepository } from '@sluice/api';
import { done, type Kind, type Outcome, readyCondition, type Run, summarizeReady } from '@sluice/core';

import { failureConditions, readySummary } from './conditions.ts';
import { intervalMsOf } from './durations.ts';
import { outcomeOfError } from './errors.ts';
import { sendEvents } from './events.ts';
import { conditionOf, outcomeOf } from './outcomes.ts';
import type { GitRepositoryParts, GitRepositoryScope } from './scope.ts';
import { fetchSource } from './steps/fetch-source.ts';
import { resolveAccess } from './steps/resolve-access.ts';
import { storeArtifact } from './steps/store-artifact.ts';
import { verifyStorage } from './steps/verify-storage.ts';
import { ownerOf } from './storage-owner.ts';
import { unsupportedField } from './unsupported-fields.ts';

/** The kind GitRepository: keeps an artifact of the wanted revision of a repository in the storage. */
export function gitRepositoryKind(parts: GitRepositoryParts): Kind<GitRepository, GitRepositoryScope> {
  return {
    type: GitRepository.type,
    parse: (object) => GitRepository.parse(object),
    unsupportedField,
    intervalMs: intervalMsOf,
    startMessage,
    createScope: (run) => ({
      run,
      parts,
      digestBefore: run.status.artifact?.digest,
      failedSince: failedSince(run),
      access: undefined,
      revision: undefined,
      snapshot: undefined,
    }),
    steps: [verifyStorage, resolveAccess, fetchSource, storeArtifact],
    outcomeOfError,
    summarize,
    finalize,
  };
}

function failedSince({ conditions }: Run<GitRepository>): string | undefined {
  const ready = conditions.get(readyCondition);
  return ready?.status === 'False' ? ready.lastTransitionTime : undefined;
}

function startMessage({ metadata, status }: GitRepository): string {
  const [old, generation] = [status?.observedGeneration ?? -1, metadata.generation ?? 0];
  if (old === generation) return 'reconciliation in progress';
  return `processing object: new generation ${String(old)} -> ${String(generation)}`;
}

function summarize(scope: GitRepositoryScope, outcome: Outcome): void {
  const { conditions } = scope.run;
  if (outcome.kind === 'failed' || outcome.kind === 'stalled') {
    const condition = conditionOf(outcome.reason);
    if (condition === undefined) conditions.markFalse(readyCondition, outcome.reason, outcome.message);
    else conditions.markTrue(condition, outcome.reason, outcome.message);
    if (condition !== undefined) summarizeReady(conditions, readySummary);
  } else {
    conditions.delete(...failureConditions);
    summarizeReady(conditions, readySummary);
  }
  sendEvents(scope, outcome);
}

/** The object is being deleted: its artifacts go with it. */
async function finalize({ run, parts }: GitRepositoryScope): Promise<Outcome> {
  try {
    await parts.storage.removeOwner(ownerOf(run.key));
  } catch (error) {
    return outcomeOf('collectionFailed', { cause: error });
  }
  const message = 'garbage collected artifacts for deleted resource';
  run.event({ severity: 'trace', reason: 'GarbageCollectionSucceeded', message });
  return done;
}
