/**
 * Bundles each program (a package with `bin` and `src/main.ts`) into its `dist/bundle`, the form that images and
 * measurements run. Modules that a program imports lazily stay apart, so that a command loads what it needs.
 *
 * `new URL('./x.ts', import.meta.url)` in a source is a worker's entry and becomes a bundle of its own; any other file
 * named so is data and is copied beside the bundle.
 *
 *   node tools/start.mjs tools/bundle.ts [PACKAGE…]
 */
import { copyFileSync, existsSync, globSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

const root = fileURLToPath(new URL('../', import.meta.url));
const urlOfFile = /new URL\(\s*(?:'|")(?<path>\.{1,2}\/[^'"]+)(?:'|")\s*,\s*import\.meta\.url\s*\)/g;

// An ES module has no `require`, which CommonJS dependencies ask for.
const requireForCommonJs =
  "import { createRequire as createBundleRequire } from 'node:module'; const require = createBundleRequire(import.meta.url);";

for (const folder of programs(process.argv.slice(2))) await bundleProgram(folder);

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

async function bundleProgram(folder: string): Promise<void> {
  const outdir = join(folder, 'dist', 'bundle');
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(outdir, { recursive: true });
  // A set hands out what is added while it is walked: the workers found in each bundle.
  const entries = new Set([join(folder, 'src', 'main.ts')]);
  for (const entry of entries) await bundleEntry(entry, outdir, entries);
}

async function bundleEntry(entry: string, outdir: string, entries: Set<string>): Promise<void> {
  await build({
    entryPoints: [entry],
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22.19',
    conditions: ['@sluice/source'],
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'none',
    logLevel: 'warning',
    banner: { js: requireForCommonJs },
    plugins: [filesByUrl(outdir, entries)],
  });
}

function filesByUrl(outdir: string, entries: Set<string>): Plugin {
  return {
    name: 'files-by-url',
    setup(bundler) {
      bundler.onLoad({ filter: /packages[/\\][^/\\]+[/\\]src[/\\].*\.ts$/ }, async ({ path }) => ({
        contents: placeFiles(await readFile(path, 'utf8'), path, outdir, entries),
        loader: 'ts',
      }));
    },
  };
}

function placeFiles(source: string, path: string, outdir: string, entries: Set<string>): string {
  return source.replaceAll(urlOfFile, (text, relative: string) => {
    const file = resolve(dirname(path), relative);
    if (!existsSync(file) || extname(file) === '') return text;
    if (extname(file) === '.ts') entries.add(file);
    else copyFileSync(file, join(outdir, basename(file)));
    return `new URL('./${basename(file).replace(/\.ts$/, '.js')}', import.meta.url)`;
  });
}
