import { ArtifactError, IgnoreRulesError } from '@sluice/artifact';
import { done, formatTime, type Outcome } from '@sluice/core';
import { GitError } from '@sluice/git';

import { IgnoreFileTooLargeError } from '../../archive-builder.ts';
import { SparseCheckoutError } from '../../sparse-checkout.ts';
import { storageOperationFailed } from '../conditions.ts';
import { artifactFileName, recordContentConfig } from '../content-config.ts';
import { outcomeOf } from '../outcomes.ts';
import type { GitRepositoryScope } from '../scope.ts';
import { ownerOf } from '../storage-owner.ts';
import { markStored } from './fetch-source.ts';

/** Packs what was fetched into the storage, and names it in the status. The old artifact stays until it ages out. */
export async function storeArtifact(scope: GitRepositoryScope, signal: AbortSignal): Promise<Outcome> {
  const { run, parts, snapshot, revision } = scope;
  if (snapshot === undefined || revision === undefined) throw new Error('nothing was fetched');
  const { ignore, sparseCheckout = [] } = run.object.spec;
  const chunks = parts.archives.build(snapshot, { ignore, directories: sparseCheckout }, signal);
  try {
    const fileName = artifactFileName(run.object, snapshot.commit.oid);
    const { path, digest, size } = await parts.storage.put(ownerOf(run.key), fileName, chunks);
    run.status.artifact = {
      digest,
      lastUpdateTime: formatTime(run.clock.now()),
      path,
      revision,
      size,
      url: parts.storage.urlOf(path),
    };
  } catch (error) {
    if (signal.aborted || isOfContent(error)) throw error;
    return outcomeOf('archiveFailed', { cause: error });
  }
  recordContentConfig(run.object, run.status);
  run.conditions.delete(storageOperationFailed);
  markStored(scope, revision);
  return done;
}

/** The repository's fault rather than the storage's; see `errors.ts`. */
function isOfContent(error: unknown): boolean {
  return [GitError, SparseCheckoutError, IgnoreRulesError, IgnoreFileTooLargeError, ArtifactError].some(
    (type) => error instanceof type,
  );
}
