import { directoryOf, type FileTree, type TreeEntry } from './file-tree.ts';

/** A tree of files held in memory, by path; texts are encoded as UTF-8. Directories are those that the paths name. */
export function memoryTree(files: Iterable<readonly [string, string | Uint8Array]>): FileTree {
  const contents = new Map<string, Uint8Array>();
  const directories = new Map<string, Set<string>>([['', new Set()]]);
  for (const [path, content] of files) {
    contents.set(path, typeof content === 'string' ? new TextEncoder().encode(content) : content);
    addToDirectory(directories, path);
  }
  return {
    find(path): TreeEntry | undefined {
      if (contents.has(path)) return { kind: 'file', path };
      return directories.has(path) ? { kind: 'directory', path } : undefined;
    },
    read(path) {
      const content = contents.get(path);
      if (content === undefined) throw new Error(`'${path}' is not a file of the tree`);
      return content;
    },
    list: (path) => (directories.has(path) ? [...(directories.get(path) ?? [])] : undefined),
  };
}

function addToDirectory(directories: Map<string, Set<string>>, path: string): void {
  const directory = directoryOf(path);
  const name = path.slice(directory === '' ? 0 : directory.length + 1);
  const known = directories.get(directory);
  if (known !== undefined) {
    known.add(name);
    return;
  }
  directories.set(directory, new Set([name]));
  addToDirectory(directories, directory);
}
