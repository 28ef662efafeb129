import { expect, test } from 'vitest';
import { cleanPath, specPath, systemDirectory } from './sync-path.ts';

test.each([
  ['clusters/prod', 'clusters/prod'],
  ['./clusters/prod/', 'clusters/prod'],
  ['/clusters//prod', 'clusters/prod'],
  ['clusters/./a/../prod', 'clusters/prod'],
  ['../../clusters', 'clusters'],
  ['clusters\\prod', 'clusters/prod'],
  ['.', ''],
  ['', ''],
])('the path %j is %j in the repository', (text, expected) => {
  expect(cleanPath(text)).toBe(expected);
});

test('the root of a repository can be the folder of a cluster', () => {
  expect([specPath(''), systemDirectory('', 'flux-system')]).toEqual(['./', 'flux-system']);
  expect([specPath('a/b'), systemDirectory('a/b', 'ns')]).toEqual(['./a/b', 'a/b/ns']);
});
