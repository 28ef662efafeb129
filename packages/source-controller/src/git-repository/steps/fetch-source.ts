import { done, type Outcome, proceed } from '@sluice/core';

import { artifactInStorage, artifactOutdated, fetchFailed } from '../conditions.ts';
import { hasSameContentConfig } from '../content-config.ts';
import { timeoutMsOf } from '../durations.ts';
import type { GitRepositoryScope } from '../scope.ts';

/** Asks the remote where the reference is; fetches it unless the stored artifact already is of that revision. */
export async function fetchSource(scope: GitRepositoryScope, signal: AbortSignal): Promise<Outcome> {
  const { run, parts } = scope;
  const { spec } = run.object;
  const fetched = await parts.git.fetchRevision({
    url: spec.url,
    ref: spec.ref ?? {},
    auth: scope.access?.auth,
    tls: scope.access?.tls,
    timeoutMs: timeoutMsOf(run.object),
    signal,
    lastRevision: reusableRevision(scope),
  });
  run.conditions.delete(fetchFailed);
  scope.revision = fetched.revision;
  if (fetched.kind === 'unchanged') {
    markStored(scope, fetched.revision);
    return done;
  }
  scope.snapshot = fetched.snapshot;
  announce(scope, fetched.revision);
  return proceed;
}

/** The revision that need not be fetched again: it is stored, and made as the object asks today. */
function reusableRevision({ run }: GitRepositoryScope): string | undefined {
  const isReusable = run.conditions.isTrue(artifactInStorage) && hasSameContentConfig(run.object, run.status);
  return isReusable ? run.status.artifact?.revision : undefined;
}

function announce({ run }: GitRepositoryScope, revision: string): void {
  if (run.status.artifact?.revision === revision) return;
  const message = `new upstream revision '${revision}'`;
  if (run.status.artifact !== undefined) run.conditions.markTrue(artifactOutdated, 'NewRevision', message);
  run.progress(`building artifact: ${message}`, { ready: true });
}

/** Says again what is stored, so that the condition follows the object's generation. */
export function markStored({ run }: GitRepositoryScope, revision: string): void {
  run.conditions.delete(artifactOutdated);
  run.conditions.markTrue(artifactInStorage, 'Succeeded', `stored artifact for revision '${revision}'`);
}
