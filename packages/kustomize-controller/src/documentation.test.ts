import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { outcomeRows } from './outcomes.ts';
import { unsupportedFields } from './unsupported-fields.ts';

const page = await readFile(new URL('../../../docs/kustomizations.md', import.meta.url), 'utf8');

/** A table between its marks, as lines. */
function tableOf(name: string): string[] {
  const [, inner = ''] = page.split(new RegExp(`<!-- ${name}: (?:begin|end) -->`));
  return inner.trim().split('\n');
}

const retries = {
  retry: 'after `spec.retryInterval`',
  dependency: 'when it changes, at the latest after `--requeue-dependency`',
  backoff: 'with backoff',
  stalled: 'when it is changed',
};

test('every field that is not honoured is documented', () => {
  const rows = unsupportedFields.map(({ path, detail }) => `| \`${path}\` | ${detail} |`);
  expect(tableOf('unsupported fields')).toEqual(['| field | why |', '| --- | --- |', ...rows]);
});

test('every reason of Ready=False is documented', () => {
  const rows = Object.values(outcomeRows).map(({ reason, next }) => `| \`${reason}\` | ${retries[next]} |`);
  expect(tableOf('outcomes')).toEqual(['| reason of `Ready=False` | tried again |', '| --- | --- |', ...new Set(rows)]);
});
