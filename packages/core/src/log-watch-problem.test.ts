import { describe, expect, it } from 'vitest';
import { createLogger } from './create-logger.ts';
import { logWatchProblem } from './log-watch-problem.ts';

describe('a problem of a watch', () => {
  it('is an error, but for a watch that only said nothing', () => {
    const lines: string[] = [];
    const log = createLogger({ level: 'debug', write: (line) => lines.push(line) });
    const type = { apiVersion: 'v1', kind: 'Secret' };
    logWatchProblem(log, type, { during: 'silence', error: new Error('said nothing') });
    logWatchProblem(log, type, { during: 'watch', error: new Error('reset') });
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { level: 'debug', kind: 'Secret' },
      { level: 'error', during: 'watch', error: 'reset', kind: 'Secret' },
    ]);
  });
});
