import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { type OutcomeRow, outcomes } from './outcomes.ts';

const page = await readFile(new URL('../../../../docs/gates.md', import.meta.url), 'utf8');

const kstatus = { ready: 'Current', waiting: 'InProgress', stalled: 'Failed', failed: 'InProgress' } as const;

test('every way in which a Gate can stand is documented', () => {
  const [, inner = ''] = page.split(/<!-- outcomes: (?:begin|end) -->/);
  const rows = Object.values<OutcomeRow>(outcomes).map(
    ({ reason, state, handling, message }) => `| \`${reason}\` | ${state} | ${kstatus[handling]} | \`${message}\` |`,
  );
  const head = ['| reason | state | for kstatus | message |', '| --- | --- | --- | --- |'];
  expect(inner.trim().split('\n')).toEqual([...head, ...rows]);
});
