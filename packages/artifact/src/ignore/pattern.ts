import { matchName } from './match-name.ts';

/** What a pattern says of a path. */
export type Verdict = 'excluded' | 'included' | undefined;

/** One line of a `.sourceignore` file, for paths below the directory that the file lies in. */
export interface Pattern {
  readonly domain: readonly string[];
  readonly includes: boolean;
  readonly directoriesOnly: boolean;
  /** With a `/` inside it is matched from its directory on, part by part; without, against each name on the path. */
  readonly isAnchored: boolean;
  readonly parts: readonly string[];
}

/** Reads the lines of an ignore file or of `spec.ignore`; comments and blank lines are left out. */
export function parsePatterns(text: string, domain: readonly string[]): Pattern[] {
  return text
    .split('\n')
    .map((line) => line.replace(/\r$/, ''))
    .filter((line) => !line.startsWith('#') && line.trim() !== '')
    .map((line) => parsePattern(line, domain));
}

function parsePattern(line: string, domain: readonly string[]): Pattern {
  const includes = line.startsWith('!');
  let text = includes ? line.slice(1) : line;
  if (!text.endsWith('\\ ')) text = text.replace(/ +$/, '');
  const directoriesOnly = text.endsWith('/');
  if (directoriesOnly) text = text.slice(0, -1);
  return { domain, includes, directoriesOnly, isAnchored: text.includes('/'), parts: text.split('/') };
}

/** What a pattern says of a path (given as its names). A pattern that matches a directory holds for all below it. */
export function judge(pattern: Pattern, path: readonly string[], isDirectory: boolean): Verdict {
  if (path.length <= pattern.domain.length || pattern.domain.some((name, index) => name !== path[index]))
    return undefined;
  const below = pattern.domain.length === 0 ? path : path.slice(pattern.domain.length);
  const matches = pattern.isAnchored
    ? matchesAnchored(pattern, below, isDirectory)
    : matchesName(pattern, below, isDirectory);
  if (!matches) return undefined;
  return pattern.includes ? 'included' : 'excluded';
}

function matchesName({ parts, directoriesOnly }: Pattern, path: readonly string[], isDirectory: boolean): boolean {
  const index = path.findIndex((name) => matchName(parts[0] ?? '', name));
  if (index === -1) return false;
  return !directoriesOnly || isDirectory || index < path.length - 1;
}

function matchesAnchored({ parts, directoriesOnly }: Pattern, path: readonly string[], isDirectory: boolean): boolean {
  let position = 0;
  let matched = false;
  let maySkip = false;
  for (const [index, part] of parts.entries()) {
    if (part === '') {
      maySkip = false;
    } else if (part === '**') {
      if (index === parts.length - 1) break;
      maySkip = true;
    } else {
      const next = part.includes('**') ? undefined : matchPart(part, path, position, maySkip);
      if (next === undefined) return false;
      maySkip = false;
      matched = true;
      position = next;
    }
  }
  return matched && (!directoriesOnly || isDirectory || position < path.length);
}

/** The position after the name that a part matches: the next one, or after `**` the first that does. */
function matchPart(part: string, path: readonly string[], position: number, maySkip: boolean): number | undefined {
  const last = maySkip ? path.length : Math.min(position + 1, path.length);
  for (let index = position; index < last; index++) {
    if (matchName(part, path[index] ?? '')) return index + 1;
  }
  return undefined;
}
