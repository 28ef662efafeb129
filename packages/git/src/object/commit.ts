import { GitError } from '../errors.ts';
import type { Commit, Identity } from './git-object.ts';
import { isObjectId } from './object-id.ts';

const maxMessageLength = 65_536;

/**
 * Reads a commit object. The header is strict, in git's own order, so that nobody can read another tree or parent out of
 * the same bytes: `tree`, any `parent`, `author`, `committer`, then other lines. Throws `MalformedObject`.
 */
export function parseCommit(oid: string, data: Uint8Array): Commit {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.length);
  const blank = bytes.indexOf('\n\n');
  const header = bytes.toString('utf8', 0, blank === -1 ? bytes.length : blank);
  if (header.includes('\0')) throw malformed(oid, 'a NUL in its header');
  const lines = header.split('\n');
  const tree = objectIdLine(lines.shift(), 'tree', oid);
  const parents: string[] = [];
  while (lines[0]?.startsWith('parent ') === true) parents.push(objectIdLine(lines.shift(), 'parent', oid));
  const author = identityLine(lines.shift(), 'author', oid);
  const committer = identityLine(lines.shift(), 'committer', oid);
  refuseRepeated(lines, oid);
  const message =
    blank === -1 ? '' : bytes.toString('utf8', blank + 2, Math.min(bytes.length, blank + 2 + maxMessageLength));
  return { oid, tree, parents, author, committer, message };
}

function objectIdLine(line: string | undefined, key: string, oid: string): string {
  const value = line?.startsWith(`${key} `) === true ? line.slice(key.length + 1) : '';
  if (!isObjectId(value)) throw malformed(oid, `no proper ${key} line`);
  return value;
}

const identityPattern = /^([^<\n]*)<([^<>\n]*)> (-?\d{1,18}) ([+-])(\d{2})(\d{2})$/;

function identityLine(line: string | undefined, key: string, oid: string): Identity {
  const match = line?.startsWith(`${key} `) === true ? identityPattern.exec(line.slice(key.length + 1)) : null;
  if (match === null) throw malformed(oid, `no proper ${key} line`);
  const [, name = '', email = '', seconds = '0', sign, hours = '0', minutes = '0'] = match;
  const offsetMinutes = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
  return { name: name.trim(), email, timestampSeconds: Number(seconds), offsetMinutes };
}

function refuseRepeated(lines: readonly string[], oid: string): void {
  const once = new Set(['tree', 'parent', 'author', 'committer']);
  for (const line of lines) {
    const key = line.split(' ', 1)[0] ?? '';
    if (once.has(key)) throw malformed(oid, `a second ${key} line`);
    if (key === 'gpgsig') once.add(key);
  }
}

function malformed(oid: string, problem: string): GitError {
  return new GitError('MalformedObject', `refused: the commit ${oid} has ${problem}`);
}

/** Writes a commit object. */
export function formatCommit(commit: Omit<Commit, 'oid'>): Buffer {
  const lines = [
    `tree ${commit.tree}`,
    ...commit.parents.map((parent) => `parent ${parent}`),
    `author ${formatIdentity(commit.author)}`,
    `committer ${formatIdentity(commit.committer)}`,
  ];
  return Buffer.from(`${lines.join('\n')}\n\n${commit.message}`, 'utf8');
}

function formatIdentity({ name, email, timestampSeconds, offsetMinutes }: Identity): string {
  const offset = Math.abs(offsetMinutes);
  const zone = `${offsetMinutes < 0 ? '-' : '+'}${twoDigits(offset / 60)}${twoDigits(offset % 60)}`;
  return `${clean(name)} <${clean(email)}> ${String(timestampSeconds)} ${zone}`;
}

function twoDigits(value: number): string {
  return String(Math.floor(value)).padStart(2, '0');
}

function clean(text: string): string {
  return text.replaceAll(/[<>\n\0]/g, '').trim();
}
