import type { Dirent, Stats } from 'node:fs';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';

import ignore, { type Ignore } from 'ignore';

/** A file of a directory as git would add it. */
export interface WorkingFile {
  readonly path: string;
  readonly kind: 'file' | 'executable' | 'symlink';
  readonly stats: Stats;
}

export interface WorkingFilesOptions {
  /** Files that are known to git stay, also where `.gitignore` names them. */
  readonly isTracked: (path: string) => boolean;
  readonly maxFiles: number;
}

/** The rules of one directory's `.gitignore`; `prefix` is what its paths begin with. */
interface Rules {
  readonly prefix: string;
  readonly rules: Ignore;
}

/**
 * Lists the files below a directory that git would know: `.git` and nested repositories left out, and what `.gitignore`
 * (in any directory) or `.git/info/exclude` names, unless tracked. Nothing is followed out of the directory.
 */
export async function listWorkingFiles(dir: string, options: WorkingFilesOptions): Promise<readonly WorkingFile[]> {
  const files: WorkingFile[] = [];
  const exclude = await readFile(join(dir, '.git', 'info', 'exclude'), 'utf8').catch(() => '');
  await collect(dir, '', [{ prefix: '', rules: ignore().add(exclude) }], options, files);
  return files;
}

async function collect(
  dir: string,
  prefix: string,
  outer: readonly Rules[],
  options: WorkingFilesOptions,
  files: WorkingFile[],
): Promise<void> {
  const entries = await readdir(join(dir, prefix), { withFileTypes: true });
  if (prefix !== '' && entries.some(({ name }) => name === '.git')) return;
  const rules = await withOwnRules(dir, prefix, entries, outer);
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = prefix + entry.name;
    if (entry.name === '.git') continue;
    if (entry.isDirectory()) {
      // Also an ignored directory is entered: a file in it may be tracked.
      await collect(
        dir,
        `${path}/`,
        isIgnored(rules, `${path}/`) ? [...rules, everything(`${path}/`)] : rules,
        options,
        files,
      );
    } else if (options.isTracked(path) || !isIgnored(rules, path)) {
      await add(dir, path, entry, options, files);
    }
  }
}

async function add(
  dir: string,
  path: string,
  entry: Dirent,
  options: WorkingFilesOptions,
  files: WorkingFile[],
): Promise<void> {
  if (!entry.isFile() && !entry.isSymbolicLink()) return;
  if (files.length >= options.maxFiles) throw new Error(`${dir} has more than ${String(options.maxFiles)} files`);
  // Gone since it was listed: an editor at work.
  const stats = await lstat(join(dir, path)).catch(() => undefined);
  if (stats === undefined) return;
  const isExecutable = process.platform !== 'win32' && (stats.mode & 0o100) !== 0;
  files.push({ path, kind: stats.isSymbolicLink() ? 'symlink' : isExecutable ? 'executable' : 'file', stats });
}

async function withOwnRules(
  dir: string,
  prefix: string,
  entries: readonly Dirent[],
  outer: readonly Rules[],
): Promise<readonly Rules[]> {
  if (!entries.some((entry) => entry.name === '.gitignore' && entry.isFile())) return outer;
  const text = await readFile(join(dir, prefix, '.gitignore'), 'utf8');
  return [...outer, { prefix, rules: ignore({ allowRelativePaths: false }).add(text) }];
}

function everything(prefix: string): Rules {
  return { prefix, rules: ignore().add('*') };
}

/** The rules of the deepest directory that say anything decide. */
function isIgnored(all: readonly Rules[], path: string): boolean {
  for (const { prefix, rules } of [...all].reverse()) {
    const verdict = rules.test(path.slice(prefix.length));
    if (verdict.ignored) return true;
    if (verdict.unignored) return false;
  }
  return false;
}

/** The content that git would store for a file: a link's is its target. */
export async function readWorkingFile(dir: string, file: WorkingFile): Promise<Uint8Array | undefined> {
  const path = join(dir, file.path);
  if (file.kind === 'symlink')
    return readlink(path).then(
      (target) => Buffer.from(target),
      () => undefined,
    );
  return readFile(path).catch(() => undefined);
}
