import { PassThrough, Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { confirm } from './confirm.ts';
import type { Terminal } from './terminal.ts';

function terminalWith(input: Readable | undefined): Terminal & { readonly err: PassThrough } {
  return { out: new PassThrough(), err: new PassThrough(), input, isLive: false, isInteractive: false, columns: 80 };
}

const never = new AbortController().signal;

test.each([
  ['y\n', true],
  ['YES\n', true],
  ['n\n', false],
  ['\n', false],
  ['yellow\n', false],
  ['', false],
])('the answer %j is %j', async (answer, expected) => {
  const terminal = terminalWith(Readable.from(answer === '' ? [] : [answer]));
  expect(await confirm(terminal, 'Sure', never)).toBe(expected);
  expect(String(terminal.err.read())).toBe('? Sure [y/N] ');
});

test('without a terminal nobody is asked', async () => {
  const terminal = terminalWith(undefined);
  expect(await confirm(terminal, 'Sure', never)).toBeUndefined();
  expect(terminal.err.read()).toBeNull();
});

test('Ctrl-C ends the question', async () => {
  const interruption = new AbortController();
  const asked = confirm(terminalWith(new PassThrough()), 'Sure', interruption.signal);
  interruption.abort(new Error('interrupted'));
  await expect(asked).rejects.toThrow('aborted');
});
