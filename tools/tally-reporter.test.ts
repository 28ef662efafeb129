import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'tally-'));

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

test('tallies passed, failed and skipped tests, hooks that fail and files that do not load', () => {
  write(
    'mixed.test.js',
    "it('a', () => {}); it('b', () => { throw new Error('b'); }); it.skip('c', () => {}); it.todo('d');",
  );
  write(
    'hook.test.js',
    "describe('suite', () => { beforeAll(() => { throw new Error('hook'); }); it('e', () => {}); });",
  );
  write('broken.test.js', "throw new Error('load');");
  expect(runTests()).toEqual([{ passed: 1, failed: 3, skipped: 3 }]);
});

function write(file: string, text: string): void {
  writeFileSync(join(scratch, file), text);
}

/** What one run wrote. */
function runTests(): unknown[] {
  const tally = join(scratch, 'tally');
  const args = [join(root, 'tools/start.mjs'), 'vitest', 'run', '--root', scratch, '--globals'];
  const reporter = `--reporter=${join(root, 'tools/tally-reporter.ts')}`;
  spawnSync(process.execPath, [...args, reporter], { env: { ...process.env, SLUICE_TALLY: tally }, timeout: 60_000 });
  const lines = readFileSync(tally, 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as unknown);
}
