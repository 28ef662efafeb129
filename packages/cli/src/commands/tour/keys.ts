import { once } from 'node:events';

/** Keys as they are pressed, until Ctrl-C or the end of the input. The terminal is given back as it was. */
export async function* readKeys(signal: AbortSignal): AsyncGenerator<string, void, undefined> {
  const { stdin } = process;
  if (!stdin.isTTY) return;
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  stdin.resume();
  try {
    while (!signal.aborted) {
      const [keys] = (await once(stdin, 'data', { signal })) as [string];
      // in raw mode Ctrl-C and Ctrl-D arrive as keys
      if (/[\u0003\u0004]/.test(keys)) return;
      yield* keys;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
  }
}
