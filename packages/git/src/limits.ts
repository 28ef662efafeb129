/** What a remote repository may cost. Anything beyond is refused with the number in the message. */
export interface GitLimits {
  /** Bytes of the list of references. */
  readonly advertisementBytes: number;
  readonly refs: number;
  /** Bytes of the pack as received. */
  readonly packBytes: number;
  readonly objects: number;
  /** Bytes of one object. */
  readonly objectBytes: number;
  /** Bytes of all objects of a pack, unpacked. */
  readonly unpackedBytes: number;
  /** Objects on which one object may be based, one on the other. Git's own packs have at most 50 by default. */
  readonly deltaDepth: number;
  /** Files and directories of a tree. */
  readonly files: number;
  /** Bytes of all files of a tree. */
  readonly treeBytes: number;
  /** Directories within each other. */
  readonly treeDepth: number;
}

const mib = 1024 * 1024;

export const defaultLimits: GitLimits = {
  advertisementBytes: 32 * mib,
  refs: 100_000,
  packBytes: 256 * mib,
  objects: 500_000,
  objectBytes: 64 * mib,
  unpackedBytes: 1024 * mib,
  deltaDepth: 4095,
  files: 200_000,
  treeBytes: 1024 * mib,
  treeDepth: 128,
};
