import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { runHere } from '../../test-support/run-here.ts';
import type { Shell } from './scripts.ts';

const run = promisify(execFile);
const isMissing = (shell: Shell) => spawnSync(shell, ['--version']).error !== undefined;

async function script(shell: Shell): Promise<string> {
  const { code, out } = await runHere('completion', shell);
  expect(code).toBe(0);
  return out;
}

const withoutConfig = { zsh: ['-f'], fish: ['--no-config'] } as const;

/** How each shell is asked what it offers for the last of the words, without a terminal. */
const ask: Readonly<Record<'zsh' | 'fish', (text: string, words: readonly string[]) => readonly string[]>> = {
  zsh: (text, words) => [
    ...withoutConfig.zsh,
    '-c',
    [
      'compdef() { }; _files() { }',
      // what follows -- is offered; the shell itself would filter by what is typed
      'compadd() { shift; print -l -- ${(M)@:#$PREFIX*} }',
      text,
      'words=("$@"); CURRENT=$#; PREFIX=$words[CURRENT]; _sluice',
    ].join('\n'),
    'zsh',
    ...words,
  ],
  fish: (text, words) => [...withoutConfig.fish, '-c', `${text}\ncomplete -C "$argv"`, ...words.join(' ').split('\n')],
};

async function offered(shell: 'zsh' | 'fish', words: readonly string[]): Promise<string[]> {
  const { stdout } = await run(shell, [...ask[shell](await script(shell), words)]);
  return stdout.split('\n').filter((word) => word !== '');
}

describe.each(['zsh', 'fish'] as const)('%s', (shell) => {
  describe.skipIf(isMissing(shell))(`completes (needs ${shell})`, () => {
    it('from a script that it can read', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'sluice-completion-'));
      const file = join(folder, 'script');
      await writeFile(file, await script(shell));
      const read = spawnSync(shell, [...withoutConfig[shell], '-n', file], { encoding: 'utf8' });
      await rm(folder, { recursive: true });
      expect(read).toMatchObject({ status: 0, stderr: '' });
    });

    it.each([
      [
        ['sluice', 're'],
        ['reconcile', 'resume'],
      ],
      [['sluice', 'create', 'secret', 'r'], ['receiver']],
      [
        ['sluice', 'suspend', 'alert'],
        ['alert', 'alert-provider'],
      ],
      [['sluice', 'notify', 't'], ['test']],
      [['sluice', 'suspend', 'ks', 'apps', '--fo'], ['--for']],
      [['sluice', 'tour', '--not'], ['--notify-to']],
      [['sluice', 'get', 'ks', 'no-such-file'], []],
    ])('%j', async (words, expected) => {
      expect((await offered(shell, words)).toSorted()).toEqual(expected);
    });
  });
});
