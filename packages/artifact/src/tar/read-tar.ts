import { ArtifactError } from '../errors.ts';

/** What was read of an entry; `bytes` is a view of the archive. */
export interface ReadEntry {
  readonly path: string;
  readonly kind: 'file' | 'directory';
  readonly executable: boolean;
  readonly bytes: Uint8Array;
}

const blockBytes = 512;
const maxPaxBytes = 64 * 1024;

/**
 * Reads an unpacked tar archive. Files and directories only: links, devices, sparse files and anything else are refused
 * by name, as are paths that leave the root and sizes that lie. Throws `Malformed`.
 */
export function* readTar(archive: Buffer): Generator<ReadEntry, void, undefined> {
  let pax = new Map<string, string>();
  for (let position = 0; position < archive.length;) {
    const header = readHeader(archive, position);
    // Whatever follows the mark of the end has no meaning.
    if (header === undefined) return;
    position += blockBytes;
    const size = sizeOf(header, pax);
    const content = contentAt(archive, position, size);
    position += Math.ceil(size / blockBytes) * blockBytes;
    if (header.type === 'x') pax = parsePax(content);
    else if (header.type !== 'g') {
      yield toEntry(header, pax, content);
      pax = new Map();
    }
  }
  throw malformed('it ends without the mark of its end');
}

interface Header {
  readonly path: string;
  readonly mode: number;
  readonly size: number;
  readonly type: string;
}

function readHeader(archive: Buffer, position: number): Header | undefined {
  if (position + blockBytes > archive.length) throw malformed('it ends early');
  const block = archive.subarray(position, position + blockBytes);
  if (block.every((byte) => byte === 0)) return undefined;
  checkSum(block);
  const isUstar = block.toString('latin1', 257, 262) === 'ustar';
  const prefix = isUstar ? text(block, 345, 155) : '';
  const name = text(block, 0, 100);
  return {
    path: prefix === '' ? name : `${prefix}/${name}`,
    mode: octal(block, 100, 8),
    size: octal(block, 124, 12),
    type: block.toString('latin1', 156, 157),
  };
}

function checkSum(block: Buffer): void {
  let sum = 8 * 0x20;
  for (const [index, byte] of block.entries()) if (index < 148 || index >= 156) sum += byte;
  if (sum !== octal(block, 148, 8)) throw malformed('a header has a wrong checksum');
}

function text(block: Buffer, start: number, length: number): string {
  const field = block.subarray(start, start + length);
  const end = field.indexOf(0);
  return decode(end === -1 ? field : field.subarray(0, end));
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decode(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw malformed('it has a name that is not UTF-8');
  }
}

/** Octal digits only: the binary form is for sizes far beyond any limit, and for negative ones. */
function octal(block: Buffer, start: number, length: number): number {
  const digits = block
    .toString('latin1', start, start + length)
    .replace(/[\0 ]+$/, '')
    .trimStart();
  if (!/^[0-7]*$/.test(digits)) throw malformed('a header has a number that is none');
  return digits === '' ? 0 : Number.parseInt(digits, 8);
}

function sizeOf(header: Header, pax: ReadonlyMap<string, string>): number {
  const size = pax.get('size');
  if (size === undefined || header.type === 'x' || header.type === 'g') return header.size;
  if (!/^\d{1,15}$/.test(size)) throw malformed('an extended header has a size that is none');
  return Number(size);
}

function contentAt(archive: Buffer, position: number, size: number): Buffer {
  if (position + size > archive.length) throw malformed('it ends early');
  return archive.subarray(position, position + size);
}

/** Reads `<length> <key>=<value>\n` records. Sparse files hide behind keys of their own. */
function parsePax(content: Buffer): Map<string, string> {
  if (content.length > maxPaxBytes) throw malformed('an extended header is too long');
  const records = new Map<string, string>();
  for (let position = 0; position < content.length;) {
    const space = content.indexOf(0x20, position);
    const length = Number(content.toString('latin1', position, space === -1 ? position : space));
    if (!Number.isInteger(length) || length < 5 || position + length > content.length)
      throw malformed('an extended header is broken');
    const record = decode(content.subarray(space + 1, position + length - 1));
    const equals = record.indexOf('=');
    records.set(record.slice(0, equals), record.slice(equals + 1));
    position += length;
  }
  if ([...records.keys()].some((key) => key.startsWith('GNU.sparse'))) throw malformed('it has a sparse file');
  return records;
}

const kinds = new Map<string, 'file' | 'directory'>([
  ['0', 'file'],
  ['\0', 'file'],
  ['5', 'directory'],
]);

function toEntry(header: Header, pax: ReadonlyMap<string, string>, content: Buffer): ReadEntry {
  const given = pax.get('path') ?? header.path;
  const kind = kinds.get(header.type);
  if (kind === undefined)
    throw malformed(`${quote(given)} is neither a file nor a directory (type ${quote(header.type)})`);
  if (kind === 'directory' && content.length > 0) throw malformed(`the directory ${quote(given)} has content`);
  const path = cleanPath(given);
  return { path, kind, executable: (header.mode & 0o111) !== 0 && kind === 'file', bytes: content };
}

/** A relative path without `.` parts and trailing slash; refuses any that could mean another place. */
function cleanPath(given: string): string {
  const path = given.replace(/^(?:\.\/)+/, '').replace(/\/$/, '');
  if (path === '.' || path === '') return '';
  const parts = path.split('/');
  const bad =
    parts.some((part) => part === '' || part === '.' || part === '..') ||
    /[\0\\]/.test(path) ||
    /^[A-Za-z]:/.test(path);
  if (bad) throw malformed(`the path ${quote(given)} leaves its root or has no plain form`);
  return path;
}

function quote(value: string): string {
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
}

function malformed(problem: string): ArtifactError {
  return new ArtifactError('Malformed', `the artifact is refused: ${problem}`);
}
