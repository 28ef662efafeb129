import type { ArtifactTree } from '@sluice/artifact';
import type { FileTree } from '@sluice/kustomize';

/** A file that is laid over an artifact: what upstream writes into its checkout. */
export interface OverlayFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** An artifact's files as the kustomize engine reads them, with one file replaced or added. */
export function overlayTree(tree: ArtifactTree, overlay: OverlayFile | undefined): FileTree {
  return {
    find: (path) => {
      if (path === overlay?.path || tree.readFile(path) !== undefined) return { kind: 'file', path };
      return tree.list(path) === undefined ? undefined : { kind: 'directory', path };
    },
    read: (path) => {
      const bytes = path === overlay?.path ? overlay.bytes : tree.readFile(path);
      if (bytes === undefined) throw new Error(`'${path}' is not a file of the artifact`);
      return bytes;
    },
    list: (path) => tree.list(path)?.map((entry) => entry.name),
  };
}
