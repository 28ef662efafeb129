/** A git object's type, by the name that its header carries. */
export type ObjectType = 'commit' | 'tree' | 'blob' | 'tag';

/** An object as it is hashed, without the header. */
export interface GitObject {
  readonly type: ObjectType;
  readonly data: Uint8Array;
}

/** Who wrote a commit, and when (seconds since 1970; `offsetMinutes` east of UTC is positive). */
export interface Identity {
  readonly name: string;
  readonly email: string;
  readonly timestampSeconds: number;
  readonly offsetMinutes: number;
}

/** What a commit object says. `message` is its text, cut to 64 KiB. */
export interface Commit {
  readonly oid: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Identity;
  readonly committer: Identity;
  readonly message: string;
}
