import type { JsonArray, JsonObject, JsonValue } from '../object.ts';
import type { TypeSchema } from '../schema.ts';
import { getOwn, isJsonObject } from '../json/own.ts';
import { elementText, keyElement, type PathElement, valueElement } from './path-element.ts';

/** Which of the three forms a value is treated as; `any` schemas follow the value. */
export type Form = 'map' | 'list' | 'scalar';

/** A value of the wrong form for its schema, unknown fields, or list elements without their keys. */
export class TypedValueError extends Error {
  override readonly name = 'TypedValueError';
  /** The message with the values that are wrong, which may be secret: only for the answer to whoever sent them. */
  readonly detailed: string;

  constructor(message: string, detailed: string = message) {
    super(message);
    this.detailed = detailed;
  }
}

/** An absent schema means that anything is allowed. */
export function isUntyped(schema: TypeSchema | undefined): boolean {
  return schema === undefined || schema.shape === 'any';
}

/** The form of a value. Null and absent values of untyped fields count as maps. */
export function formOf(schema: TypeSchema | undefined, value: JsonValue | undefined): Form {
  if (schema === undefined || schema.shape === 'any') {
    if (Array.isArray(value)) return 'list';
    return value === undefined || typeof value === 'object' ? 'map' : 'scalar';
  }
  if (schema.shape === 'struct' || schema.shape === 'map') return 'map';
  return schema.shape === 'list' ? 'list' : 'scalar';
}

/** Whether a value of this schema and form is owned as a whole. */
export function isAtomic(schema: TypeSchema | undefined, form: Form): boolean {
  // Go keeps an object without a type of its own as raw text.
  if (form === 'map') return schema?.mapType === 'atomic' || (schema?.shape === 'any' && schema.format === 'object');
  return form === 'list' && (isUntyped(schema) || schema?.listType === 'atomic');
}

export function mapOf(value: JsonValue | undefined): JsonObject | undefined {
  return isJsonObject(value) ? value : undefined;
}

export function listOf(value: JsonValue | undefined): JsonArray | undefined {
  return Array.isArray(value) ? value : undefined;
}

/** The schema of a field of a struct or of a value of a map; undefined where nothing is declared. */
export function childSchema(schema: TypeSchema | undefined, key: string): TypeSchema | undefined {
  return schema?.field(key) ?? schema?.element;
}

/** What names an element of a `set` or `map` list. @throws TypedValueError when the element lacks what names it. */
export function elementOf(schema: TypeSchema | undefined, item: JsonValue): PathElement {
  const keys = schema?.listType === 'map' ? schema.listMapKeys : [];
  return keys.length > 0 ? keyed(schema, keys, item) : valued(item);
}

function keyed(schema: TypeSchema | undefined, keys: readonly string[], item: JsonValue): PathElement {
  if (item === null) throw new TypedValueError('associative list with keys may not have a null element');
  if (!isJsonObject(item)) throw new TypedValueError('associative list with keys may not have non-map elements');
  const fields: [string, JsonValue][] = [];
  for (const key of keys) {
    const value = getOwn(item, key) ?? schema?.element?.field(key)?.default;
    if (value !== undefined) fields.push([key, value]);
  }
  if (fields.length === 0) {
    const names = keys.map((key) => JSON.stringify(key)).join(' ');
    const hint = "(and doesn't have default values for any key fields)";
    throw new TypedValueError(`associative list with keys has an element that omits all key fields [${names}] ${hint}`);
  }
  return keyElement(fields);
}

function valued(item: JsonValue): PathElement {
  if (item === null) throw new TypedValueError("associative list without keys has an element that's an explicit null");
  if (Array.isArray(item)) throw new TypedValueError('not supported: associative list with lists as elements');
  if (typeof item === 'object') {
    throw new TypedValueError("associative list without keys has an element that's a map type");
  }
  return valueElement(item);
}

/** The elements of a list by what names them; several where the list has duplicates. */
export function indexList(schema: TypeSchema | undefined, list: JsonArray): Map<string, IndexedElement> {
  const indexed = new Map<string, IndexedElement>();
  for (const item of list) {
    const element = elementOf(schema, item);
    const known = indexed.get(element.id);
    if (known === undefined) indexed.set(element.id, { element, items: [item] });
    else known.items.push(item);
  }
  return indexed;
}

export interface IndexedElement {
  readonly element: PathElement;
  readonly items: JsonValue[];
}

/** Prefixes the path of an error while it leaves nested values. */
export function inside<T>(element: PathElement, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof TypedValueError) throw new TypedValueError(joinPath(elementText(element), error.message));
    throw error;
  }
}

function joinPath(step: string, message: string): string {
  return /^[.[]/.test(message) ? step + message : `${step}: ${message}`;
}
