import { createInterface } from 'node:readline/promises';
import type { Terminal } from './terminal.ts';

/**
 * Asks a person yes or no; only `y` and `yes` are yes. `undefined` where there is nobody to ask. Rejects when the
 * signal aborts.
 */
export async function confirm(terminal: Terminal, question: string, signal: AbortSignal): Promise<boolean | undefined> {
  const { input, err } = terminal;
  if (input === undefined) return undefined;
  const asking = createInterface({ input, output: err });
  // the end of the input is an answer too
  const ended = new Promise<string>((resolve) => asking.once('close', () => resolve('')));
  try {
    const answer = await Promise.race([asking.question(`? ${question} [y/N] `, { signal }), ended]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    asking.close();
  }
}
