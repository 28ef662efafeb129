import { field, fieldNames } from '../node/fields.ts';
import { fromJson } from '../node/from-json.ts';
import { metadataOf, metadataText } from '../node/lookup.ts';
import { isNilOrEmpty, isNull, textOf, type Node, type Source } from '../node/node.ts';
import { toJson } from '../node/to-json.ts';
import { isJsonArray, isJsonObject, getOwn, type JsonValue } from '@sluice/objects';
import { nodeOf, type Parsed } from '../yaml/parsed.ts';
import type { Schemas } from '../schema/schemas.ts';
import { Resource } from './resource.ts';

/** Something that was read as a resource and is none. */
class NotAResourceError extends Error {
  override readonly name = 'NotAResourceError';
}

/**
 * The resources of the documents of one text, as kustomize takes them: empty documents are dropped, a `List` that is
 * alone and every `…List` with items is unfolded, each must have a kind and, but for lists, a name.
 */
export function resourcesOf(documents: readonly Parsed[], source: Source, schemas: Schemas): Resource[] {
  const nodes = unwrap(documents.map((document) => nodeOf(document, source)).filter((node) => !isNull(node)));
  return inlineLists(keepGood(nodes), source).map((node) => new Resource(node, source, schemas));
}

function unwrap(nodes: Node[]): Node[] {
  const [only] = nodes;
  if (only === undefined || nodes.length !== 1) return nodes;
  const kind = textOf(field(only, 'kind'));
  const items = field(only, 'items');
  if (
    (kind !== 'List' && kind !== 'ResourceList') ||
    (items === undefined && field(only, 'functionConfig') === undefined)
  )
    return nodes;
  return items === undefined ? [] : [...items.content];
}

function keepGood(nodes: readonly Node[]): Node[] {
  const good = nodes.filter((node) => !isNilOrEmpty(node));
  for (const node of good) requireResource(node);
  return good;
}

/** Refuses what is no resource: without kind, or without a name where it needs one. */
export function requireResource(node: Node): void {
  const kind = textOf(field(node, 'kind'));
  const hasSome = kind !== '' || textOf(field(node, 'apiVersion')) !== '' || !isNilOrEmpty(metadataOf(node));
  if (!hasSome) throw new NotAResourceError('missing Resource metadata');
  if (kind === '') throw new NotAResourceError(`missing kind in object ${describe(node)}`);
  if (!kind.endsWith('List') && metadataText(node, 'name') === '')
    throw new NotAResourceError(`missing metadata.name in object ${describe(node)}`);
}

function describe(node: Node): string {
  const [apiVersion, kind] = [textOf(field(node, 'apiVersion')), textOf(field(node, 'kind'))];
  const [name, namespace] = [metadataText(node, 'name'), metadataText(node, 'namespace')];
  const metadata = metadataOf(node);
  return `{{${apiVersion} ${kind}} {{${name} ${namespace}} map[${keysOf(metadata, 'labels')}] map[${keysOf(metadata, 'annotations')}]}}`;
}

/** Names only: values may be secret. */
function keysOf(metadata: Node | undefined, name: string): string {
  const map = field(metadata, name);
  return map?.kind === 'map' ? fieldNames(map).toSorted().join(' ') : '';
}

/** A `FooList` becomes its items, which go to the end of the line. */
function inlineLists(nodes: readonly Node[], source: Source): Node[] {
  const queue = [...nodes];
  const result: Node[] = [];
  for (let at = 0; at < queue.length; at++) {
    const node = queue[at];
    if (node === undefined) continue;
    const kind = textOf(field(node, 'kind'));
    const items = kind.endsWith('List') ? itemsOf(node, kind) : undefined;
    if (items === undefined) result.push(node);
    else for (const item of items) queue.push(...itemNodes(item, source));
  }
  return result;
}

function itemsOf(list: Node, kind: string): readonly JsonValue[] | undefined {
  const value = toJson(list);
  const items = isJsonObject(value) ? getOwn(value, 'items') : undefined;
  if (items === undefined) return undefined;
  if (items === null) return [];
  if (!isJsonArray(items)) throw new NotAResourceError(`expected array in ${kind}/items, but found ${typeof items}`);
  return items;
}

function itemNodes(item: JsonValue, source: Source): Node[] {
  return item === null ? [] : keepGood(unwrap([fromJson(item, { through: 'json', source })]));
}
