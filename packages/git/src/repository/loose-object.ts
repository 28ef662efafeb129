import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inflate, inflateSync } from 'node:zlib';

import type { GitObject } from '../object/git-object.ts';

const headerPattern = /^(commit|tree|blob|tag) (\d{1,12})$/;
const maxBytes = 256 * 1024 * 1024;

/** Reads an object that lies in a file of its own; `undefined` when there is none, or one that cannot be read. */
export async function readLooseObject(gitdir: string, oid: string): Promise<GitObject | undefined> {
  const file = await readFile(join(gitdir, 'objects', oid.slice(0, 2), oid.slice(2))).catch(() => undefined);
  if (file === undefined) return undefined;
  const bytes = await unpack(file).catch(() => undefined);
  const end = bytes?.indexOf(0) ?? -1;
  const header = headerPattern.exec(bytes?.toString('latin1', 0, end) ?? '');
  if (bytes === undefined || header === null) return undefined;
  return { type: header[1] as GitObject['type'], data: bytes.subarray(end + 1) };
}

/** Most objects are small: a turn of zlib's threads would take longer than they do. */
async function unpack(file: Buffer): Promise<Buffer> {
  if (file.length < 8192) return inflateSync(file, { maxOutputLength: maxBytes });
  return promisify(inflate)(file, { maxOutputLength: maxBytes });
}
