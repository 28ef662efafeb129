import { build, BuildError } from '@sluice/kustomize';
import { type KubeObject, readYaml, writeYaml, YamlError } from '@sluice/objects';
import type { BranchClone } from '@sluice/git';
import { UserError } from '../../user-error.ts';
import { cloneTree } from './clone-tree.ts';

export const componentsFile = 'gotk-components.yaml';
export const syncFile = 'gotk-sync.yaml';
const kustomizationNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** The kustomization of a directory, by its path; `undefined` where there is none. */
export async function findKustomization(clone: BranchClone, directory: string): Promise<string | undefined> {
  for (const name of kustomizationNames) {
    if ((await clone.readFile(`${directory}/${name}`)) !== undefined) return `${directory}/${name}`;
  }
  return undefined;
}

/** A kustomization that lists every manifest of the directory, and its sub-directories that have one of their own. */
export async function kustomizationFor(clone: BranchClone, directory: string): Promise<string> {
  const names = new Set([componentsFile, syncFile]);
  for (const path of await clone.listFiles(directory)) {
    const [first = '', second] = path.slice(directory.length + 1).split('/');
    if (second !== undefined) {
      if ((await findKustomization(clone, `${directory}/${first}`)) !== undefined) names.add(first);
    } else if (/\.ya?ml$/.test(first) && isYaml(await clone.readFile(path))) names.add(first);
  }
  const resources = [...names].sort();
  return writeYaml({ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources });
}

function isYaml(content: Uint8Array | undefined): boolean {
  try {
    readYaml(content ?? '');
    return true;
  } catch (error) {
    if (error instanceof YamlError) return false;
    throw error;
  }
}

/**
 * What the kustomization of a directory makes of it, the user's patches included. Throws `UserError` with file and line
 * where it cannot be built.
 */
export async function buildSystem(
  clone: BranchClone,
  directory: string,
  signal: AbortSignal,
): Promise<readonly KubeObject[]> {
  try {
    const result = await build(cloneTree(clone), directory, { loadRestrictions: 'none', reorder: 'none', signal });
    return result.resources.map(({ object }) => object as unknown as KubeObject);
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    throw new UserError(`${directory} cannot be built: ${error.message}`, {
      hint: 'mend it in the repository and run the command again',
      cause: error,
    });
  }
}
