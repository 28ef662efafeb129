import { createInterface } from 'node:readline/promises';
import { addAbortSignal, type Readable, Writable } from 'node:stream';
import { UserError } from '../user-error.ts';
import type { Terminal } from './terminal.ts';

/**
 * Asks for a secret: at a terminal without showing what is typed, elsewhere the first line of what is piped in. Empty
 * where there is none. Rejects when the signal aborts.
 */
export async function askSecret({ input, piped, out }: Terminal, prompt: string, signal: AbortSignal): Promise<string> {
  const read =
    input !== undefined ? readKeys(input, signal) : piped !== undefined ? readLine(piped, signal) : undefined;
  if (read === undefined) return '';
  out.write(prompt);
  try {
    return (await read).trim();
  } finally {
    out.write('\n');
  }
}

function readKeys(input: Readable, signal: AbortSignal): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const asking = createInterface({ input, output: silent, terminal: true });
  // While keys are read one by one, Ctrl-C is a key: it becomes the signal that it is elsewhere.
  asking.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  const ended = new Promise<string>((resolve) => asking.once('close', () => resolve('')));
  return Promise.race([asking.question('', { signal }), ended]).finally(() => {
    asking.close();
  });
}

const longestLine = 64 * 1024;

/** Also a last line that does not end. */
async function readLine(piped: Readable, signal: AbortSignal): Promise<string> {
  let text = '';
  for await (const chunk of addAbortSignal(signal, piped)) {
    text += String(chunk);
    const end = text.indexOf('\n');
    if (end !== -1) return text.slice(0, end);
    if (text.length > longestLine) throw new UserError('what is piped in is too long to be a token or password');
  }
  return text;
}
