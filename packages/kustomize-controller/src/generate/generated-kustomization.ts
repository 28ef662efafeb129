import { type JsonObject, type JsonValue, readYaml, stringifyJson } from '@sluice/objects';
import type { KustomizationSpec } from '@sluice/api';
import type { ArtifactTree } from '@sluice/artifact';
import { joinPath, resolvePath } from './artifact-path.ts';
import { GenerateError } from './generate-error.ts';
import { kustomizationNames } from './kustomization-names.ts';
import type { OverlayFile } from './overlay-tree.ts';
import { overlaySpec } from './overlay-spec.ts';
import { findManifests } from './find-manifests.ts';

export interface GeneratedKustomization {
  /** The kustomization.yaml to build instead of the one that is there; `undefined` when that one is used as it is. */
  readonly overlay: OverlayFile | undefined;
  /** What was looked at to decide, for `signReads`. */
  readonly reads: readonly string[];
}

/**
 * The kustomization that is built at a directory: the one that is there, or one that lists every manifest below it, with
 * what the spec adds (namespace, prefix, suffix, patches, components, images, build metadata).
 */
export function generateKustomization(
  tree: ArtifactTree,
  directory: string,
  spec: KustomizationSpec,
): GeneratedKustomization {
  const found = kustomizationNames.find((name) => tree.readFile(joinPath(directory, name)) !== undefined);
  const reads = kustomizationNames.map((name) => joinPath(directory, name));
  if (found === undefined) {
    const { resources, looked } = findManifests(tree, directory);
    const base: JsonObject = {
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      // kustomize refuses a kustomization that says nothing.
      ...(resources.length === 0 ? { namespace: '_placeholder' } : { resources: [...resources] }),
    };
    const path = joinPath(directory, kustomizationNames[0]);
    return {
      overlay: overlayOf(path, overlaySpec(base, spec, componentsIn(tree, directory))),
      reads: [...reads, ...looked],
    };
  }
  const path = joinPath(directory, found);
  const written = readKustomization(tree, path);
  const completed = overlaySpec(forceOutput(written), spec, componentsIn(tree, directory));
  return { overlay: completed === written ? undefined : overlayOf(path, completed), reads };
}

function overlayOf(path: string, kustomization: JsonObject): OverlayFile {
  return { path, bytes: Buffer.from(stringifyJson(kustomization)) };
}

function componentsIn(tree: ArtifactTree, directory: string): (path: string) => boolean {
  return (path) => tree.list(resolvePath(directory, path)) !== undefined;
}

function readKustomization(tree: ArtifactTree, path: string): JsonObject {
  const [document] = readYaml(tree.readFile(path) ?? '');
  if (document === undefined || document === null) return {};
  if (typeof document !== 'object' || Array.isArray(document)) throw new GenerateError(`${path}: expected a map`);
  return document;
}

/** Without resources there may be nothing else to build either; upstream then asks for origins, so that it is no error. */
function forceOutput(kustomization: JsonObject): JsonObject {
  const resources: JsonValue = kustomization['resources'] ?? null;
  if (Array.isArray(resources) && resources.length > 0) return kustomization;
  return { ...kustomization, buildMetadata: ['originAnnotations'] };
}
