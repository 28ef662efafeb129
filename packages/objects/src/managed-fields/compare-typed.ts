import type { JsonArray, JsonObject, JsonValue } from '../object.ts';
import type { TypeSchema } from '../schema.ts';
import { deepEqual } from '../json/deep-equal.ts';
import { getOwn } from '../json/own.ts';
import { Draft, type FieldSet } from './field-set.ts';
import { fieldElement, type FieldSetPath } from './path-element.ts';
import {
  childSchema,
  type Form,
  formOf,
  type IndexedElement,
  indexList,
  isAtomic,
  listOf,
  mapOf,
} from './typed-value.ts';

/** What differs between two values. No path is in more than one of the sets. */
export interface Comparison {
  readonly removed: FieldSet;
  readonly modified: FieldSet;
  readonly added: FieldSet;
}

/** Compares two values of one type field by field, lists by what names their elements. */
export function compareTyped(before: JsonValue, after: JsonValue, schema: TypeSchema | undefined): Comparison {
  const comparer = new Comparer();
  comparer.compare([], before, after, schema);
  return comparer.finish();
}

type Value = JsonValue | undefined;

class Comparer {
  private readonly removed = new Draft();
  private readonly modified = new Draft();
  private readonly added = new Draft();

  finish(): Comparison {
    return { removed: this.removed.finish(), modified: this.modified.finish(), added: this.added.finish() };
  }

  compare(path: FieldSetPath, before: Value, after: Value, schema: TypeSchema | undefined): void {
    // A merge shares what it does not change.
    if (before === after) return;
    const beforeForm = formOf(schema, before);
    const afterForm = formOf(schema, after);
    const form = after === undefined ? beforeForm : afterForm;
    const changesForm = before !== undefined && after !== undefined && beforeForm !== afterForm;
    if (changesForm) this.walk(path, before, after, schema, beforeForm);
    if (this.walk(path, before, after, schema, form)) return;
    if (before === undefined) this.added.insert(path);
    else if (after === undefined) this.removed.insert(path);
  }

  /** Compares as one form; true when the value was compared as a whole. */
  private walk(path: FieldSetPath, before: Value, after: Value, schema: TypeSchema | undefined, form: Form): boolean {
    const left = form === 'map' ? mapOf(before) : listOf(before);
    const right = form === 'map' ? mapOf(after) : listOf(after);
    if (form === 'scalar' || isAtomic(schema, form) || (size(left) === 0 && size(right) === 0)) {
      this.leaf(path, before, after);
      return true;
    }
    if (form === 'map') this.maps(path, left as JsonObject | undefined, right as JsonObject | undefined, schema);
    else this.lists(path, (left ?? []) as JsonArray, (right ?? []) as JsonArray, schema);
    return false;
  }

  private leaf(path: FieldSetPath, before: Value, after: Value): void {
    if (before === undefined) this.added.insert(path);
    else if (after === undefined) this.removed.insert(path);
    else if (!deepEqual(before, after)) this.modified.insert(path);
  }

  private maps(
    path: FieldSetPath,
    before: JsonObject = {},
    after: JsonObject = {},
    schema: TypeSchema | undefined,
  ): void {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      this.compare([...path, fieldElement(key)], getOwn(before, key), getOwn(after, key), childSchema(schema, key));
    }
  }

  private lists(path: FieldSetPath, before: JsonArray, after: JsonArray, schema: TypeSchema | undefined): void {
    const left = indexList(schema, before);
    const right = indexList(schema, after);
    for (const id of new Set([...left.keys(), ...right.keys()]))
      this.elements(path, left.get(id), right.get(id), schema);
  }

  private elements(
    path: FieldSetPath,
    before: IndexedElement | undefined,
    after: IndexedElement | undefined,
    schema: TypeSchema | undefined,
  ): void {
    const { element } = (before ?? after) as IndexedElement;
    const inner = [...path, element];
    const left = before?.items ?? [];
    const right = after?.items ?? [];
    if (left.length <= 1 && right.length <= 1) this.compare(inner, left[0], right[0], schema?.element);
    else this.duplicates(inner, left, right, schema?.element);
  }

  /** Duplicates count as one value; becoming one, or ceasing to be, removes and adds what the element was before. */
  private duplicates(path: FieldSetPath, left: JsonArray, right: JsonArray, schema: TypeSchema | undefined): void {
    if (left.length > 1 && right.length > 1) {
      if (!deepEqual(left, right)) this.modified.insert(path);
    } else if (left.length > 1) {
      if (right.length > 0) this.compare(path, undefined, right[0], schema);
      this.removed.insert(path);
    } else {
      if (left.length > 0) this.compare(path, left[0], undefined, schema);
      this.added.insert(path);
    }
  }
}

function size(value: JsonObject | JsonArray | undefined): number {
  if (value === undefined) return 0;
  return Array.isArray(value) ? value.length : Object.keys(value).length;
}
