/**
 * Writes every generated file of the repository: runs each `generate.ts` of a package and of tools/<name>.
 *
 *   node tools/start.mjs tools/generate.ts [--check]
 *
 * With `--check` it also fails, and names them, when files changed by that: they were not current.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const mayBeGenerated = ['deploy/**/*', 'docs/**/*', 'packages/*/src/**/*'];

const before = digests();
const generators = globSync(['packages/*/src/**/generate.ts', 'tools/*/generate.ts'], { cwd: root }).sort();
const failed = generators.filter((file) => !runs(file));
const stale = process.argv.includes('--check') ? changed(before, digests()) : [];

for (const file of failed) process.stderr.write(`${file} failed\n`);
for (const file of stale) process.stderr.write(`${file} was not current: commit what "npm run generate" wrote\n`);
process.exitCode = failed.length + stale.length > 0 ? 1 : 0;

function runs(generator: string): boolean {
  const args = ['--conditions=@sluice/source', join(root, generator)];
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', timeout: 300_000 }).status === 0;
}

function digests(): Map<string, string> {
  const files = globSync(mayBeGenerated, { cwd: root }).filter((file) => statSync(join(root, file)).isFile());
  return new Map(
    files.map((file) => [
      file,
      createHash('sha256')
        .update(readFileSync(join(root, file)))
        .digest('hex'),
    ]),
  );
}

function changed(old: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): string[] {
  return [...new Set([...old.keys(), ...now.keys()])].filter((file) => old.get(file) !== now.get(file)).sort();
}
