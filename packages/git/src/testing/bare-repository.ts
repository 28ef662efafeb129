import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** A bare repository of git's own on disk, which takes pushes over HTTP. */
export interface BareRepository {
  readonly path: string;
  /** Runs git in it and gives what it printed. Throws when git fails. */
  git(...args: string[]): Promise<string>;
  /** Installs a hook, a shell script. A `pre-receive` may move references, which git forbids otherwise. */
  hook(name: string, script: string): Promise<void>;
}

/** Makes `name` below `root`; with files, these are one commit on main, the first of them executable. */
export async function createBareRepository(
  root: string,
  name: string,
  files: Readonly<Record<string, string>> = {},
): Promise<BareRepository> {
  const path = join(root, name);
  await runGit(root, ['init', '-q', '--bare', '-b', 'main', name]);
  await runGit(path, ['config', 'http.receivepack', 'true']);
  if (Object.keys(files).length > 0) await commitFiles(root, path, files);
  return openBareRepository(path);
}

/** One that is there. */
export function openBareRepository(path: string): BareRepository {
  return {
    path,
    git: (...args) => runGit(path, args),
    hook: (hook, script) =>
      writeFile(join(path, 'hooks', hook), `#!/bin/sh\nunset GIT_QUARANTINE_PATH\n${script}\n`, { mode: 0o755 }),
  };
}

async function commitFiles(root: string, bare: string, files: Readonly<Record<string, string>>): Promise<void> {
  const work = `${bare}-work`;
  await runGit(root, ['clone', '-q', bare, work]);
  await runGit(work, ['checkout', '-q', '-B', 'main']);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(work, path)), { recursive: true });
    await writeFile(join(work, path), text);
  }
  await runGit(work, ['add', '.']);
  await runGit(work, ['update-index', '--chmod=+x', Object.keys(files)[0] ?? '']);
  await runGit(work, ['commit', '-q', '-m', 'First']);
  await runGit(work, ['push', '-q', 'origin', 'main']);
  await rm(work, { recursive: true });
}

async function runGit(cwd: string, args: readonly string[]): Promise<string> {
  const env = { PATH: process.env['PATH'], GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
  const identity = ['-c', 'user.name=A', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false'];
  return (await promisify(execFile)('git', [...identity, ...args], { cwd, env })).stdout.trim();
}
