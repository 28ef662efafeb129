import { hasHttpBackend } from '@sluice/git/testing';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type BootstrapBench, openBootstrapBench } from './support/bootstrap-bench.ts';

const hasGit = await hasHttpBackend();
const needs = hasGit ? '' : ' (skipped: needs git with http-backend)';

let bench: BootstrapBench;
beforeEach(async () => {
  bench = await openBootstrapBench();
  vi.stubEnv('GIT_PASSWORD', bench.password);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await bench.close();
});

/** Ends by Ctrl-C when the given line of progress is printed; gives the exit code. */
async function run(interruptAt = Infinity): Promise<number> {
  const url = `${bench.server.url}/infra.git`;
  const interruption = new AbortController();
  let lines = 0;
  const onErr = (text: string): void => {
    lines += text.split('\n').length - 1;
    if (lines >= interruptAt) interruption.abort(new Error('interrupted'));
  };
  const args = [
    'bootstrap',
    'git',
    `--url=${url}`,
    '--allow-insecure-http',
    '--token-auth',
    '--path=clusters/prod',
    '--registry=registry.example',
    '--skip-image-check',
  ];
  const { code, err } = await bench.sluice(args, { interrupted: interruption.signal, onErr });
  if (code !== 0 && code !== 130) throw new Error(err);
  return code;
}

const patienceMs = 400_000;

it.skipIf(!hasGit)(
  `an interruption at any line of progress leaves nothing that the next run does not complete${needs}`,
  async () => {
    const bare = await bench.repository('infra.git');
    const endState = async () => [await bare.git('ls-tree', '-r', 'main'), await bench.intentions()];
    expect(await run()).toBe(0);
    const expected = await endState();
    let line = 1;
    for (; ; line++) {
      await bench.renewCluster();
      await bench.repository('infra.git');
      // Past the last line there is nothing to interrupt.
      if ((await run(line)) === 0) break;
      expect(await run()).toBe(0);
      expect(await endState(), `after an interruption at line ${String(line)}`).toEqual(expected);
      const before = await bench.versions();
      expect(await run()).toBe(0);
      expect(await bench.versions(), `of a third run after line ${String(line)}`).toEqual(before);
    }
    expect(line).toBeGreaterThan(25);
  },
  patienceMs,
);
