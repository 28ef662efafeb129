import type { Outcome } from '@sluice/core';

import type { GitRepositoryScope } from './scope.ts';

const longestSubject = 50;

/** Sends what a run has to tell: each failure, a new artifact, a recovery; nothing of a run that found nothing new. */
export function sendEvents(scope: GitRepositoryScope, outcome: Outcome): void {
  const { run } = scope;
  if (outcome.kind === 'failed' || outcome.kind === 'stalled') {
    run.event({ severity: 'error', reason: outcome.reason, message: outcome.message });
    return;
  }
  const { artifact } = run.status;
  if (artifact === undefined) return;
  const metadata = {
    'source.toolkit.fluxcd.io/revision': artifact.revision,
    'source.toolkit.fluxcd.io/digest': artifact.digest,
  };
  const message = `stored artifact for commit '${subjectOf(scope, artifact.revision)}'`;
  if (artifact.digest !== scope.digestBefore) run.event({ severity: 'info', reason: 'NewArtifact', message, metadata });
  else if (scope.failedSince !== undefined) {
    // The token keeps the end of one failure apart from that of the next, which may come within the rate limit.
    const token = { 'source.toolkit.fluxcd.io/token': scope.failedSince };
    run.event({ severity: 'info', reason: 'Succeeded', message, metadata: { ...metadata, ...token } });
  }
}

/** The first line of the commit's message, cut; the revision where the commit was not fetched. */
function subjectOf(scope: GitRepositoryScope, revision: string): string {
  const message = scope.snapshot?.commit.message;
  if (message === undefined) return revision;
  const subject = Array.from(message.trim().split('\n', 1)[0] ?? '');
  return subject.length <= longestSubject ? subject.join('') : `${subject.slice(0, longestSubject).join('')}...`;
}
