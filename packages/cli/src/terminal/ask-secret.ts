import { createInterface, type Interface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { Terminal } from './terminal.ts';

const maxLength = 64 * 1024;

/**
 * Asks for a secret: at a terminal without showing what is typed, elsewhere the first line of what is piped in. Empty
 * where there is none. Rejects when the signal aborts.
 */
export async function askSecret(terminal: Terminal, prompt: string, signal: AbortSignal): Promise<string> {
  const { input, piped, out } = terminal;
  const source = input ?? piped;
  if (source === undefined) return '';
  out.write(prompt);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const asking = createInterface({ input: source, output: silent, terminal: input !== undefined });
  // While keys are read one by one, Ctrl-C is a key: it becomes the signal that it is elsewhere.
  asking.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    return (await firstLine(asking, signal)).slice(0, maxLength).trim();
  } finally {
    asking.close();
    out.write('\n');
  }
}

/** Also a last line that does not end. */
function firstLine(asking: Interface, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    asking.once('line', resolve);
    asking.once('close', () => {
      resolve('');
    });
    const abort = (): void => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}
