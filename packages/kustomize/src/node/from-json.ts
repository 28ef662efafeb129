import { resolvePlain, writeYaml, type JsonObject, type JsonValue } from '@sluice/objects';
import { collection, Node, scalar, tags, type ScalarStyle, type Source } from './node.ts';
import { byCodePoint } from './code-points.ts';
import { formatFloat } from './format-float.ts';

/** The text between a JSON value and the tree that kustomize reads from it; it decides on quotes and digits. */
export type Intermediate = 'json' | 'yaml';

/** What new nodes are made of, and come from. */
export interface FromJsonOptions {
  readonly through: Intermediate;
  readonly source?: Source | undefined;
}

/**
 * A tree of a JSON value, as kustomize rebuilds a resource after a JSON patch (through YAML) or the items of a list
 * (through JSON). Maps are sorted by key. A part that equals what stood there before keeps its source.
 */
export function fromJson(value: JsonValue, options: FromJsonOptions, before?: Node): Node {
  if (value !== null && typeof value === 'object') {
    return Array.isArray(value) ? seqOf(value, options, before) : mapOf(value, options, before);
  }
  const node = scalarOf(value, options);
  if (before !== undefined && before.kind === 'scalar' && before.value === node.value) node.source = before.source;
  return node;
}

function scalarOf(value: null | string | number | bigint | boolean, { through, source }: FromJsonOptions): Node {
  if (value === null) return scalar('null', tags.null, source);
  if (typeof value === 'string') return new Node('scalar', tags.string, value, styleOf(value, through), source);
  if (typeof value === 'boolean') return scalar(String(value), tags.boolean, source);
  if (typeof value === 'bigint') return scalar(String(value), tags.integer, source);
  const text = through === 'json' ? String(value) : formatFloat(value);
  return scalar(text, Number.isInteger(value) && !text.includes('e') ? tags.integer : tags.float, source);
}

const plainlyText = /^[A-Za-z_][\w./-]*$/;

/** In JSON all texts are quoted, in YAML those that would be read as something else. */
function styleOf(text: string, through: Intermediate): ScalarStyle {
  if (through === 'json') return 'quoted';
  if (plainlyText.test(text)) return resolvePlain(text).type === 'str' ? 'plain' : 'quoted';
  return /^["'|]/.test(writeYaml(text)) ? 'quoted' : 'plain';
}

function seqOf(items: readonly JsonValue[], options: FromJsonOptions, before: Node | undefined): Node {
  const old = before?.kind === 'seq' ? before.content : [];
  const content = items.map((item, at) => fromJson(item, options, old[at]));
  return madeOf('seq', content, options, before);
}

function mapOf(object: JsonObject, options: FromJsonOptions, before: Node | undefined): Node {
  const old = before?.kind === 'map' ? indexed(before) : new Map<string, Node>();
  const content: Node[] = [];
  for (const name of Object.keys(object).toSorted(byCodePoint)) {
    const key = new Node('scalar', tags.string, name, styleOf(name, options.through), options.source);
    content.push(key, fromJson(object[name] ?? null, options, old.get(name)));
  }
  return madeOf('map', content, options, before);
}

/** JSON is all braces and brackets. */
function madeOf(
  kind: 'map' | 'seq',
  content: Node[],
  { through, source }: FromJsonOptions,
  before: Node | undefined,
): Node {
  const node = collection(kind, content, before?.kind === kind ? before.source : source);
  node.flow = through === 'json';
  return node;
}

function indexed(map: Node): Map<string, Node> {
  const fields = new Map<string, Node>();
  for (let at = 0; at + 1 < map.content.length; at += 2) {
    const [key, value] = [map.content[at], map.content[at + 1]];
    if (key !== undefined && value !== undefined) fields.set(key.value, value);
  }
  return fields;
}
