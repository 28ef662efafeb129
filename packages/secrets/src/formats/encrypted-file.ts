import type { ReadLeaf, SopsTree } from '../sops/tree.ts';

/** An encrypted file as its format reads it. */
export interface EncryptedFile {
  readonly tree: SopsTree;
  /** The file in clear, without metadata. */
  write(read: ReadLeaf): string;
}
