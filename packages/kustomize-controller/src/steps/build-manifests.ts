import { hash } from 'node:crypto';
import { compareForApply, type DesiredObject, desiredObjects } from '@sluice/apply';
import { build, type BuiltResource, type ParseCache } from '@sluice/kustomize';
import type { KubeObject } from '@sluice/objects';
import { type Outcome, proceed } from '@sluice/core';
import { type Decryption, loadDecryption } from '../decrypt/decryption.ts';
import { createDecryptor } from '../decrypt/decryptor.ts';
import { artifactPath } from '../generate/artifact-path.ts';
import { generateKustomization } from '../generate/generated-kustomization.ts';
import { overlayTree } from '../generate/overlay-tree.ts';
import { readsSame, signReads } from '../generate/read-signature.ts';
import type { BuildMemory } from '../memory.ts';
import { type Scope, sourceOf, treeOf } from '../scope.ts';
import { substituteObject } from '../substitute/substitute-object.ts';
import { loadVariables, type Variables } from '../substitute/variables.ts';

/**
 * Builds what the artifact says at the path, unless the last build still stands: same spec, same variables and keys, and
 * the same at every path that it read.
 */
export function buildManifests(cache: ParseCache): (scope: Scope, signal: AbortSignal) => Promise<Outcome> {
  return async (scope, signal) => {
    const { spec } = scope.object;
    scope.run.progress(`Building manifests for revision ${sourceOf(scope).artifact.revision}`);
    const { namespace } = scope.run.key;
    const { client } = scope.run;
    const variables =
      spec.postBuild === undefined ? undefined : await loadVariables(spec.postBuild, namespace, client, signal);
    const { ageSecret: fallback, ageKeys, onPlaceholders } = scope.settings;
    const parts = { namespace, client, fallback, ageKeys, onPlaceholders, signal };
    const decryption = await loadDecryption(spec.decryption, parts);
    const inputs: BuildInputs = { variables, decryption };
    if (!isCurrent(scope, inputs)) scope.memory.build = await buildAnew(scope, { cache, signal }, inputs);
    scope.run.progress(`Detecting drift for revision ${sourceOf(scope).artifact.revision}`);
    return proceed;
  };
}

/** What a build takes from the cluster. */
interface BuildInputs {
  readonly variables: Variables | undefined;
  readonly decryption: Decryption | undefined;
}

function isCurrent(scope: Scope, { variables, decryption }: BuildInputs): boolean {
  const { build: last } = scope.memory;
  const tree = treeOf(scope);
  if (last === undefined || last.generation !== (scope.object.metadata.generation ?? 0)) return false;
  if (last.variablesDigest !== (variables?.digest ?? '')) return false;
  if (last.keysDigest !== (decryption?.digest ?? '')) return false;
  return last.treeDigest === tree.digest || readsSame(tree, last.reads);
}

async function buildAnew(
  scope: Scope,
  options: { readonly cache: ParseCache; readonly signal: AbortSignal },
  { variables, decryption }: BuildInputs,
): Promise<BuildMemory> {
  const { object, memory } = scope;
  const { spec } = object;
  const tree = treeOf(scope);
  const directory = artifactPath(spec.path);
  const { overlay, reads } = generateKustomization(tree, directory, spec);
  const decryptor = createDecryptor(decryption);
  scope.redactor = decryptor.redactor;
  const result = await build(await decryptor.openTree(overlayTree(tree, overlay), directory), directory, {
    loadRestrictions: 'none',
    reorder: 'none',
    ...options,
  });
  const isSubstituted =
    variables !== undefined && (variables.values.size > 0 || spec.postBuild?.substituteStrategy === 'Always');
  const resources = new Map<string, BuiltResource>();
  const objects: DesiredObject[] = [];
  for (const resource of result.resources) {
    const built = await decryptor.decryptObject(resource.object as unknown as KubeObject, resource.source.file);
    const final = isSubstituted
      ? substituteObject(built, variables.values, { strict: scope.settings.strictSubstitution })
      : built;
    for (const desired of desiredObjects([final], memory.key, spec.commonMetadata)) {
      objects.push(desired);
      resources.set(desired.id, resource);
    }
  }
  objects.sort((a, b) => compareForApply(a.ref, b.ref));
  scope.sourceOf = (id, path) => resources.get(id)?.sourceOf(path).file;
  return {
    generation: object.metadata.generation ?? 0,
    treeDigest: tree.digest,
    reads: signReads(tree, [...reads, ...result.reads]),
    variablesDigest: variables?.digest ?? '',
    keysDigest: decryption?.digest ?? '',
    redactor: decryptor.redactor,
    objects,
    origins: new Map(Array.from(resources, ([id, resource]) => [id, resource.source.file])),
    digest: `sha256:${hash('sha256', objects.map((desired) => desired.digest).join('\n'))}`,
  };
}
