/** How one program becomes its `dist/bundle`; see bundle.ts. */
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { build, type LogLevel, type Plugin } from 'esbuild';

const urlOfFile = /new URL\(\s*(?:'|")(?<path>\.{1,2}\/[^'"]+)(?:'|")\s*,\s*import\.meta\.url\s*\)/g;

// An ES module has no `require` and no `__dirname`, which CommonJS dependencies ask for.
const namesForCommonJs =
  "import { createRequire as createBundleRequire } from 'node:module'; const require = createBundleRequire(import.meta.url); const __dirname = import.meta.dirname;";

// Native add-ons, with which ssh2 would go faster if they were there: nothing native is in a bundle.
const neverBundled = ['*.node', 'cpu-features'];

/** What one bundle is made of: bundled entries and copied data files, by the name that each has in the folder. */
type Placed = Map<string, string>;

/** Bundles the program of the package in `folder`, by default into its `dist/bundle`; throws when a source is wrong. */
export async function bundleProgram(
  folder: string,
  logLevel: LogLevel = 'warning',
  outdir: string = join(folder, 'dist', 'bundle'),
): Promise<void> {
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(outdir, { recursive: true });
  const placed: Placed = new Map([['main.js', join(folder, 'src', 'main.ts')]]);
  // A map hands out what is added while it is walked: the workers found in each bundle.
  for (const [name, file] of placed) {
    if (extname(file) === '.ts') await bundleEntry(file, outdir, placed, logLevel);
    else copyFileSync(file, join(outdir, name));
  }
}

async function bundleEntry(entry: string, outdir: string, placed: Placed, logLevel: LogLevel): Promise<void> {
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
    logLevel,
    banner: { js: namesForCommonJs },
    external: neverBundled,
    plugins: [filesByUrl(placed)],
  });
}

function filesByUrl(placed: Placed): Plugin {
  return {
    name: 'files-by-url',
    setup(bundler) {
      bundler.onLoad({ filter: /packages[/\\][^/\\]+[/\\]src[/\\].*\.ts$/ }, async ({ path }) => ({
        contents: placeFiles(await readFile(path, 'utf8'), path, placed),
        loader: 'ts',
      }));
    },
  };
}

function placeFiles(source: string, path: string, placed: Placed): string {
  return source.replaceAll(urlOfFile, (text, relative: string) => {
    const file = resolve(dirname(path), relative);
    if (!existsSync(file) || extname(file) === '') return text;
    const name = basename(file).replace(/\.ts$/, '.js');
    const other = placed.get(name) ?? file;
    if (other !== file) throw new Error(`${file} and ${other} would have one name in the bundle: rename one`);
    placed.set(name, file);
    return `new URL('./${name}', import.meta.url)`;
  });
}
