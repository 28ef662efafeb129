import { type Outcome, proceed } from '@sluice/core';
import { endWith, type Scope } from '../scope.ts';
import { formatSource, type SourceRef } from '../source/source.ts';
import type { SourceReader } from '../source/source-reader.ts';

/** Finds the source and its artifact. */
export function resolveSource(sources: SourceReader): (scope: Scope) => Promise<Outcome> {
  return (scope) => Promise.resolve(resolve(scope, sources));
}

function resolve(scope: Scope, sources: SourceReader): Outcome {
  const { sourceRef } = scope.object.spec;
  const namespace = sourceRef.namespace ?? scope.run.key.namespace;
  const ref: SourceRef = { kind: sourceRef.kind, namespace, name: sourceRef.name };
  const denied = denialOf(scope, ref);
  if (denied !== undefined) return endWith(scope, 'sourceAccessDenied', denied);
  const found = sources.find(ref);
  if (found === undefined) return endWith(scope, 'sourceNotFound', sources.notFoundMessage(ref));
  if (found.artifact === undefined) {
    const message = `Source artifact not found, retrying in ${scope.settings.formatDuration(scope.settings.requeueDependencyMs)}`;
    return endWith(scope, 'sourceHasNoArtifact', message);
  }
  scope.source = { ...ref, artifact: found.artifact };
  return proceed;
}

function denialOf(scope: Scope, ref: SourceRef): string | undefined {
  if (ref.kind === 'ExternalArtifact') {
    return `can't access '${formatSource(ref)}', ExternalArtifact feature gate is disabled`;
  }
  if (scope.settings.noCrossNamespaceRefs && ref.namespace !== scope.run.key.namespace) {
    return `can't access '${formatSource(ref)}', cross-namespace references have been blocked`;
  }
  return undefined;
}
