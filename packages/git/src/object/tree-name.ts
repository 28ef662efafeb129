/**
 * Why a name may not be in a tree, `undefined` when it may. The rules are git's own (`core.protectNTFS` and
 * `core.protectHFS` included, because an artifact may be unpacked anywhere) and two more: control characters, and names
 * longer than file systems hold.
 */
export function nameProblem(name: string, byteLength: number): string | undefined {
  if (name === '') return 'is empty';
  if (name === '.' || name === '..') return 'stands for a directory';
  if (byteLength > 255) return 'is longer than 255 bytes';
  if (/[/\\]/.test(name)) return 'has a path separator';
  if (hasControlCharacter(name)) return 'has a control character';
  if (isGitDirectory(name)) return 'stands for .git';
  return undefined;
}

function hasControlCharacter(name: string): boolean {
  for (let index = 0; index < name.length; index++) {
    const code = name.charCodeAt(index);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}

/** Spellings that Windows and macOS take for `.git`: case, short names, trailing dots and spaces, streams, ignored characters. */
function isGitDirectory(name: string): boolean {
  if (!/git/i.test(name.replace(ignoredByHfs, ''))) return false;
  const visible = name.replace(ignoredByHfs, '').toLowerCase();
  if (visible === '.git') return true;
  const stem = (name.toLowerCase().split(':')[0] ?? '').replace(/[. ]+$/, '');
  return stem === '.git' || stem === 'git~1';
}

const ignoredByHfs = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;
