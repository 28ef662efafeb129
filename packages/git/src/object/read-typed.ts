import { GitError } from '../errors.ts';
import type { GitObject, ObjectType } from './git-object.ts';
import type { ReadObject } from './object-store.ts';

/** An object of a type that a server's pack must have. Throws `MalformedPack`. */
export async function readTyped(read: ReadObject, oid: string, type: ObjectType): Promise<GitObject> {
  const object = await read(oid);
  if (object?.type === type) return object;
  throw new GitError('MalformedPack', `refused: the server sent a pack without the ${type} ${oid}`);
}
