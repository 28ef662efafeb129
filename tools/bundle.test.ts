import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleProgram } from './bundle-program.ts';

const scratch = mkdtempSync(join(tmpdir(), 'bundle-'));
const program = join(scratch, 'packages/program');

const files: Record<string, string> = {
  'packages/program/package.json': '{"type":"module"}',
  'packages/program/src/main.ts': `
    import { data, startWorker } from '@sluice/engine';
    import old from 'old-style';
    const mode: string | undefined = process.argv[2];
    if (mode === 'lazy') console.log((await import('./lazy.ts')).text);
    else if (mode === 'worker') startWorker((message) => console.log(message));
    else console.log(data(), old.name);
  `,
  'packages/program/src/lazy.ts': "export const text: string = 'loaded late';",
  'packages/engine/package.json': JSON.stringify({
    name: '@sluice/engine',
    type: 'module',
    exports: { '.': { '@sluice/source': './src/index.ts', default: './dist/index.js' } },
  }),
  'packages/engine/src/index.ts': `
    import { readFileSync } from 'node:fs';
    import { Worker } from 'node:worker_threads';
    export function data(): string {
      return readFileSync(new URL('./facts/facts.txt', import.meta.url), 'utf8');
    }
    export function startWorker(listen: (message: string) => void): void {
      new Worker(new URL('./deep/engine-worker.ts', import.meta.url)).once('message', listen);
    }
  `,
  'packages/engine/src/facts/facts.txt': 'facts',
  'packages/engine/src/deep/engine-worker.ts': `
    import { readFileSync } from 'node:fs';
    import { parentPort } from 'node:worker_threads';
    parentPort?.postMessage('worker with ' + readFileSync(new URL('../facts/facts.txt', import.meta.url), 'utf8'));
  `,
  'node_modules/old-style/package.json': '{"name":"old-style","main":"index.js"}',
  'node_modules/old-style/index.js': `
    const path = require('path');
    try { require('./fast.node'); } catch { exports.name = path.basename(path.join(__dirname, 'common-js')); }
  `,
};

beforeAll(async () => {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(scratch, file)), { recursive: true });
    writeFileSync(join(scratch, file), text);
  }
  mkdirSync(join(scratch, 'node_modules/@sluice'));
  symlinkSync(join(scratch, 'packages/engine'), join(scratch, 'node_modules/@sluice/engine'), 'junction');
  await bundleProgram(program);
  // What remains is what an image would hold.
  rmSync(join(scratch, 'node_modules'), { recursive: true });
  rmSync(join(scratch, 'packages/engine'), { recursive: true });
  rmSync(join(program, 'src'), { recursive: true });
});

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

test.each([
  ['packages, data files and CommonJS dependencies', '', 'facts common-js\n'],
  ['modules that are imported lazily', 'lazy', 'loaded late\n'],
  ['workers with their own data files', 'worker', 'worker with facts\n'],
])('a bundle carries %s', (_what, mode, printed) => {
  const { stdout, stderr } = spawnSync(process.execPath, [join(program, 'dist/bundle/main.js'), mode], {
    encoding: 'utf8',
    env: {},
    timeout: 15_000,
  });
  expect([stderr, stdout]).toEqual(['', printed]);
});

test('lazy modules are files of their own', () => {
  const names = readdirSync(join(program, 'dist/bundle')).filter((name) => name.endsWith('.js'));
  expect(names.some((name) => name.startsWith('lazy-'))).toBe(true);
});

test('two files of one name are refused', async () => {
  const folder = join(scratch, 'packages/twice');
  mkdirSync(join(folder, 'src/deep'), { recursive: true });
  for (const file of ['src/data.txt', 'src/deep/data.txt']) writeFileSync(join(folder, file), '');
  const urls = ['./data.txt', './deep/data.txt'].map((path) => `new URL('${path}', import.meta.url)`);
  writeFileSync(join(folder, 'src/main.ts'), `console.log(${urls.join()});`);
  await expect(bundleProgram(folder, 'silent')).rejects.toThrow('would have one name in the bundle');
});
