import type { FileTree } from '@sluice/kustomize';
import { decryptBytes } from './decrypt-bytes.ts';
import type { Decryption } from './decryption.ts';
import { findEncrypted } from './find-encrypted.ts';
import type { Redactor } from './redactor.ts';

/**
 * The tree with its encrypted files in clear, where the build of the directory reads them as resources, patches, or
 * sources of Secrets. They are decrypted when they are read, and stand nowhere but in memory.
 */
export async function decryptingTree(
  tree: FileTree,
  directory: string,
  decryption: Decryption,
  redactor: Redactor,
): Promise<FileTree> {
  const encrypted = await findEncrypted(tree, directory);
  const decrypted = new Map<string, Promise<Uint8Array>>();
  const decrypt = async (path: string): Promise<Uint8Array> => {
    const format = encrypted.get(path);
    const bytes = await tree.read(path);
    if (format === undefined) return bytes;
    const clear = await decryptBytes(bytes, { file: path, format }, decryption);
    redactor.add(clear.secrets);
    return clear.bytes;
  };
  return {
    find: (path) => tree.find(path),
    list: (path) => tree.list(path),
    read: (path) => {
      if (!encrypted.has(path)) return tree.read(path);
      const reading = decrypted.get(path) ?? decrypt(path);
      decrypted.set(path, reading);
      return reading;
    },
  };
}
