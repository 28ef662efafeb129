import type { ArtifactTree } from '@sluice/artifact';
import { joinPath } from './artifact-path.ts';
import { kustomizationNames } from './kustomization-names.ts';

export interface Manifests {
  /** Relative to the directory, `./…`, in lexical order of the walk. */
  readonly resources: readonly string[];
  /** Directories that were listed, with a `/` at the end. */
  readonly looked: readonly string[];
}

/** Every manifest below a directory; a sub-directory with a kustomization of its own counts as one. */
export function findManifests(tree: ArtifactTree, directory: string): Manifests {
  const resources: string[] = [];
  const walk = (path: string, relative: string): void => {
    for (const entry of tree.list(path) ?? []) {
      const below = joinPath(path, entry.name);
      const name = `${relative}/${entry.name}`;
      if (entry.kind === 'file') {
        if (/\.ya?ml$/.test(entry.name)) resources.push(name);
      } else if (hasKustomization(tree, below)) {
        resources.push(name);
      } else {
        walk(below, name);
      }
    }
  };
  walk(directory, '.');
  return { resources, looked: [`${directory}/`] };
}

function hasKustomization(tree: ArtifactTree, directory: string): boolean {
  return kustomizationNames.some((name) => tree.readFile(joinPath(directory, name)) !== undefined);
}
