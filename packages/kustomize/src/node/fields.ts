import { isNonStringYaml11 } from '../yaml/resolve-scalar.ts';
import {
  isNull,
  Node,
  scalar,
  stringNode,
  isStringNode,
  tags,
  type NodeKind,
  type ScalarStyle,
  type Source,
} from './node.ts';
import { WrongKindError } from './node-error.ts';

/** Refuses a node of another kind; null and absent nodes pass. */
export function requireKind(node: Node | undefined, kind: NodeKind): void {
  if (node !== undefined && !isNull(node) && node.kind !== kind) throw new WrongKindError(kind, node);
}

/** Index of the key in a map's content, or -1. */
export function indexOfKey(node: Node, name: string): number {
  const content = node.content;
  for (let at = 0; at + 1 < content.length; at += 2) if (content[at]?.value === name) return at;
  return -1;
}

/** The value of a field of a map; undefined where the node is no map or has no such field. */
export function field(node: Node | undefined, name: string): Node | undefined {
  if (node === undefined || node.kind !== 'map') return undefined;
  const at = indexOfKey(node, name);
  return at === -1 ? undefined : node.content[at + 1];
}

/** As `field`, but a sequence or scalar there is an error. */
export function getField(node: Node | undefined, name: string): Node | undefined {
  if (node === undefined || isNull(node)) return undefined;
  requireKind(node, 'map');
  return field(node, name);
}

export function fieldNames(node: Node): string[] {
  const names: string[] = [];
  for (let at = 0; at + 1 < node.content.length; at += 2) names.push(node.content[at]?.value ?? '');
  return names;
}

/** Removes the first field of that name. */
export function clearField(node: Node | undefined, name: string): void {
  if (node === undefined) return;
  requireKind(node, 'map');
  const at = indexOfKey(node, name);
  if (at !== -1) node.content.splice(at, 2);
}

/**
 * Sets a field as kustomize does: an existing node is changed in place and keeps its quoting, a missing one is appended;
 * null removes the field unless a patch asked for it.
 */
export function setField(
  node: Node,
  name: string,
  value: Node | undefined,
  keyStyle: ScalarStyle = 'plain',
): Node | undefined {
  quoteIfAmbiguous(value);
  if (value === undefined || (value.tag === tags.null && !value.keepNull)) {
    clearField(node, name);
    return undefined;
  }
  const existing = getField(node, name);
  if (existing !== undefined) return overwrite(existing, value);
  const key = scalar(name, tags.none);
  key.style = keyStyle;
  node.content.push(key, value);
  return value;
}

/** Changes a scalar in place, keeping its quoting. */
export function setScalar(node: Node, value: Node): void {
  quoteIfAmbiguous(value);
  requireKind(node, 'scalar');
  if (!isNull(value)) overwrite(node, value);
}

/** Lets a node become another in place, in its own style. */
export function overwrite(existing: Node, value: Node): Node {
  if (existing !== value) {
    value.style = existing.style;
    value.flow = existing.flow;
    existing.become(value);
  }
  return existing;
}

/** Quotes a text that YAML 1.1 would take for something else, as kustomize's setters do. */
export function quoteIfAmbiguous(value: Node | undefined): void {
  if (value !== undefined && value.style === 'plain' && isStringNode(value) && isNonStringYaml11(value.value))
    value.style = 'quoted';
}

/** The nested map at that path, made where missing. */
export function fieldOrCreate(node: Node, name: string, kind: NodeKind, source?: Source): Node {
  return getField(node, name) ?? setField(node, name, new Node(kind, tags.none, '', 'plain', source)) ?? node;
}

export function setText(node: Node, name: string, value: string, source?: Source): void {
  setField(node, name, stringNode(value, source));
}
