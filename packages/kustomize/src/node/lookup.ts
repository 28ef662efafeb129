import { isNull, mapNode, scalar, tags, textOf, type Node, type NodeKind, type Source } from './node.ts';
import { field, fieldOrCreate, getField, requireKind } from './fields.ts';
import { asIndex, elementMatch, isElementMatch } from './paths.ts';

/** How missing parts of a path are made: the kind of the last one, and what the new nodes come from. */
export interface Creation {
  readonly kind: NodeKind;
  readonly source?: Source | undefined;
}

/**
 * Walks a path of field names, indices (`0`, `-` for the last) and element matches (`[name=x]`). Missing parts are made
 * if `create` says so, but for indices.
 */
export function lookup(node: Node | undefined, path: readonly string[], create?: Creation): Node | undefined {
  const parts = path.length === 1 ? path : path.map((part) => part.trim()).filter((part) => part !== '');
  let current = node;
  for (const [at, part] of parts.entries()) {
    if (current === undefined) return undefined;
    current = step(current, part, parts[at + 1], create);
  }
  return current;
}

function step(node: Node, part: string, next: string | undefined, create: Creation | undefined): Node | undefined {
  const index = asIndex(part);
  if (index !== undefined && index < 0) throw new Error(`array index ${index} cannot be negative`);
  if (index !== undefined) return elementAt(node, index);
  if (part === '-') return elementAt(node, -1);
  if (part === '*') throw new Error('wildcard is not supported in PathGetter');
  if (isElementMatch(part)) return elementStep(node, part, create);
  if (create === undefined || isNull(node)) return getField(node, part);
  requireKind(node, 'map');
  return fieldOrCreate(node, part, kindOfPart(next, create.kind), create.source);
}

/** What a path part must be for the next part to fit into it. */
export function kindOfPart(next: string | undefined, last: NodeKind): NodeKind {
  if (next === undefined || next === '') return last;
  const index = asIndex(next);
  return isElementMatch(next) || (index !== undefined && index >= 0) ? 'seq' : 'map';
}

function elementAt(node: Node, index: number): Node | undefined {
  requireKind(node, 'seq');
  return node.content.at(index);
}

function elementStep(node: Node, part: string, create: Creation | undefined): Node | undefined {
  const { field: name, value } = elementMatch(part);
  const found = findElement(node, [name], [value]);
  if (found !== undefined || create === undefined) return found;
  const element = newElement(name, value, create.source);
  node.content.push(element);
  return element;
}

/** `{name: value}`, or the value itself for a list of scalars. */
export function newElement(name: string, value: string, source?: Source): Node {
  return name === ''
    ? scalar(value, tags.none, source)
    : mapNode([scalar(name, tags.none, source), scalar(value, tags.none, source)], source);
}

/** The first element whose fields have these texts; the first key empty matches scalar elements by their text. */
export function findElement(list: Node, keys: readonly string[], values: readonly string[]): Node | undefined {
  requireKind(list, 'seq');
  if ((keys[0] ?? '') === '') return list.content.find((element) => element.value === (values[0] ?? ''));
  return list.content.find(
    (element) =>
      element.kind === 'map' &&
      !isNull(element) &&
      keys.every((key, at) => field(element, key)?.value === (values[at] ?? '')),
  );
}

/** The first map element that has the field at all. */
export function findElementWithField(list: Node, key: string): Node | undefined {
  return list.content.find((element) => element.kind === 'map' && field(element, key) !== undefined);
}

/** Name, namespace, labels and the like of a resource's metadata. */
export function metadataText(node: Node, name: string): string {
  return textOf(field(metadataOf(node), name));
}

export function metadataOf(node: Node): Node | undefined {
  const metadata = field(node, 'metadata');
  return metadata === undefined || isNull(metadata) ? undefined : metadata;
}
