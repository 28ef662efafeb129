import type { JsonObject, JsonValue } from '@sluice/objects';
import { collection, Node, scalar, tags, type Source } from './node.ts';
import { formatFloat } from './format-float.ts';

/**
 * A tree of a JSON value, as kustomize rebuilds a resource after a JSON patch: maps sorted by key, numbers as Go prints
 * a float64. A part that equals what stood there before keeps its source.
 */
export function fromJson(value: JsonValue, source?: Source, before?: Node): Node {
  if (value === null) return scalar('null', tags.null, source);
  if (typeof value === 'object')
    return Array.isArray(value) ? seqOf(value, source, before) : mapOf(value, source, before);
  const node = scalarOf(value, source);
  if (before !== undefined && before.kind === 'scalar' && before.value === node.value) node.source = before.source;
  return node;
}

function scalarOf(value: string | number | bigint | boolean, source: Source | undefined): Node {
  if (typeof value === 'string') return new Node('scalar', tags.string, value, 'quoted', source);
  if (typeof value === 'boolean') return scalar(String(value), tags.boolean, source);
  if (typeof value === 'bigint') return scalar(String(value), tags.integer, source);
  const text = formatFloat(value);
  return scalar(text, Number.isInteger(value) && !text.includes('e') ? tags.integer : tags.float, source);
}

function seqOf(items: readonly JsonValue[], source: Source | undefined, before: Node | undefined): Node {
  const old = before?.kind === 'seq' ? before.content : [];
  const content = items.map((item, at) => fromJson(item, source, old[at]));
  return collection('seq', content, before?.kind === 'seq' ? before.source : source);
}

function mapOf(object: JsonObject, source: Source | undefined, before: Node | undefined): Node {
  const old = before?.kind === 'map' ? indexed(before) : new Map<string, Node>();
  const content: Node[] = [];
  for (const name of Object.keys(object).toSorted(byCodePoint)) {
    content.push(
      new Node('scalar', tags.string, name, 'quoted', source),
      fromJson(object[name] ?? null, source, old.get(name)),
    );
  }
  return collection('map', content, before?.kind === 'map' ? before.source : source);
}

function indexed(map: Node): Map<string, Node> {
  const fields = new Map<string, Node>();
  for (let at = 0; at + 1 < map.content.length; at += 2) {
    const [key, value] = [map.content[at], map.content[at + 1]];
    if (key !== undefined && value !== undefined) fields.set(key.value, value);
  }
  return fields;
}

/** Go orders strings by their bytes, which is the order of code points. */
export function byCodePoint(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** UTF-16 surrogates stand for code points above all others. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
