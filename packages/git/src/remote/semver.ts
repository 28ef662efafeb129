import { GitError } from '../errors.ts';

/** A semantic version. Build metadata takes no part in ranges; it breaks ties. */
interface Version {
  readonly numbers: readonly [number, number, number];
  readonly prerelease: readonly string[];
  readonly build: string;
}

type Comparator = (version: Version) => boolean;

/** Lenient as upstream: a leading `v` and leading zeros are fine, three numbers are needed. */
const versionPattern = /^v?(\d{1,15})\.(\d{1,15})\.(\d{1,15})(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?$/;

function parseVersion(text: string): Version | undefined {
  const match = versionPattern.exec(text);
  if (match === null) return undefined;
  const [, major, minor, patch, prerelease, build = ''] = match;
  return { numbers: [Number(major), Number(minor), Number(patch)], prerelease: prerelease?.split('.') ?? [], build };
}

/** The tag with the highest version in the range, in its own spelling. Throws `ReferenceNotFound` for a range that is none. */
export function highestMatch(range: string, tags: readonly string[]): string | undefined {
  const matches = parseRange(range);
  let best: { readonly tag: string; readonly version: Version } | undefined;
  for (const tag of tags) {
    const version = parseVersion(tag);
    if (version === undefined || !matches(version)) continue;
    if (best === undefined || compareWithBuild(version, best.version) > 0) best = { tag, version };
  }
  return best?.tag;
}

function compareWithBuild(a: Version, b: Version): number {
  return compare(a, b) || (a.build < b.build ? -1 : Number(a.build > b.build));
}

function compare(a: Version, b: Version): number {
  for (const [index, number] of a.numbers.entries()) {
    const difference = number - (b.numbers[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return comparePrerelease(a.prerelease, b.prerelease);
}

function comparePrerelease(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return Number(a.length === 0) - Number(b.length === 0);
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const difference = compareIdentifiers(a[index] ?? '', b[index] ?? '');
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function compareIdentifiers(a: string, b: string): number {
  const numeric = [a, b].map((text) => /^\d+$/.test(text));
  if (numeric[0] === true && numeric[1] === true) return Number(a) - Number(b);
  if (numeric[0] !== numeric[1]) return numeric[0] === true ? -1 : 1;
  return a < b ? -1 : Number(a > b);
}

/**
 * A range as Masterminds/semver reads it: `||` between alternatives, spaces or commas between what must all hold;
 * `=`, `!=`, `>`, `<`, `>=`, `<=`, `~`, `^`, wildcards (`x`, `X`, `*`) and `1.2 - 2.3`. A version with a prerelease is in
 * an alternative only when one of its parts names a prerelease too.
 */
function parseRange(range: string): Comparator {
  if (range.length > 1000) throw invalid(range);
  const alternatives = range.split('||').map((text) => parseAlternative(text.trim(), range));
  return (version) => alternatives.some((matches) => matches(version));
}

function parseAlternative(text: string, range: string): Comparator {
  const hyphens = text.replaceAll(/(\S+)\s+-\s+(\S+)/g, '>=$1 <=$2');
  const parts = hyphens
    .replaceAll(/([=!<>~^])\s+/g, '$1')
    .split(/[\s,]+/)
    .filter((part) => part !== '');
  if (parts.length === 0) throw invalid(range);
  const comparators = parts.map((part) => parseComparator(part, range));
  const allowsPrerelease = parts.some((part) => /\d-/.test(part));
  return (version) =>
    (allowsPrerelease || version.prerelease.length === 0) && comparators.every((matches) => matches(version));
}

const comparatorPattern =
  /^(=|==|!=|>|<|>=|=>|<=|=<|~|~>|\^)?v?(\d{1,15}|[xX*])(?:\.(\d{1,15}|[xX*]))?(?:\.(\d{1,15}|[xX*]))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;

/** The lowest version of what a comparator names, and the first version after it at the given place. */
interface Bounds {
  readonly low: Version;
  /** How many of the three numbers were given. */
  readonly given: number;
}

function parseComparator(part: string, range: string): Comparator {
  const match = comparatorPattern.exec(part);
  if (match === null) throw invalid(range);
  const [, operator = '', major = '*', minor = '*', patch = '*', prerelease] = match;
  const numbers = [major, minor, patch].map((text) => (/^\d/.test(text) ? Number(text) : undefined));
  const firstFree = numbers.indexOf(undefined);
  const given = firstFree === -1 ? 3 : firstFree;
  const [a = 0, b = 0, c = 0] = numbers.slice(0, given);
  return comparatorOf(operator, {
    low: { numbers: [a, b, c], prerelease: prerelease?.split('.') ?? [], build: '' },
    given,
  });
}

function comparatorOf(operator: string, bounds: Bounds): Comparator {
  const { low, given } = bounds;
  const after = next(low, given - 1);
  const within: Comparator = (version) => compare(version, low) >= 0 && (given === 0 || compare(version, after) < 0);
  const exact: Comparator = (version) => (given === 3 ? compare(version, low) === 0 : within(version));
  switch (operator) {
    case '!=':
      return (version) => !exact(version);
    case '>':
      return (version) => (given === 3 ? compare(version, low) > 0 : given > 0 && compare(version, after) >= 0);
    case '<':
      return (version) => compare(version, low) < 0;
    case '>=':
    case '=>':
      return (version) => compare(version, low) >= 0;
    case '<=':
    case '=<':
      return (version) => (given === 3 ? compare(version, low) <= 0 : given === 0 || compare(version, after) < 0);
    case '~':
    case '~>':
      return between(low, next(low, Math.min(given, 2) - 1));
    case '^':
      return between(low, next(low, caretPlace(bounds)));
    default:
      return exact;
  }
}

/** `^` keeps the leftmost number that is not zero. */
function caretPlace({ low, given }: Bounds): number {
  const place = low.numbers.findIndex((number) => number > 0);
  return Math.min(place === -1 ? given - 1 : place, given - 1);
}

function between(low: Version, end: Version | undefined): Comparator {
  return (version) => compare(version, low) >= 0 && (end === undefined || compare(version, end) < 0);
}

/** The first version whose number at `place` is higher; a prerelease of it counts as higher too. */
function next(low: Version, place: number): Version {
  const [major, minor, patch] = low.numbers;
  const numbers = [
    [major + 1, 0, 0],
    [major, minor + 1, 0],
    [major, minor, patch + 1],
  ] as const;
  return { numbers: numbers[place] ?? [Number.MAX_SAFE_INTEGER, 0, 0], prerelease: ['0'], build: '' };
}

function invalid(range: string): GitError {
  return new GitError('ReferenceNotFound', `semver parse error: improper constraint: ${range.slice(0, 200)}`);
}
