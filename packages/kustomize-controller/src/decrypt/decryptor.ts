import type { FileTree } from '@sluice/kustomize';
import type { KubeObject } from '@sluice/objects';
import { decryptObject } from './decrypt-object.ts';
import type { Decryption } from './decryption.ts';
import { decryptingTree } from './decrypting-tree.ts';
import { Redactor } from './redactor.ts';

/** Decrypts for one build: files before it, objects after it. Without keys of a `spec.decryption` it does nothing. */
export interface Decryptor {
  /** Knows the values that were decrypted so far. */
  readonly redactor: Redactor;
  openTree(tree: FileTree, directory: string): Promise<FileTree>;
  /** `file` is where the object comes from. */
  decryptObject(object: KubeObject, file: string): Promise<KubeObject>;
}

/** A decryptor with the keys of a Kustomization. */
export function createDecryptor(decryption: Decryption | undefined): Decryptor {
  const redactor = new Redactor();
  if (decryption === undefined) {
    return {
      redactor,
      openTree: (tree) => Promise.resolve(tree),
      decryptObject: (object) => Promise.resolve(object),
    };
  }
  return {
    redactor,
    openTree: (tree, directory) => decryptingTree(tree, directory, decryption, redactor),
    decryptObject: (object, file) => decryptObject(object, decryption, { file, redactor }),
  };
}
