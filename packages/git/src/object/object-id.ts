import { createHash } from 'node:crypto';

import type { ObjectType } from './git-object.ts';

const pattern = /^[0-9a-f]{40}$/;

/** A SHA-1 object id in lower-case hex. */
export function isObjectId(text: string): boolean {
  return pattern.test(text);
}

/** The id of an object: the SHA-1 of its header and content. */
export function hashObject(type: ObjectType, data: Uint8Array): string {
  return createHash('sha1')
    .update(`${type} ${String(data.length)}\0`)
    .update(data)
    .digest('hex');
}
