/** What goes into an archive: times, owners and most of the mode are fixed, so that only content decides the bytes. */
export interface TarEntry {
  /** Relative, with `/`, no leading `./`; `.` is the root. */
  readonly path: string;
  readonly kind: 'file' | 'directory';
  readonly executable: boolean;
  /** Bytes of a file's content. */
  readonly size: number;
}

const blockBytes = 512;
const longestOctalSize = 8 ** 11 - 1;

/** The header of an entry; a PAX header goes before it where the path or size does not fit the old fields. */
export function tarHeader(entry: TarEntry): Buffer {
  const { path, kind, executable } = entry;
  const size = kind === 'file' ? entry.size : 0;
  const mode = kind === 'directory' ? 0o750 : executable ? 0o700 : 0o600;
  const header = { path, mode, size, type: kind === 'directory' ? '5' : '0' };
  const split = splitPath(path);
  if (split !== undefined && size <= longestOctalSize) return ustarHeader(header, split);
  const records = Buffer.from(
    paxRecord('path', path) + (size > longestOctalSize ? paxRecord('size', String(size)) : ''),
    'utf8',
  );
  const pax = ustarHeader(
    { path: 'PaxHeaders.0/entry', mode: 0o644, size: records.length, type: 'x' },
    { name: 'PaxHeaders.0/entry', prefix: '' },
  );
  return Buffer.concat([
    pax,
    records,
    tarPadding(records.length),
    ustarHeader({ ...header, size: Math.min(size, longestOctalSize) }, { name: cut(path), prefix: '' }),
  ]);
}

/** What fills a file's last block. */
export function tarPadding(size: number): Buffer {
  return Buffer.alloc((blockBytes - (size % blockBytes)) % blockBytes);
}

/** The end of an archive. */
export const tarEnd: Buffer = Buffer.alloc(2 * blockBytes);

interface HeaderFields {
  readonly path: string;
  readonly mode: number;
  readonly size: number;
  readonly type: string;
}

function ustarHeader(fields: HeaderFields, { name, prefix }: SplitPath): Buffer {
  const block = Buffer.alloc(blockBytes);
  block.write(name, 0, 100, 'utf8');
  block.write(octal(fields.mode, 7), 100, 'latin1');
  block.write(octal(0, 7), 108, 'latin1');
  block.write(octal(0, 7), 116, 'latin1');
  block.write(octal(fields.size, 11), 124, 'latin1');
  block.write(octal(0, 11), 136, 'latin1');
  block.write('        ', 148, 'latin1');
  block.write(fields.type, 156, 'latin1');
  block.write('ustar\u000000', 257, 'latin1');
  block.write(prefix, 345, 155, 'utf8');
  let sum = 0;
  for (const byte of block) sum += byte;
  block.write(`${octal(sum, 6)}\0 `, 148, 'latin1');
  return block;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}

interface SplitPath {
  readonly name: string;
  readonly prefix: string;
}

/** Cuts an ASCII path at a `/` into the two fields of the old header; `undefined` when it does not fit. */
function splitPath(path: string): SplitPath | undefined {
  if (!/^[\x20-\x7e]*$/.test(path)) return undefined;
  if (path.length <= 100) return { name: path, prefix: '' };
  if (path.length > 256) return undefined;
  const slash = path.indexOf('/', path.length - 101);
  if (slash < 1 || slash > 155 || slash === path.length - 1) return undefined;
  return { name: path.slice(slash + 1), prefix: path.slice(0, slash) };
}

/** For readers that do not know PAX headers only; not even that needs to be a valid path. */
function cut(path: string): string {
  return path.replaceAll(/[^\x20-\x7e]/g, '_').slice(0, 100);
}

/** `<length> <key>=<value>\n`, where the length counts itself. */
function paxRecord(key: string, value: string): string {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + String(rest).length;
  if (rest + String(length).length !== length) length += 1;
  return `${String(length)} ${key}=${value}\n`;
}
