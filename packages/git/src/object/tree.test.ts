import { describe, expect, it } from 'vitest';

import { formatTree, parseTree } from './tree.ts';

const oid = 'a'.repeat(40);

function rawTree(...entries: readonly (readonly [mode: string, name: string | Buffer])[]): Buffer {
  return Buffer.concat(
    entries.flatMap(([mode, name]) => [
      Buffer.from(`${mode} `),
      Buffer.from(name),
      Buffer.from([0]),
      Buffer.from(oid, 'hex'),
    ]),
  );
}

describe('parseTree refuses', () => {
  it.each<[string, Buffer, string]>([
    ['a parent path', rawTree(['100644', '../evil']), 'has a path separator'],
    ['..', rawTree(['40000', '..']), 'stands for a directory'],
    ['.', rawTree(['40000', '.']), 'stands for a directory'],
    ['.git', rawTree(['40000', '.git']), 'stands for .git'],
    ['.GIT', rawTree(['40000', '.GIT']), 'stands for .git'],
    ['.git with a dot after it', rawTree(['40000', '.git.']), 'stands for .git'],
    ['.git with a stream', rawTree(['40000', '.git::$INDEX_ALLOCATION']), 'stands for .git'],
    ['git~1', rawTree(['40000', 'git~1']), 'stands for .git'],
    ['.git with an invisible character', rawTree(['40000', '.g\u200cit']), 'stands for .git'],
    ['a path', rawTree(['100644', 'a/../../x']), 'has a path separator'],
    ['an absolute path', rawTree(['100644', '/abs']), 'has a path separator'],
    ['a backslash path', rawTree(['100644', '..\\evil']), 'has a path separator'],
    ['an empty name', rawTree(['100644', '']), 'is empty'],
    ['a newline', rawTree(['100644', 'a\nb']), 'has a control character'],
    ['a carriage return', rawTree(['160000', 'sub\r']), 'has a control character'],
    ['a name that is not UTF-8', rawTree(['100644', Buffer.from([0x61, 0xff])]), 'not UTF-8'],
    ['a name twice', rawTree(['100644', 'a'], ['100644', 'a']), 'twice'],
    ['a symlink and a directory of one name', rawTree(['120000', 'd'], ['40000', 'd']), 'twice'],
    ['a setuid mode', rawTree(['104755', 'x']), 'unknown mode "104755"'],
    ['the mode 0', rawTree(['0', 'x']), 'unknown mode "0"'],
    ['a name of 5,000 characters', rawTree(['100644', 'x'.repeat(5000)]), 'is longer than 255 bytes'],
    ['an entry that ends early', rawTree(['100644', 'x']).subarray(0, -1), 'ends early'],
    ['no entry at all', Buffer.from('garbage'), 'ends early'],
  ])('%s', (_, data, problem) => {
    expect(() => parseTree(data, 'apps')).toThrow(problem);
    expect(() => parseTree(data, 'apps')).toThrow(/^refused: the directory "apps" of the repository has /);
    try {
      parseTree(data, 'apps');
    } catch (error) {
      expect(error).toMatchObject({ code: 'MalformedTree' });
      expect(String(error).length).toBeLessThan(300);
    }
  });
});

describe('parseTree carries', () => {
  it.each([
    '__proto__',
    'constructor',
    'ü',
    '-x',
    ' ',
    'a b',
    '.github',
    '.gitignore',
    'git',
    'digit~1',
    'con',
    '日本',
  ])('the name %s', (name) => {
    expect(parseTree(rawTree(['100644', name]), '')).toEqual([{ name, kind: 'file', oid }]);
  });

  it('names that differ in case, and every kind', () => {
    const tree = rawTree(
      ['100644', 'A'],
      ['100664', 'a'],
      ['100755', 'x'],
      ['40000', 'd'],
      ['120000', 'l'],
      ['160000', 's'],
    );
    expect(parseTree(tree, '').map(({ kind }) => kind)).toEqual([
      'file',
      'file',
      'executable',
      'directory',
      'symlink',
      'submodule',
    ]);
  });
});

it('formatTree sorts as git does: directories as if their name ended in a slash', () => {
  const entries = ['a', 'a.b', 'a0'].map((name) => ({
    name,
    kind: name === 'a' ? ('directory' as const) : ('file' as const),
    oid,
  }));
  expect(parseTree(formatTree(entries), '').map(({ name }) => name)).toEqual(['a.b', 'a', 'a0']);
});
