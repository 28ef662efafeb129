import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'pipeline-'));

/** A stand-in for npm: the script of each stage comes from the test. */
function runPipeline(stages: Record<string, string>): { code: number | null; lines: string[] } {
  const cases = Object.entries(stages).map(([name, script]) => `'${name}') ${script} ;;`);
  writeFileSync(join(scratch, 'bin', 'npm'), ['#!/usr/bin/env bash', 'case "$*" in', ...cases, 'esac'].join('\n'));
  chmodSync(join(scratch, 'bin', 'npm'), 0o755);
  const { status, stdout } = spawnSync(join(scratch, '.ci', 'run'), {
    env: { ...process.env, PATH: `${join(scratch, 'bin')}${delimiter}${process.env['PATH'] ?? ''}` },
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { code: status, lines: stdout.trimEnd().split('\n') };
}

function tally(passed: number, failed: number, skipped: number): string {
  return `echo '${JSON.stringify({ passed, failed, skipped })}' >>"$SLUICE_TALLY"`;
}

describe.skipIf(process.platform === 'win32')('the pipeline (needs bash)', () => {
  beforeAll(() => {
    mkdirSync(join(scratch, 'bin'));
    cpSync(join(root, '.ci', 'run'), join(scratch, '.ci', 'run'));
    writeFileSync(join(scratch, '.ci', 'install-programs'), '#!/bin/sh\n', { mode: 0o755 });
  });

  afterAll(() => {
    rmSync(scratch, { recursive: true, force: true });
  });

  test('sums all suites in its last line and succeeds', () => {
    const { code, lines } = runPipeline({ test: tally(3, 0, 1), 'run test:real': tally(4, 0, 2) });
    expect([code, lines.at(-1)]).toEqual([0, '7 passed, 0 failed, 3 skipped']);
  });

  test('goes on after a failed test and fails at the end', () => {
    const { code, lines } = runPipeline({ test: `${tally(3, 2, 0)}; exit 1`, 'run test:real': tally(4, 0, 0) });
    expect([code, lines.at(-1)]).toEqual([1, '7 passed, 2 failed, 0 skipped']);
    expect(lines).toContain('Failed: npm test');
  });

  test('counts a stage that fails without a test of its own', () => {
    const { code, lines } = runPipeline({ 'run check': 'exit 1', test: tally(3, 0, 0) });
    expect([code, lines.at(-1)]).toEqual([1, '3 passed, 1 failed, 0 skipped']);
  });

  test('stops when nothing could be installed', () => {
    const { code, lines } = runPipeline({ ci: 'exit 1', test: tally(3, 0, 0) });
    expect([code, lines.at(-1)]).toEqual([1, '0 passed, 1 failed, 0 skipped']);
  });
});
