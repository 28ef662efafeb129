import { RE2JS } from 're2js';

const compiled = new Map<string, RE2JS | undefined>();
const cacheLimit = 1000;

/** Whether a text matches a pattern somewhere. Go's syntax, linear time; a pattern that Go refuses matches nothing. */
export function matchesPattern(pattern: string, text: string): boolean {
  return compile(pattern)?.matcher(text).find() ?? false;
}

export function isPattern(pattern: string): boolean {
  return compile(pattern) !== undefined;
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
