import { RE2JS } from 're2js';

/** A pattern that is no regular expression. */
export interface InvalidPattern {
  readonly pattern: string;
  readonly problem: string;
}

/** What an Alert's lists let through. */
export interface MessageFilter {
  readonly invalid: readonly InvalidPattern[];
  passes(message: string): boolean;
}

/**
 * The filter of an inclusion and an exclusion list: with inclusions, one of them must be found in the message; no
 * exclusion may be. Patterns are Go's (RE2) and run in linear time; one that is invalid matches nothing.
 */
export function messageFilter(inclusions: readonly string[] = [], exclusions: readonly string[] = []): MessageFilter {
  const invalid: InvalidPattern[] = [];
  const compile = (pattern: string): RE2JS[] => {
    try {
      return [RE2JS.compile(pattern)];
    } catch (error) {
      invalid.push({ pattern, problem: error instanceof Error ? error.message : String(error) });
      return [];
    }
  };
  const included = inclusions.flatMap(compile);
  const excluded = exclusions.flatMap(compile);
  const finds = (expression: RE2JS, message: string): boolean => expression.matcher(message).find();
  return {
    invalid,
    passes: (message) =>
      (inclusions.length === 0 || included.some((each) => finds(each, message))) &&
      !excluded.some((each) => finds(each, message)),
  };
}
