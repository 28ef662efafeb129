import type { JsonArray, JsonObject, JsonValue } from '../object.ts';
import type { TypeSchema } from '../schema.ts';
import { getOwn, setOwn } from '../json/own.ts';
import { elementText, fieldElement } from './path-element.ts';
import {
  childSchema,
  elementOf,
  formOf,
  type IndexedElement,
  indexList,
  inside,
  isAtomic,
  listOf,
  mapOf,
  TypedValueError,
} from './typed-value.ts';

/**
 * Merges an applied configuration into a live value: granular maps key by key, `set` and `map` lists element by element,
 * everything else is replaced. What only the live value has stays. Parts of both are shared with the result.
 *
 * @throws TypedValueError for list elements without keys, and for duplicates in the configuration.
 */
export function mergeTyped(live: JsonObject, applied: JsonObject, schema: TypeSchema | undefined): JsonObject {
  return mapOf(merge(live, applied, schema)) ?? {};
}

type Value = JsonValue | undefined;

function merge(live: Value, applied: Value, schema: TypeSchema | undefined): Value {
  if (applied === undefined) return live;
  const form = formOf(schema, applied);
  const whole = applied;
  if (form === 'scalar' || isAtomic(schema, form)) return whole;
  return form === 'map'
    ? mergeMaps(mapOf(live), mapOf(applied), whole, schema)
    : mergeLists(listOf(live), listOf(applied), whole, schema);
}

function mergeMaps(
  live: JsonObject = {},
  applied: JsonObject = {},
  whole: Value,
  schema: TypeSchema | undefined,
): Value {
  const keys = new Set([...Object.keys(live), ...Object.keys(applied)]);
  if (keys.size === 0) return whole;
  const merged: JsonObject = {};
  for (const key of keys) {
    const value = inside(fieldElement(key), () =>
      merge(getOwn(live, key), getOwn(applied, key), childSchema(schema, key)),
    );
    if (value !== undefined) setOwn(merged, key, value);
  }
  return Object.keys(merged).length > 0 ? merged : undefined;
}

function mergeLists(
  live: JsonArray = [],
  applied: JsonArray = [],
  whole: Value,
  schema: TypeSchema | undefined,
): Value {
  if (live.length === 0 && applied.length === 0) return whole;
  return new ListMerger(live, applied, schema).merge();
}

/**
 * The order of a merged list: shared elements in the order of the configuration, elements of the live list where they
 * stood between shared ones, new elements where the configuration has them.
 */
class ListMerger {
  private readonly live: JsonArray;
  private readonly schema: TypeSchema | undefined;
  private readonly liveIds: string[];
  private readonly appliedIds: string[];
  private readonly liveItems: Map<string, IndexedElement>;
  private readonly appliedItems: Map<string, IndexedElement>;
  private readonly merged = new Set<string>();
  private readonly out: JsonArray = [];
  private shared: string[];

  constructor(live: JsonArray, applied: JsonArray, schema: TypeSchema | undefined) {
    this.live = live;
    this.schema = schema;
    this.appliedItems = indexList(schema, applied);
    this.liveItems = indexList(schema, live);
    this.liveIds = live.map((item) => elementOf(schema, item).id);
    this.appliedIds = [...this.appliedItems.keys()];
    for (const { element, items } of this.appliedItems.values()) {
      if (items.length > 1) throw new TypedValueError(`duplicate entries for key ${elementText(element)}`);
    }
    this.shared = this.appliedIds.filter((id) => this.liveItems.has(id));
  }

  merge(): JsonArray | undefined {
    let live = 0;
    let applied = 0;
    while (live < this.liveIds.length || applied < this.appliedIds.length) {
      const liveId = this.liveIds[live];
      const appliedId = this.appliedIds[applied];
      if (liveId !== undefined && liveId !== appliedId && this.isSkipped(liveId, appliedId)) live++;
      else if (liveId !== undefined && !this.appliedItems.has(liveId)) this.keep(live++);
      else {
        if (liveId === appliedId || this.isMerged(liveId)) live++;
        if (appliedId !== undefined) this.take(appliedId);
        applied++;
      }
    }
    return this.out.length > 0 ? this.out : undefined;
  }

  /** A shared element whose turn in the order of the configuration is not yet. */
  private isSkipped(liveId: string, appliedId: string | undefined): boolean {
    return (
      appliedId !== undefined && this.appliedItems.has(liveId) && this.shared.length > 0 && this.shared[0] !== liveId
    );
  }

  private isMerged(liveId: string | undefined): boolean {
    return liveId !== undefined && this.merged.has(liveId);
  }

  private keep(index: number): void {
    const item = this.live[index] as JsonValue;
    const value = merge(item, undefined, this.schema?.element);
    if (value !== undefined) this.out.push(value);
  }

  private take(id: string): void {
    const { element, items } = this.appliedItems.get(id) as IndexedElement;
    const before = this.liveItems.get(id)?.items ?? [];
    this.merged.add(id);
    if (this.shared[0] === id) this.shared = this.shared.slice(1);
    // Duplicates of a live list give way to the one applied element.
    const live = before.length === 1 ? before[0] : undefined;
    const value = inside(element, () => merge(live, items[0], this.schema?.element));
    if (value !== undefined) this.out.push(value);
  }
}
