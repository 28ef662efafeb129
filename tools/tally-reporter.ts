import { appendFileSync } from 'node:fs';
import type { TestModule } from 'vitest/node';

/** The counts of one test run. */
interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * Appends the counts of a run as one line of JSON to the file that `SLUICE_TALLY` names, so that several runs can be
 * summed. A file that could not be loaded and an error outside of every test count as one failure each.
 */
export default class TallyReporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const file = process.env['SLUICE_TALLY'];
    if (file === undefined || file === '') return;
    appendFileSync(file, `${JSON.stringify(count(modules, errors))}\n`);
  }
}

function count(modules: readonly TestModule[], errors: readonly unknown[]): Tally {
  const tally = { passed: 0, failed: errors.length, skipped: 0 };
  for (const module of modules) {
    tally.failed += module.errors().length;
    for (const suite of module.children.allSuites()) tally.failed += suite.errors().length;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      tally[state === 'passed' || state === 'failed' ? state : 'skipped'] += 1;
    }
  }
  return tally;
}
