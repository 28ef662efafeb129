import { GitError } from '../errors.ts';
import { isObjectId } from '../object/object-id.ts';
import type { Ref } from '../repository/repository.ts';
import type { RemoteRefs } from '../wire/advertisement.ts';
import { highestMatch } from './semver.ts';

/** What of a repository is wanted; precedence commit, name, tag, semver, branch, and `master` when nothing is set. */
export interface GitReference {
  readonly branch?: string | undefined;
  readonly tag?: string | undefined;
  readonly semver?: string | undefined;
  readonly name?: string | undefined;
  readonly commit?: string | undefined;
}

/** A reference as a way to look it up: by its full name, among the tags, or a commit that needs no looking up. */
export type Target =
  | { readonly kind: 'ref'; readonly refName: string; readonly label: string }
  | { readonly kind: 'semver'; readonly range: string }
  | {
      readonly kind: 'commit';
      readonly oid: string;
      readonly label: string | undefined;
      readonly refName: string | undefined;
    };

/** What was found: `wants` are ids that a server gives, `commit` is the commit behind a tag where the server said. */
export interface Resolved {
  readonly label: string | undefined;
  readonly want: string;
  readonly commit: string;
}

/** Decides how a reference is looked up. Throws `ReferenceNotFound` when it cannot be one. */
export function targetOf(ref: GitReference): Target {
  if (isSet(ref.commit)) return commitTarget(ref, ref.commit);
  if (isSet(ref.name)) return { kind: 'ref', refName: checkName(ref.name), label: ref.name };
  if (isSet(ref.tag)) return { kind: 'ref', refName: `refs/tags/${checkPart(ref.tag)}`, label: ref.tag };
  if (isSet(ref.semver)) return { kind: 'semver', range: ref.semver };
  const branch = isSet(ref.branch) ? ref.branch : 'master';
  return { kind: 'ref', refName: `refs/heads/${checkPart(branch)}`, label: branch };
}

function commitTarget(ref: GitReference, oid: string): Target {
  if (!isObjectId(oid)) throw invalid(`"${printable(oid)}" is not a commit: 40 lower-case hex digits are needed`);
  if (isSet(ref.name)) return { kind: 'commit', oid, label: ref.name, refName: checkName(ref.name) };
  if (isSet(ref.branch))
    return { kind: 'commit', oid, label: ref.branch, refName: `refs/heads/${checkPart(ref.branch)}` };
  return { kind: 'commit', oid, label: undefined, refName: undefined };
}

function isSet(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}

function checkName(name: string): string {
  if (name.startsWith('/') || name.endsWith('/'))
    throw invalid(`the reference "${printable(name)}" must not begin or end with "/"`);
  return checkPart(name);
}

function checkPart(name: string): string {
  // git check-ref-format; a line break or space would also change the meaning of the request's line.
  if (/[\s~?*[\\:]|\.\.|@\{|\/\/|\^(?!\{\}$)|\.lock(\/|$)/.test(name) || hasControlCharacter(name)) {
    throw invalid(`"${printable(name)}" cannot be the name of a reference`);
  }
  return name;
}

function hasControlCharacter(text: string): boolean {
  return Array.from(text).some((character) => character < ' ' || character === '\x7f');
}

function printable(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 200);
}

function invalid(message: string): GitError {
  return new GitError('ReferenceNotFound', message);
}

/** The prefixes under which a server must list references for `resolve`. */
export function prefixesOf(target: Target): readonly string[] {
  if (target.kind === 'semver') return ['refs/tags/'];
  return target.refName === undefined ? [] : [target.refName.replace(/\^\{\}$/, '')];
}

/** Finds a target among a server's references. Throws `ReferenceNotFound`. */
export function resolve(target: Exclude<Target, { kind: 'commit' }>, { refs }: RemoteRefs): Resolved {
  const ref = target.kind === 'ref' ? refs.get(target.refName.replace(/\^\{\}$/, '')) : semverRef(target.range, refs);
  if (ref === undefined)
    throw new GitError(
      'ReferenceNotFound',
      `couldn't find remote ref "${target.kind === 'ref' ? target.refName : target.range}"`,
    );
  const label = target.kind === 'ref' ? target.label : ref.name.slice('refs/tags/'.length);
  return { label, want: ref.oid, commit: ref.peeled ?? ref.oid };
}

function semverRef(range: string, refs: ReadonlyMap<string, Ref>): Ref | undefined {
  const tags = [...refs.keys()]
    .filter((name) => name.startsWith('refs/tags/'))
    .map((name) => name.slice('refs/tags/'.length));
  const best = highestMatch(range, tags);
  if (best === undefined) throw new GitError('ReferenceNotFound', `no match found for semver: ${range}`);
  return refs.get(`refs/tags/${best}`);
}
