import type { LogLine } from './log-line.ts';

/** The lines of several logs, each in its own order, together by their time. Holds one line of each. */
export async function* mergeLines(logs: readonly AsyncIterable<LogLine>[]): AsyncGenerator<LogLine> {
  const iterators = logs.map((log) => log[Symbol.asyncIterator]());
  const heads = await Promise.all(iterators.map((iterator) => iterator.next()));
  for (;;) {
    let earliest = -1;
    for (const [index, head] of heads.entries()) {
      const best = heads[earliest];
      if (head.done === true) continue;
      if (best === undefined || best.done === true || head.value.ts < best.value.ts) earliest = index;
    }
    const head = heads[earliest];
    const iterator = iterators[earliest];
    if (head === undefined || head.done === true || iterator === undefined) return;
    yield head.value;
    heads[earliest] = await iterator.next();
  }
}
