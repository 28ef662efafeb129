import { setOwn, type JsonObject, type JsonValue } from '@sluice/objects';
import { numberOf, resolveTag } from '../yaml/resolve-scalar.ts';
import { formatTimestamp } from '../yaml/timestamp.ts';
import { rewriteFolded } from '../yaml/folded.ts';
import { tags, textOf, type Node } from './node.ts';

/** A tree that JSON cannot hold: duplicate keys, keys that are no strings, values that contradict their tag. */
export class NodeValueError extends Error {
  override readonly name = 'NodeValueError';
  /** Field names and indices from the root to the offending value. */
  readonly path: readonly (string | number)[];

  constructor(message: string, path: readonly (string | number)[]) {
    super(message);
    this.path = path;
  }
}

/** The value of a tree as kustomize's output shows it. Keys keep their order; `sortKeys` sorts them as Go's JSON does. */
export function toJson(node: Node | undefined): JsonValue {
  return node === undefined ? null : convert(node, [], false);
}

type Path = (string | number)[];

function convert(node: Node, path: Path, inFlow: boolean): JsonValue {
  switch (node.kind) {
    case 'map':
      return convertMap(node, path, inFlow || node.flow);
    case 'seq':
      return node.content.map((item, at) => within(path, at, () => convert(item, path, inFlow || node.flow)));
    case 'scalar':
      return convertScalar(node, path, inFlow);
    default:
      return null;
  }
}

function convertMap(node: Node, path: Path, inFlow: boolean): JsonObject {
  const object: JsonObject = {};
  for (let at = 0; at + 1 < node.content.length; at += 2) {
    const [key, value] = [node.content[at], node.content[at + 1]];
    if (key === undefined || value === undefined) continue;
    const name = keyOf(key, path);
    if (Object.hasOwn(object, name))
      throw new NodeValueError(`mapping key ${JSON.stringify(name)} already defined`, [...path, name]);
    setOwn(
      object,
      name,
      within(path, name, () => convert(value, path, inFlow)),
    );
  }
  return object;
}

/** At the top kustomize reads into a map of strings, below it refuses keys that are no strings. */
function keyOf(key: Node, path: Path): string {
  if (key.kind !== 'scalar') throw new NodeValueError('invalid map key: a map or list', path);
  const tag = tagWhenRead(key);
  if (tag === tags.null) throw new NodeValueError('invalid map key: null', path);
  if (path.length > 0 && typedTags.has(tag))
    throw new NodeValueError(`map key ${key.value} is not a string`, [...path, key.value]);
  return key.value;
}

const typedTags: ReadonlySet<string> = new Set([tags.integer, tags.float, tags.boolean, tags.timestamp]);

function within<T>(path: Path, step: string | number, run: () => T): T {
  path.push(step);
  const result = run();
  path.pop();
  return result;
}

function convertScalar(node: Node, path: Path, inFlow: boolean): JsonValue {
  const tag = inFlow && isNothing(node) ? tags.string : tagWhenRead(node);
  switch (tag) {
    case tags.string:
      return node.style === 'folded' ? rewriteFolded(node.value) : node.value;
    case tags.null:
    case tags.integer:
    case tags.boolean:
    case tags.float:
    case tags.timestamp:
      return convertTyped(node.value, tag, path);
    case tags.binary:
      return Buffer.from(node.value, 'base64').toString();
    default:
      return node.value;
  }
}

/**
 * The tag that a scalar has once it was written and read again, as kustomize does: a tag that the text implies is not
 * written, and then quotes make a string of it.
 */
function tagWhenRead(node: Node): string {
  const { tag, style, value } = node;
  if (tag === tags.string || (style === 'tagged' && tag !== tags.none)) return tag;
  const implied = resolveTag(value);
  if (tag !== tags.none && tag !== implied) return tag;
  return style === 'quoted' || style === 'folded' || value.includes('\n') ? tags.string : implied;
}

/** Nothing is written as an empty text between braces. */
function isNothing({ tag, style, value }: Node): boolean {
  return value === '' && style === 'plain' && (tag === tags.none || tag === tags.null);
}

/** A setter may have put a text under another type's tag (a replacement into a number): then the text must fit. */
function convertTyped(text: string, tag: string, path: Path): JsonValue {
  const implied = resolveTag(text);
  if (implied !== tag && !(tag === tags.float && implied === tags.integer)) {
    throw new NodeValueError(`cannot decode ${implied} \`${text.slice(0, 60)}\` as a ${tag}`, [...path]);
  }
  if (tag === tags.null) return null;
  if (tag === tags.boolean) return /^[tT]/.test(text);
  if (tag === tags.timestamp) return formatTimestamp(text);
  const value = numberOf(text);
  if (value === undefined) throw new NodeValueError(`json: unsupported value: ${text}`, [...path]);
  return value;
}

/** The strings of a map: keys and values as written, for labels, annotations and generator data. */
export function textEntries(node: Node | undefined): Map<string, string> {
  const entries = new Map<string, string>();
  if (node === undefined || node.kind !== 'map') return entries;
  for (let at = 0; at + 1 < node.content.length; at += 2)
    entries.set(textOf(node.content[at]), textOf(node.content[at + 1]));
  return entries;
}
