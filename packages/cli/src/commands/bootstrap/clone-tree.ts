import type { BranchClone } from '@sluice/git';
import type { FileTree } from '@sluice/kustomize';

/** The files of a clone as a build reads them. */
export function cloneTree(clone: BranchClone): FileTree {
  return {
    find: async (path) => {
      if (path !== '' && (await clone.readFile(path)) !== undefined) return { kind: 'file', path };
      return (await clone.listFiles(path)).length > 0 ? { kind: 'directory', path } : undefined;
    },
    read: async (path) => {
      const content = await clone.readFile(path);
      if (content === undefined) throw new Error(`'${path}' is not a file of the repository`);
      return content;
    },
    list: async (path) => {
      const files = await clone.listFiles(path);
      const prefix = path === '' ? 0 : path.length + 1;
      return files.length === 0 ? undefined : [...new Set(files.map((file) => file.slice(prefix).split('/')[0] ?? ''))];
    },
  };
}
