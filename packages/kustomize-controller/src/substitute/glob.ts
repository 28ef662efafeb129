/**
 * The patterns of `${v#p}` and `${v%p}`: `*` is any text, also `/`; `?` any character; `[a-z]` and `[^a-z]` classes;
 * `\` takes the next character as it is. Matched without backtracking over more than one `*`, so in linear time per
 * start of the last `*`.
 */
export type Glob = readonly GlobPart[];

type GlobPart =
  | { readonly kind: 'star' }
  | { readonly kind: 'any' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'class'; readonly negated: boolean; readonly ranges: readonly (readonly [string, string])[] };

/** Reads a pattern; `undefined` when it is malformed. */
export function parseGlob(pattern: string): Glob | undefined {
  const characters = Array.from(pattern);
  const parts: GlobPart[] = [];
  for (let index = 0; index < characters.length; index += 1) {
    const character = characters[index];
    if (character === '*') {
      if (parts.at(-1)?.kind !== 'star') parts.push({ kind: 'star' });
    } else if (character === '?') {
      parts.push({ kind: 'any' });
    } else if (character === '[') {
      const found = parseClass(characters, index + 1);
      if (found === undefined) return undefined;
      parts.push(found.part);
      index = found.end;
    } else {
      if (character === '\\') index += 1;
      const text = characters[index];
      if (text === undefined) return undefined;
      parts.push({ kind: 'text', text });
    }
  }
  return parts;
}

/** `start` is behind the `[`; the result's `end` is at the `]`. */
function parseClass(characters: readonly string[], start: number): { part: GlobPart; end: number } | undefined {
  const negated = characters[start] === '^';
  const ranges: (readonly [string, string])[] = [];
  let index = negated ? start + 1 : start;
  while (characters[index] !== ']' || ranges.length === 0) {
    const low = classCharacter(characters, index);
    if (low === undefined) return undefined;
    let high = low;
    if (characters[low.next] === '-') {
      const found = classCharacter(characters, low.next + 1);
      if (found === undefined) return undefined;
      high = found;
    }
    ranges.push([low.character, high.character]);
    index = high.next;
  }
  return { part: { kind: 'class', negated, ranges }, end: index };
}

function classCharacter(characters: readonly string[], index: number): { character: string; next: number } | undefined {
  const first = characters[index];
  if (first === undefined || first === '-' || first === ']') return undefined;
  const at = first === '\\' ? index + 1 : index;
  const character = characters[at];
  // A class must go on after each of its characters, at least to its end.
  return character === undefined || at + 1 >= characters.length ? undefined : { character, next: at + 1 };
}

/**
 * The lengths (in characters) of all prefixes of `text` that the pattern matches as a whole, ascending. One pass over
 * the text with the set of positions that the pattern may be at.
 */
export function matchingPrefixes(glob: Glob, text: readonly string[]): readonly number[] {
  const lengths: number[] = [];
  let states = reachable(glob, [0]);
  if (states.has(glob.length)) lengths.push(0);
  for (const [index, character] of text.entries()) {
    const next: number[] = [];
    for (const state of states) {
      const part = glob[state];
      if (part === undefined) continue;
      if (part.kind === 'star') next.push(state);
      else if (accepts(part, character)) next.push(state + 1);
    }
    states = reachable(glob, next);
    if (states.size === 0) break;
    if (states.has(glob.length)) lengths.push(index + 1);
  }
  return lengths;
}

/** A star may match nothing. */
function reachable(glob: Glob, from: readonly number[]): Set<number> {
  const states = new Set<number>();
  for (const start of from) {
    let state = start;
    states.add(state);
    while (glob[state]?.kind === 'star') {
      state += 1;
      states.add(state);
    }
  }
  return states;
}

function accepts(part: GlobPart, character: string): boolean {
  switch (part.kind) {
    case 'any':
      return true;
    case 'text':
      return part.text === character;
    case 'class':
      return part.ranges.some(([low, high]) => inRange(character, low, high)) !== part.negated;
    case 'star':
      return true;
  }
}

function inRange(character: string, low: string, high: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return code >= (low.codePointAt(0) ?? 0) && code <= (high.codePointAt(0) ?? 0);
}
