import type { JsonValue } from '../object.ts';

type Replacer = (this: unknown, key: string, value: unknown) => unknown;
type RawJson = (text: string) => unknown;

/** Part of JavaScript since V8 11.4, not yet of the compiler's library. */
const rawJson = (JSON as unknown as { rawJSON: RawJson }).rawJSON;

const exactIntegers: Replacer = (_key, value) => (typeof value === 'bigint' ? rawJson(value.toString()) : value);

/**
 * Writes a value as JSON; `bigint` as an integer with all its digits. `indent` spaces per level, none by default.
 * Numbers that are not finite become `null`, as JSON.stringify has it: readers of this package never produce them.
 */
export function stringifyJson(value: JsonValue, indent?: number): string {
  try {
    return JSON.stringify(value, undefined, indent);
  } catch (error) {
    // Only a bigint makes JSON.stringify throw on such values; the replacer that it needs costs five times the time.
    if (!(error instanceof TypeError)) throw error;
    return JSON.stringify(value, exactIntegers, indent);
  }
}
