import { describe, expect, it } from 'vitest';

import { openIgnoreRules } from './ignore-rules.ts';
import { matchName } from './match-name.ts';

function excluded(lines: string, path: string, isDirectory = false): boolean {
  return openIgnoreRules([{ directory: '', text: lines }], undefined)(path, isDirectory);
}

describe('a pattern', () => {
  it.each([
    ['*.md', 'a.md', true],
    ['*.md', 'deep/in/a.md', true],
    ['*.md', 'a.mdx', false],
    ['docs', 'docs/x', true],
    ['docs', 'a/docs/x', true],
    ['docs/', 'docs/x', true],
    ['docs/', 'docs', false],
    ['/docs', 'docs/x', true],
    ['/docs', 'a/docs', false],
    ['a/b', 'a/b/c', true],
    ['a/b', 'x/a/b', false],
    ['a/*/c', 'a/b/c', true],
    ['a/*/c', 'a/b/d/c', false],
    ['**/c', 'c', true],
    ['**/c', 'a/b/c', true],
    ['a/**', 'a/b/c', true],
    ['a/**', 'b', false],
    ['a/**/c', 'a/c', true],
    ['a/**/c', 'a/x/y/c', true],
    ['a/x**/c', 'a/xy/c', false],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['[a-c]x', 'bx', true],
    ['[^a-c]x', 'bx', false],
    ['[^a-c]x', 'dx', true],
    ['[a-', 'a', false],
    ['\\*', '*', true],
    ['\\*', 'a', false],
    ['\\#x', '#x', true],
    ['# comment', '# comment', false],
    ['trailing   ', 'trailing', true],
    ['space\\ ', 'space ', true],
    ['!keep\nkeep', 'keep', true],
    ['keep\n!keep', 'keep', false],
    ['dir/\n!dir/kept', 'dir/kept', false],
    ['dir/\n!dir/kept', 'dir/other', true],
    ['win\r\nx', 'win', true],
    ['__proto__', '__proto__', true],
  ])('%j on %s: %s', (lines, path, expected) => {
    expect(excluded(lines, path)).toBe(expected);
  });

  it('that is for directories matches a directory, and what is in it', () => {
    expect(excluded('docs/', 'docs', true)).toBe(true);
    expect(excluded('a/docs/', 'a/docs', true)).toBe(true);
    expect(excluded('a/docs/', 'a/docs/x')).toBe(true);
    expect(excluded('a/docs/', 'a/docs')).toBe(false);
  });
});

describe('the rules', () => {
  it('exclude version control always, and upstream defaults only where nobody wrote any', () => {
    const defaults = openIgnoreRules([], undefined);
    for (const path of [
      '.git/config',
      '.gitignore',
      'a/.gitmodules',
      'logo.png',
      'x/y.tar.gz',
      '.github/w.yml',
      'a/.sops.yaml',
      '.flux.yaml',
    ]) {
      expect(defaults(path, false), path).toBe(true);
    }
    expect(defaults('.sourceignore', false)).toBe(false);
    const own = openIgnoreRules([], '# only\n*.txt');
    expect([own('logo.png', false), own('a.txt', false), own('.gitignore', false)]).toEqual([false, true, true]);
    expect(openIgnoreRules([], '\n# nothing\n')('logo.png', false)).toBe(true);
  });

  it('of a directory hold for what is below it, and spec.ignore has the last word', () => {
    const rules = openIgnoreRules(
      [
        { directory: 'a/b', text: '*.md' },
        { directory: '', text: 'x' },
      ],
      '!a/b/keep.md',
    );
    expect([
      rules('a/b/c/r.md', false),
      rules('a/r.md', false),
      rules('a/b/keep.md', false),
      rules('q/x', false),
    ]).toEqual([true, false, false, true]);
  });

  it('refuse more patterns than anybody writes', () => {
    expect(() => openIgnoreRules([], 'x\n'.repeat(5001))).toThrow('5001 patterns exceed the limit of 5000');
  });
});

describe('matchName', () => {
  it.each([
    ['*a'.repeat(50), 'b'.repeat(250)],
    [`${'*'.repeat(100)}x`, 'y'.repeat(250)],
    ['*?'.repeat(100), 'y'.repeat(99)],
    ['[^x]*'.repeat(50) + 'x', 'y'.repeat(250)],
  ])('takes no exponential time for %s', (pattern, name) => {
    const start = performance.now();
    for (let round = 0; round < 100; round++) expect(matchName(pattern, name)).toBe(false);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
