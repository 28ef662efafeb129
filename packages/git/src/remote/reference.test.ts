import { describe, expect, it } from 'vitest';

import type { RemoteRefs } from '../wire/advertisement.ts';
import { type GitReference, prefixesOf, resolve, targetOf } from './reference.ts';
import { formatRevision, normalizeRevision } from './revision.ts';

const [a, b, c] = ['a', 'b', 'c'].map((letter) => letter.repeat(40)) as [string, string, string];
const remote: RemoteRefs = {
  head: 'refs/heads/main',
  refs: new Map(
    [
      { name: 'refs/heads/main', oid: a },
      { name: 'refs/heads/feature/x', oid: b },
      { name: 'refs/tags/v1.0.0', oid: b, peeled: c },
      { name: 'refs/pull/420/head', oid: c },
    ].map((ref) => [ref.name, ref]),
  ),
};

function revisionOf(ref: GitReference): string {
  const target = targetOf(ref);
  if (target.kind === 'commit') return formatRevision(target.label, target.oid);
  const { label, commit } = resolve(target, remote);
  return formatRevision(label, commit);
}

describe('revisions', () => {
  it.each<[GitReference, string]>([
    [{ branch: 'main' }, `main@sha1:${a}`],
    [{ branch: 'feature/x' }, `feature/x@sha1:${b}`],
    [{ tag: 'v1.0.0' }, `v1.0.0@sha1:${c}`],
    [{ semver: '1.x' }, `v1.0.0@sha1:${c}`],
    [{ name: 'refs/heads/main' }, `refs/heads/main@sha1:${a}`],
    [{ name: 'refs/pull/420/head' }, `refs/pull/420/head@sha1:${c}`],
    [{ name: 'refs/tags/v1.0.0^{}' }, `refs/tags/v1.0.0^{}@sha1:${c}`],
    [{ commit: b }, `sha1:${b}`],
    [{ commit: b, branch: 'main' }, `main@sha1:${b}`],
    [{ commit: b, name: 'refs/heads/main', branch: 'x' }, `refs/heads/main@sha1:${b}`],
    [{ tag: 'v1.0.0', semver: '2.x' }, `v1.0.0@sha1:${c}`],
    [{ tag: 'v1.0.0', branch: 'main' }, `v1.0.0@sha1:${c}`],
    [{ branch: '', tag: 'v1.0.0' }, `v1.0.0@sha1:${c}`],
  ])('%j is %s', (ref, revision) => {
    expect(revisionOf(ref)).toBe(revision);
  });

  it('ask for master when nothing is set, and only for what is needed', () => {
    expect(prefixesOf(targetOf({}))).toEqual(['refs/heads/master']);
    expect(prefixesOf(targetOf({ semver: '*' }))).toEqual(['refs/tags/']);
    expect(() => revisionOf({})).toThrow('couldn\'t find remote ref "refs/heads/master"');
    expect(() => revisionOf({ semver: '9.x' })).toThrow('no match found for semver: 9.x');
  });

  it.each<GitReference>([
    { branch: '../../x' },
    { branch: 'a b' },
    { branch: 'main\nwant x' },
    { branch: 'a\0b' },
    { branch: 'x.lock' },
    { name: '/refs/heads/main' },
    { name: 'refs/heads/main/' },
    { tag: 'a:b' },
    { commit: 'abc' },
    { commit: 'A'.repeat(40) },
  ])('refuse %j', (ref) => {
    expect(() => targetOf(ref)).toThrow(/cannot be the name of a reference|must not begin or end|is not a commit/);
  });

  it('compare equal in older forms', () => {
    expect(normalizeRevision(`main/${a}`)).toBe(`main@sha1:${a}`);
    expect(normalizeRevision(`feature/x/${a}`)).toBe(`feature/x@sha1:${a}`);
    expect(normalizeRevision(`HEAD/${a}`)).toBe(`sha1:${a}`);
    expect(normalizeRevision(`main@sha1:${a}`)).toBe(`main@sha1:${a}`);
  });
});
