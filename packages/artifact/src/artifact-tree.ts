/** A name in a directory of an artifact. */
export interface TreeName {
  readonly name: string;
  readonly kind: 'file' | 'directory';
}

/** The unpacked files of one artifact: immutable, shared by all who read the same digest. Paths are relative, `/`. */
export interface ArtifactTree {
  /** Digest of the artifact that it came from. */
  readonly digest: string;
  /** Total bytes of the files. */
  readonly size: number;
  /** Paths of all files, sorted. */
  readonly paths: readonly string[];
  /** A file's bytes (a view: do not write to it), `undefined` when there is no such file. */
  readFile(path: string): Uint8Array | undefined;
  /** Names in a directory (`''` is the root), sorted; `undefined` when there is no such directory. */
  list(directory: string): readonly TreeName[] | undefined;
  /**
   * A digest of everything at or below a path (content, names, executable bits), equal in two artifacts exactly when
   * nothing there differs. `undefined` when the path does not exist.
   */
  digestOf(path: string): string | undefined;
}
