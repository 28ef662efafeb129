import { RE2JS } from 're2js';

const compiled = new Map<string, RE2JS | undefined>();
const cacheLimit = 1000;

/** Whether a text matches a pattern somewhere. Go's syntax, linear time; a pattern that Go refuses matches nothing. */
export function matchesPattern(pattern: string, text: string): boolean {
  return compile(pattern)?.matcher(text).find() ?? false;
}

/** Why a pattern is none, in Go's words; `undefined` where nothing is wrong with it. */
export function patternProblem(pattern: string): string | undefined {
  try {
    RE2JS.compile(pattern);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function compile(pattern: string): RE2JS | undefined {
  if (compiled.has(pattern)) return compiled.get(pattern);
  if (compiled.size >= cacheLimit) compiled.clear();
  const program = tryCompile(pattern);
  compiled.set(pattern, program);
  return program;
}

function tryCompile(pattern: string): RE2JS | undefined {
  try {
    return RE2JS.compile(pattern);
  } catch {
    return undefined;
  }
}
