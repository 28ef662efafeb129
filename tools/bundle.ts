/**
 * Bundles each program (a package with `bin` and `src/main.ts`) into its `dist/bundle`, the form that images and
 * measurements run. Modules that a program imports lazily stay apart, so that a command loads what it needs.
 *
 * `new URL('./x.ts', import.meta.url)` in a source is a worker's entry and becomes a bundle of its own; any other file
 * named so is data and is copied beside the bundle.
 *
 *   node tools/start.mjs tools/bundle.ts [--into=FOLDER] [PACKAGE…]
 *
 * `--into` puts the bundle of each package into `FOLDER/PACKAGE` instead.
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bundleProgram } from './bundle-program.ts';

const root = fileURLToPath(new URL('../', import.meta.url));

const {
  values: { into },
  positionals,
} = parseArgs({ options: { into: { type: 'string' } }, allowPositionals: true });

try {
  for (const folder of programs(positionals))
    await bundleProgram(folder, 'warning', into === undefined ? undefined : join(into, basename(folder)));
} catch {
  // esbuild has told each error with its place.
  process.exitCode = 1;
}

/** The folders of the named programs, of all when none is named. */
function programs(names: readonly string[]): string[] {
  return globSync('packages/*/package.json', { cwd: root })
    .sort()
    .map((manifest) => join(root, dirname(manifest)))
    .filter((folder) => names.length === 0 || names.includes(basename(folder)))
    .filter((folder) => isProgram(folder));
}

function isProgram(folder: string): boolean {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { bin?: unknown };
  return manifest.bin !== undefined && existsSync(join(folder, 'src', 'main.ts'));
}
