import type { GitRepositoryStatus } from '@sluice/api';
import { type Outcome, proceed } from '@sluice/core';

import { artifactInStorage } from '../conditions.ts';
import { outcomeOf } from '../outcomes.ts';
import type { GitRepositoryScope } from '../scope.ts';
import { ownerOf } from '../storage-owner.ts';

/**
 * Makes sure that the artifact of the status is in the storage, whole. One that is not is forgotten, so that the next
 * steps make it again. Also removes artifacts that have aged out.
 */
export async function verifyStorage(scope: GitRepositoryScope): Promise<Outcome> {
  const { run, parts } = scope;
  await parts.serving();
  await collectGarbage(scope);
  const { artifact } = run.status;
  if (artifact === undefined) {
    run.progress('building artifact', { ready: true });
    return proceed;
  }
  try {
    if (await isIntact(scope, artifact)) artifact.url = parts.storage.urlOf(artifact.path);
    else forgetArtifact(scope);
    return proceed;
  } catch (error) {
    return outcomeOf('storageUnreadable', { cause: error });
  }
}

/** A failure is not the object's: the files are looked at again in the next run. */
async function collectGarbage({ run, parts }: GitRepositoryScope): Promise<void> {
  try {
    const removed = await parts.storage.collect(ownerOf(run.key), run.status.artifact?.path);
    if (removed.length === 0) return;
    run.event({
      severity: 'trace',
      reason: 'GarbageCollectionSucceeded',
      message: `garbage collected ${String(removed.length)} artifacts`,
    });
  } catch (error) {
    run.log.error('garbage collection failed', error);
  }
}

async function isIntact(
  { run, parts }: GitRepositoryScope,
  artifact: NonNullable<GitRepositoryStatus['artifact']>,
): Promise<boolean> {
  const fileName = artifact.path.split('/').at(-1) ?? '';
  // A status can be written by others: only a file of this very object is looked at.
  if (fileName === '' || artifact.path !== parts.storage.pathOf(ownerOf(run.key), fileName)) return false;
  const verification = await parts.storage.verify(artifact.path, artifact.digest);
  if (verification !== 'damaged') return verification === 'intact';
  const message = `failed to verify integrity of artifact: the stored file does not have the digest ${artifact.digest}`;
  run.event({ severity: 'error', reason: 'ArtifactVerificationFailed', message });
  await parts.storage.remove(artifact.path);
  return false;
}

function forgetArtifact({ run }: GitRepositoryScope): void {
  delete run.status.artifact;
  run.conditions.delete(artifactInStorage);
  run.progress('building artifact: disappeared from storage', { ready: true });
}
