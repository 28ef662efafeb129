import type { JsonObject, JsonValue } from '../object.ts';
import { isJsonObject, setOwn } from '../json/own.ts';
import { parseJson } from '../json/parse-json.ts';
import { stringifyJson } from '../json/stringify-json.ts';

/** One step of a path into an object, as server-side apply names fields and list elements. */
export type PathElement = FieldElement | KeyElement | ValueElement | IndexElement;

/** A field of a struct, or a key of a map. */
export interface FieldElement {
  readonly kind: 'field';
  readonly id: string;
  readonly name: string;
}

/** The element of a `map` list that has these key fields, sorted by name. */
export interface KeyElement {
  readonly kind: 'key';
  readonly id: string;
  readonly fields: readonly (readonly [name: string, value: JsonValue])[];
}

/** The element of a `set` list that has this value. */
export interface ValueElement {
  readonly kind: 'value';
  readonly id: string;
  readonly value: JsonValue;
}

/** A list element by its index. */
export interface IndexElement {
  readonly kind: 'index';
  readonly id: string;
  readonly index: number;
}

/** Steps from the root of an object. */
export type FieldSetPath = readonly PathElement[];

export function fieldElement(name: string): FieldElement {
  return { kind: 'field', id: `f:${name}`, name };
}

export function keyElement(fields: Iterable<readonly [string, JsonValue]>): KeyElement {
  const sorted = [...fields].toSorted(([a], [b]) => compareText(a, b));
  const key: JsonObject = {};
  for (const [name, value] of sorted) setOwn(key, name, value);
  return { kind: 'key', id: `k:${htmlSafeJson(key)}`, fields: sorted };
}

export function valueElement(value: JsonValue): ValueElement {
  return { kind: 'value', id: `v:${htmlSafeJson(value)}`, value };
}

export function indexElement(index: number): IndexElement {
  return { kind: 'index', id: `i:${index}`, index };
}

/** Go's JSON encoder escapes these characters, and the escapes are part of stored field sets. */
function htmlSafeJson(value: JsonValue): string {
  const escape = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return stringifyJson(value).replaceAll(/[<>&\u2028\u2029]/g, escape);
}

/**
 * Reads a serialised path element: `f:name`, `k:{…}`, `v:…` or `i:0`.
 *
 * @returns undefined for kinds that a future version may know
 * @throws Error for text that is no path element
 */
export function parsePathElement(text: string): PathElement | undefined {
  if (text.charAt(1) !== ':') throw new Error(`invalid path element ${JSON.stringify(text)}`);
  const content = text.slice(2);
  switch (text.charAt(0)) {
    case 'f':
      return fieldElement(content);
    case 'v':
      return valueElement(parseJson(content));
    case 'k':
      return parseKey(content);
    case 'i':
      return parseIndex(content);
    default:
      return undefined;
  }
}

function parseKey(content: string): KeyElement {
  const key = parseJson(content);
  if (!isJsonObject(key)) throw new Error(`invalid key in path element: ${content}`);
  return keyElement(Object.entries(key));
}

function parseIndex(content: string): IndexElement {
  if (!/^[-+]?\d{1,15}$/.test(content)) throw new Error(`invalid index in path element: ${content}`);
  return indexElement(Number(content));
}

const rank = { field: 0, key: 1, value: 2, index: 3 } as const;

/** The order of path elements in a serialised field set. */
export function comparePathElements(a: PathElement, b: PathElement): number {
  if (a.kind === 'field' && b.kind === 'field') return compareText(a.name, b.name);
  if (a.kind === 'key' && b.kind === 'key') return compareKeys(a, b);
  if (a.kind === 'value' && b.kind === 'value') return compareValues(a.value, b.value);
  if (a.kind === 'index' && b.kind === 'index') return a.index - b.index;
  return rank[a.kind] - rank[b.kind];
}

function compareKeys(a: KeyElement, b: KeyElement): number {
  for (const [index, [name, value]] of a.fields.entries()) {
    const other = b.fields[index];
    if (other === undefined) return 1;
    const order = compareText(name, other[0]) || compareValues(value, other[1]);
    if (order !== 0) return order;
  }
  return a.fields.length - b.fields.length;
}

/** Numbers, strings, booleans, then the rest: the order that structured-merge-diff gives values. */
function compareValues(a: JsonValue, b: JsonValue): number {
  const kinds = ['number', 'string', 'boolean', 'object'];
  const aKind = kinds.indexOf(typeof a === 'bigint' ? 'number' : typeof a);
  const bKind = kinds.indexOf(typeof b === 'bigint' ? 'number' : typeof b);
  if (aKind !== bKind) return aKind - bKind;
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  if (typeof a === 'object' || typeof b === 'object') return compareText(stringifyJson(a), stringifyJson(b));
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A path as messages show it: `.spec.containers[name="web"].image`. */
export function pathText(path: FieldSetPath): string {
  return path.map(elementText).join('');
}

/** One step as messages show it. */
export function elementText(element: PathElement): string {
  switch (element.kind) {
    case 'field':
      return `.${element.name}`;
    case 'key':
      return `[${element.fields.map(([name, value]) => `${name}=${stringifyJson(value)}`).join(',')}]`;
    case 'value':
      return `[=${stringifyJson(element.value)}]`;
    case 'index':
      return `[${element.index}]`;
  }
}
