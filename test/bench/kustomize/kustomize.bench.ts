/**
 * How fast kustomizations are built, against kustomize 5.8.1. KUSTOMIZE names its binary, KUSTOMIZE_LIBRARY the program of
 * `library` (build it with `go build` there); without them those rows are left out. Fields change between builds, and
 * there is no cache of outputs.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { build, memoryTree, openDirectory, ParseCache } from '@sluice/kustomize';
import { openLibrary } from './library-client.ts';
import { type Files, manyObjects, manyOverlays, smallOverlay } from './repositories.ts';

const binary = process.env['KUSTOMIZE'];
const directory = mkdtempSync(join(tmpdir(), 'kustomize-bench-'));
const say = (text: string): void => void process.stdout.write(`${text}\n`);

try {
  await benchMemory();
  await benchSmallOverlay();
  await benchManyOverlays();
  await benchManyObjects();
} finally {
  rmSync(directory, { recursive: true, force: true });
}

async function benchSmallOverlay(): Promise<void> {
  const files = smallOverlay();
  const root = writeFiles('small', files);
  const cache = new ParseCache();
  const times: number[] = [];
  for (let run = 0; run < 300; run++) {
    changeReplicas(files, run);
    const tree = memoryTree(files);
    times.push(await timeOf(async () => (await build(tree, 'overlay', { cache })).toYaml()));
  }
  const warm = median(times.slice(100));
  say(`small overlay, warm: ${warm.toFixed(2)} ms (first build ${times[0]?.toFixed(1)} ms)`);
  if (binary !== undefined) {
    const processes = Array.from({ length: 20 }, () => timeOfProcess(binary, join(root, 'overlay')));
    say(`  kustomize process: ${median(processes).toFixed(1)} ms, ${(median(processes) / warm).toFixed(0)} times ours`);
  }
  const library = openLibrary();
  if (library === undefined) return;
  const answers: number[] = [];
  for (let run = 0; run < 50; run++) answers.push(await library.build(join(root, 'overlay')));
  say(`  kustomize library in one process: ${median(answers.slice(10)).toFixed(2)} ms`);
  library.close();
}

function changeReplicas(files: Files, run: number): void {
  const text = files.get('overlay/kustomization.yaml') ?? '';
  files.set('overlay/kustomization.yaml', text.replace(/replicas: \d+/, `replicas: ${run + 1}`));
}

async function benchManyOverlays(): Promise<void> {
  const [files, overlays] = [1_000, 200];
  const root = writeFiles('many', manyOverlays(files, overlays));
  const cache = new ParseCache(256 * 1024 * 1024);
  const ours = await timeOf(async () => {
    const tree = await openDirectory(root);
    for (let index = 0; index < overlays; index++) await build(tree, `overlay-${index}`, { cache });
  });
  say(`${overlays} overlays over ${files} files, cold: ${(ours / 1000).toFixed(1)} s, ${cache.misses} files parsed`);
  if (binary === undefined) return;
  const sample = Array.from({ length: 10 }, (_, index) => timeOfProcess(binary, join(root, `overlay-${index}`)));
  const theirs = median(sample) * overlays;
  say(
    `  ${overlays} kustomize processes: ${(theirs / 1000).toFixed(1)} s (from ${sample.length}), ${(theirs / ours).toFixed(1)} times ours`,
  );
}

async function benchManyObjects(): Promise<void> {
  const tree = memoryTree(manyObjects(10_000));
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const time = await timeOf(() => build(tree, ''));
  delay.disable();
  const memory = process.resourceUsage().maxRSS / 1024;
  say(
    `10,000 objects: ${(time / 1000).toFixed(1)} s, event loop held at most ${(delay.max / 1e6).toFixed(0)} ms, peak ${memory.toFixed(0)} MiB`,
  );
}

async function benchMemory(): Promise<void> {
  const encoder = new TextEncoder();
  const contents = [...manyOverlays(1_000, 0).values()].map((text) => encoder.encode(text));
  const input = contents.reduce((sum, content) => sum + content.length, 0);
  const cache = new ParseCache(1024 ** 3);
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  for (const content of contents) await cache.documents(content);
  globalThis.gc?.();
  const kept = process.memoryUsage().heapUsed - before;
  if (cache.misses === 0) throw new Error('nothing was parsed');
  say(`parsed files kept: ${(kept / input).toFixed(1)} bytes for each byte of ${(input / 1024).toFixed(0)} KiB`);
}

function writeFiles(name: string, files: Files): string {
  for (const [path, text] of files) {
    mkdirSync(join(directory, name, dirname(path)), { recursive: true });
    writeFileSync(join(directory, name, path), text);
  }
  return join(directory, name);
}

async function timeOf(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

function timeOfProcess(program: string, path: string): number {
  const start = performance.now();
  const { status } = spawnSync(program, ['build', path], { stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`${program} build ${path} failed`);
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
