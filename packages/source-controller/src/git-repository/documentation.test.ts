import { readFile } from 'node:fs/promises';

import { expect, it } from 'vitest';

import { outcomes } from './outcomes.ts';
import { unsupportedFields } from './unsupported-fields.ts';

const page = await readFile(new URL('../../../../docs/gitrepositories.md', import.meta.url), 'utf8');

/** The rows of a table between its marks, without head. */
function rowsOf(name: string): string[] {
  const [, inner = ''] = page.split(new RegExp(`<!-- ${name}: (?:begin|end) -->`));
  return inner.trim().split('\n').slice(2);
}

const retries = { backoff: 'with backoff', interval: 'at the interval', none: 'when it is changed' };

it('documents every field that is not honoured', () => {
  expect(rowsOf('unsupported fields')).toEqual(
    unsupportedFields.map(({ path, detail }) => `| \`${path}\` | ${detail} |`),
  );
});

it('documents every outcome', () => {
  const rows = Object.values(outcomes).map(
    ({ reason, condition, retry, message }) =>
      `| \`${reason}\` | ${condition === undefined ? '' : `\`${condition}\``} | ${retries[retry]} | \`${message}\` |`,
  );
  expect(rowsOf('outcomes')).toEqual(rows.map((row) => row.replace('|  |', '| |')));
});
