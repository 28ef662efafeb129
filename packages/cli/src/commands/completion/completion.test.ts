import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { runHere } from '../../test-support/run-here.ts';
import { shells, type Shell } from './scripts.ts';

const run = promisify(execFile);
const isMissing = (shell: Shell) => spawnSync(shell, ['--version']).error !== undefined;

async function script(shell: Shell): Promise<string> {
  const { code, out } = await runHere('completion', shell);
  expect(code).toBe(0);
  return out;
}

/** What bash offers for the last of the words. */
async function offered(...words: string[]): Promise<string[]> {
  const ask = 'COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _sluice; printf "%s\\n" "${COMPREPLY[@]}"';
  const { stdout } = await run('bash', ['--norc', '-c', `${await script('bash')}\n${ask}`, 'bash', ...words]);
  return stdout.split('\n').filter((word) => word !== '');
}

describe.each(shells)('the script of %s', (shell) => {
  it('knows commands, aliases and flags', async () => {
    const text = await script(shell);
    for (const command of ['create source git', 'create secret receiver', 'notify test', 'suspend alert-provider'])
      expect(text).toContain(`sluice ${command}`);
    for (const flag of ['--notify-to', '--for', '--event-source']) expect(text).toContain(flag);
    expect(text).toContain('--depends-on');
    expect(text).toMatch(/sluice get ks'\)? *\n? *(set )?at[= ]'sluice get kustomizations'/);
  });
});

describe.skipIf(isMissing('bash'))('bash (skipped where that is not installed)', () => {
  it.each([
    [
      ['sluice', 're'],
      ['reconcile', 'resume'],
    ],
    [
      ['sluice', 'create', ''],
      ['source', 'kustomization', 'ks', 'alert', 'alert-provider', 'receiver', 'secret', 'help'],
    ],
    [['sluice', 'create', 'alert', 'all', '--event-so'], ['--event-source']],
    [['sluice', 'create', 'secret', 'r'], ['receiver']],
    [
      ['sluice', 'suspend', 'al'],
      ['alert-provider', 'alert'],
    ],
    [
      ['sluice', '-n', 'shop', 'create', 'source', ''],
      ['git', 'help'],
    ],
    [['sluice', 'create', 'ks', 'apps', '--de'], ['--depends-on']],
    [['sluice', 'tree', 'ks', '--name'], ['--namespace']],
    [['sluice', 'get', 'kustomizations', 'ap'], []],
  ])('completes %j', async (words, expected) => {
    expect(await offered(...words)).toEqual(expected);
  });
});
