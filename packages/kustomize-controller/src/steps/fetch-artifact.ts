import { type ArtifactCache, ArtifactError } from '@sluice/artifact';
import { type Outcome, proceed } from '@sluice/core';
import { artifactPath } from '../generate/artifact-path.ts';
import { artifactUrl } from '../source/artifact-url.ts';
import { endWith, type Scope, sourceOf, timeoutMs } from '../scope.ts';

/** Gets the files of the artifact: unpacked once for all who need the same digest. */
export function fetchArtifact(artifacts: ArtifactCache): (scope: Scope, signal: AbortSignal) => Promise<Outcome> {
  return async (scope, signal) => {
    const { artifact } = sourceOf(scope);
    const { formatDuration, sourceHost, requeueDependencyMs } = scope.settings;
    scope.run.progress(
      `Fetching manifests for revision ${artifact.revision} with a timeout of ${formatDuration(timeoutMs(scope))}`,
    );
    try {
      const url = artifactUrl(artifact.url, sourceHost);
      scope.tree = await artifacts.load({ url, digest: artifact.digest, signal });
    } catch (error) {
      if (!(error instanceof ArtifactError)) throw error;
      if (error.code === 'NotFound') {
        const message = `Source is not ready, artifact not found, retrying in ${formatDuration(requeueDependencyMs)}`;
        return endWith(scope, 'artifactNotFound', message, error);
      }
      return endWith(
        scope,
        error.code === 'Unreachable' ? 'artifactUnavailable' : 'artifactInvalid',
        error.message,
        error,
      );
    }
    return checkPath(scope);
  };
}

function checkPath(scope: Scope): Outcome {
  const path = artifactPath(scope.object.spec.path);
  if (scope.tree?.list(path) === undefined) {
    const message = `kustomization path not found: stat ${path === '' ? '.' : path}: no such file or directory`;
    return endWith(scope, 'pathNotFound', message);
  }
  scope.run.status.lastAttemptedRevision = sourceOf(scope).artifact.revision;
  return proceed;
}
