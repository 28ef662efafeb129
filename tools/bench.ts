/**
 * Runs the benchmarks, one after the other so that none disturbs another: each `test/bench/<name>.bench.ts` is a program
 * that prints what it measured.
 *
 *   node tools/start.mjs tools/bench.ts [NAME…]
 */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const names = process.argv.slice(2);
const files = globSync('test/bench/**/*.bench.ts', { cwd: root })
  .sort()
  .filter((file) => names.length === 0 || names.includes(basename(file, '.bench.ts')));

if (files.length === 0) {
  process.stderr.write(`no benchmark ${names.join(' ')} under test/bench\n`);
  process.exitCode = 1;
}
process.stdout.write(`${describeMachine()}\n`);
for (const file of files) {
  process.stdout.write(`\n== ${basename(file, '.bench.ts')}\n`);
  const args = ['--conditions=@sluice/source', '--expose-gc', join(root, file)];
  if (spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status !== 0) process.exitCode = 1;
}

function describeMachine(): string {
  const [processor] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${processor?.model.trim()}, ${memory} GiB, Node ${process.versions.node}, ${process.platform}`;
}
