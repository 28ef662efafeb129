/**
 * Whether a name matches a pattern of Go's `path.Match`: `*`, `?`, `[a-z]`, `[^a-z]`, `\` before a literal. A pattern that
 * is malformed anywhere matches nothing. Takes time proportional to pattern times name, whatever the pattern.
 */
export function matchName(pattern: string, name: string): boolean {
  return matcherOf(pattern)(name);
}

type Matcher = (name: string) => boolean;
type Part = { readonly kind: 'star' } | { readonly kind: 'one'; readonly accepts: (character: string) => boolean };

const matchers = new Map<string, Matcher>();
const maxMatchers = 10_000;

function matcherOf(pattern: string): Matcher {
  const known = matchers.get(pattern);
  if (known !== undefined) return known;
  if (matchers.size >= maxMatchers) matchers.clear();
  const matcher = compile(pattern);
  matchers.set(pattern, matcher);
  return matcher;
}

const special = /[*?[\\]/;

/** Most patterns are a plain name or a suffix. */
function compile(pattern: string): Matcher {
  if (!special.test(pattern)) return (name) => name === pattern;
  const suffix = pattern.slice(1);
  if (pattern.startsWith('*') && !special.test(suffix)) return (name) => name.endsWith(suffix);
  const parts = parse(Array.from(pattern));
  return parts === undefined ? () => false : (name) => matchParts(parts, Array.from(name));
}

function parse(characters: readonly string[]): readonly Part[] | undefined {
  const parts: Part[] = [];
  for (let position = 0; position < characters.length;) {
    const parsed = parseOne(characters, position);
    if (parsed === undefined) return undefined;
    parts.push(parsed.part);
    position = parsed.next;
  }
  return parts;
}

interface Parsed {
  readonly part: Part;
  readonly next: number;
}

function parseOne(characters: readonly string[], position: number): Parsed | undefined {
  const character = characters[position];
  if (character === '*') return { part: { kind: 'star' }, next: position + 1 };
  if (character === '?') return { part: { kind: 'one', accepts: () => true }, next: position + 1 };
  if (character === '[') return parseClass(characters, position + 1);
  const literal = readLiteral(characters, position);
  if (literal === undefined) return undefined;
  return { part: { kind: 'one', accepts: (other) => other === literal.character }, next: literal.next };
}

function readLiteral(
  characters: readonly string[],
  position: number,
): { readonly character: string; readonly next: number } | undefined {
  const start = characters[position] === '\\' ? position + 1 : position;
  const character = characters[start];
  return character === undefined ? undefined : { character, next: start + 1 };
}

function parseClass(characters: readonly string[], start: number): Parsed | undefined {
  const isNegated = characters[start] === '^';
  const ranges: (readonly [string, string])[] = [];
  let position = isNegated ? start + 1 : start;
  while (characters[position] !== ']' || ranges.length === 0) {
    const range = readRange(characters, position);
    if (range === undefined) return undefined;
    ranges.push(range.bounds);
    position = range.next;
  }
  const accepts = (character: string): boolean =>
    ranges.some(([low, high]) => isBetween(character, low, high)) !== isNegated;
  return { part: { kind: 'one', accepts }, next: position + 1 };
}

function readRange(
  characters: readonly string[],
  position: number,
): { readonly bounds: readonly [string, string]; readonly next: number } | undefined {
  const low = readClassCharacter(characters, position);
  if (low === undefined) return undefined;
  if (characters[low.next] !== '-') return { bounds: [low.character, low.character], next: low.next };
  const high = readClassCharacter(characters, low.next + 1);
  return high === undefined ? undefined : { bounds: [low.character, high.character], next: high.next };
}

/** A class may not begin or end a range with a bare `-` or `]`. */
function readClassCharacter(characters: readonly string[], position: number): ReturnType<typeof readLiteral> {
  const character = characters[position];
  return character === '-' || character === ']' ? undefined : readLiteral(characters, position);
}

function isBetween(character: string, low: string, high: string): boolean {
  const point = character.codePointAt(0) ?? 0;
  return (low.codePointAt(0) ?? 0) <= point && point <= (high.codePointAt(0) ?? 0);
}

/** Only the last star is ever tried again, at the next character: no pattern takes longer than parts times characters. */
function matchParts(parts: readonly Part[], name: readonly string[]): boolean {
  let part = 0;
  let position = 0;
  let star: { readonly part: number; position: number } | undefined;
  while (position < name.length || part < parts.length) {
    const current = parts[part];
    if (current?.kind === 'star') {
      star = { part, position };
      part += 1;
    } else if (current !== undefined && position < name.length && current.accepts(name[position] ?? '')) {
      part += 1;
      position += 1;
    } else {
      if (star === undefined || star.position >= name.length) return false;
      star.position += 1;
      part = star.part + 1;
      position = star.position;
    }
  }
  return true;
}
