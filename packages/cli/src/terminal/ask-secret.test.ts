import { PassThrough, Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { askSecret } from './ask-secret.ts';
import type { Terminal } from './terminal.ts';

const never = new AbortController().signal;

function terminalWith(
  streams: Pick<Terminal, 'input' | 'piped'>,
): Terminal & { readonly out: PassThrough; readonly err: PassThrough } {
  return {
    out: new PassThrough(),
    err: new PassThrough(),
    ...streams,
    isLive: false,
    isInteractive: false,
    columns: 80,
  };
}

test('what is typed at a terminal is shown nowhere', async () => {
  const input = new PassThrough();
  const terminal = terminalWith({ input });
  const asked = askSecret(terminal, 'Token: ', never);
  input.write('wrong\x7f\x7f\x7f\x7f\x7fs3cret');
  input.write('\r');
  expect(await asked).toBe('s3cret');
  expect(String(terminal.out.read())).toBe('Token: \n');
  expect(terminal.err.read()).toBeNull();
});

test.each([
  [['s3cret\n'], 's3cret'],
  [['s3cret'], 's3cret'],
  [['s3c', 'ret\r\nmore\n'], 's3cret'],
  [[], ''],
])('of what is piped in, %j, the first line counts', async (chunks, expected) => {
  expect(await askSecret(terminalWith({ piped: Readable.from(chunks) }), 'Token: ', never)).toBe(expected);
});

test('where there is nothing to read the answer is empty, and nobody is asked', async () => {
  const terminal = terminalWith({});
  expect(await askSecret(terminal, 'Token: ', never)).toBe('');
  expect(terminal.out.read()).toBeNull();
});

test('Ctrl-C ends the question', async () => {
  const interruption = new AbortController();
  const asked = askSecret(terminalWith({ input: new PassThrough() }), 'Token: ', interruption.signal);
  interruption.abort(new Error('interrupted'));
  await expect(asked).rejects.toThrow('aborted');
});

test('what never ends is not read for ever', async () => {
  const endless = new Readable({ read: () => undefined });
  const asked = askSecret(terminalWith({ piped: endless }), 'Token: ', never);
  for (let count = 0; count < 5; count++) endless.push('x'.repeat(20_000));
  await expect(asked).rejects.toThrow('too long to be a token or password');
  const interruption = new AbortController();
  const silent = new Readable({ read: () => undefined });
  const waiting = askSecret(terminalWith({ piped: silent }), 'Token: ', interruption.signal);
  interruption.abort(new Error('interrupted'));
  await expect(waiting).rejects.toThrow('aborted');
});
