import type { JsonValue } from '../object.ts';

/**
 * A value as Go prints it with `%v`: maps as `map[a:1 b:[x y]]` with sorted keys, text without quotes. Only for answers
 * that the API server words so: it shows the value.
 */
export function goText(value: JsonValue): string {
  if (value === null) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (typeof value !== 'object') return scalarText(value);
  return `map[${sortedEntries(value)
    .map(([key, item]) => `${key}:${goText(item)}`)
    .join(' ')}]`;
}

/** A value as Go prints it with `%#v`: as it would be written in a program. */
export function goSyntax(value: JsonValue): string {
  if (value === null) return 'interface {}(nil)';
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (typeof value !== 'object') return scalarText(value);
  const fields = sortedEntries(value).map(([key, item]) => `${JSON.stringify(key)}:${goSyntax(item)}`);
  return `map[string]interface {}{${fields.join(', ')}}`;
}

/** The type of a value in Go's words. */
export function goTypeName(value: JsonValue): string {
  if (Array.isArray(value)) return '[]interface {}';
  if (typeof value === 'object') return 'map[string]interface {}';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'bigint' || Number.isInteger(value) ? 'int64' : 'float64';
}

function sortedEntries(value: Readonly<Record<string, JsonValue>>): [string, JsonValue][] {
  return Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

const largestPlain = 1e21;

/** Go writes large and small floats with an exponent of two digits at least. */
function scalarText(value: string | number | bigint | boolean): string {
  if (typeof value !== 'number' || (Number.isInteger(value) && Math.abs(value) < largestPlain)) return String(value);
  return String(value).replace(/e([+-])(\d)$/, 'e$10$2');
}
