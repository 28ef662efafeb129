import { GitError } from '../errors.ts';
import { isObjectId } from './object-id.ts';

/** What an annotated tag points at. Throws `MalformedObject`. */
export function parseTagTarget(oid: string, data: Uint8Array): { readonly oid: string; readonly type: string } {
  const [objectLine = '', typeLine = ''] = Buffer.from(data.buffer, data.byteOffset, data.length)
    .toString('utf8', 0, 256)
    .split('\n', 2);
  const target = objectLine.startsWith('object ') ? objectLine.slice(7) : '';
  if (!isObjectId(target) || !typeLine.startsWith('type ')) {
    throw new GitError('MalformedObject', `refused: the tag ${oid} has no proper header`);
  }
  return { oid: target, type: typeLine.slice(5) };
}
