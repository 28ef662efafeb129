/** The counts of one test run. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Sums tallies, one in JSON per line, into the line that a pipeline ends with: `N passed, N failed, N skipped`. */
export function sumTallies(text: string): string {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const line of text.split('\n').filter((each) => each !== '')) {
    const tally = JSON.parse(line) as Partial<Tally>;
    sum.passed += tally.passed ?? 0;
    sum.failed += tally.failed ?? 0;
    sum.skipped += tally.skipped ?? 0;
  }
  return `${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`;
}
