import { describe, expect, it } from 'vitest';
import { displayWidth, formatTable } from './table.ts';

describe('formatTable', () => {
  const headers = ['name', 'ready', 'message'];

  it('pads and ends rows as upstream does', () => {
    expect(
      formatTable({
        headers,
        rows: [
          ['apps', 'True', 'ok'],
          ['infrastructure', 'False', 'not yet'],
        ],
      }),
    ).toBe('NAME          \tREADY\tMESSAGE \napps          \tTrue \tok     \t\ninfrastructure\tFalse\tnot yet\t\n');
  });

  it('leaves the header out, and its widths with it', () => {
    expect(formatTable({ headers, rows: [['a', 'b', 'c']] }, { header: false })).toBe('a\tb\tc\t\n');
  });

  it('gives a cell with line breaks several rows', () => {
    expect(formatTable({ headers: ['a', 'b'], rows: [['x', 'one\ntwo']] }, { header: false })).toBe(
      'x\tone\t\n \ttwo\t\n',
    );
  });

  it('takes control characters out', () => {
    expect(formatTable({ headers: ['a'], rows: [['x\u001b[31mred\u202e']] }, { header: false })).toBe('x[31mred\t\n');
  });
});

describe('displayWidth', () => {
  it.each([
    ['abc', 3],
    ['日本', 4],
    ['é', 1],
    ['✔', 1],
    ['👩‍👩‍👧', 2],
  ])('%s takes %d columns', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });
});
