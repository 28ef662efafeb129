import { clearField, field, fieldNames, indexOfKey, requireKind, setField } from '../node/fields.ts';
import { isNull, scalar, tags, textOf, type Node, type ScalarStyle } from '../node/node.ts';
import { byCodePoint } from '../node/code-points.ts';
import type { FieldSchema } from '../schema/field-schema.ts';
import type { Schemas } from '../schema/schemas.ts';
import { takeDirective } from './directives.ts';
import { isLarge, mergeLargeMaps, type MergeValue } from './large-collections.ts';
import { mergeList } from './lists.ts';
import { takeStyle } from './take-style.ts';

/** What a merge needs to know at one place of the tree. */
export interface MergeContext {
  readonly schemas: Schemas;
  readonly schema: FieldSchema | undefined;
  readonly path: readonly string[];
}

/** Both sides of a merge at one place; either may be absent. */
export interface Sides {
  readonly target: Node | undefined;
  readonly patch: Node | undefined;
}

/**
 * Merges a strategic merge patch into a resource, both changed on the way. Undefined means that the patch deleted the
 * target. Lists merge by the keys that the schema names and new elements come first; unknown lists are replaced.
 */
export function mergeNodes(sides: Sides, context: MergeContext): Node | undefined {
  const here = { ...context, schema: context.schema ?? schemaOfObject(sides, context.schemas) };
  switch (kindOf(sides)) {
    case 'seq':
      requireBoth(sides, 'seq');
      return mergeList(sides, here, mergeNodes);
    case 'scalar':
      requireBoth(sides, 'scalar');
      return sides.patch ?? sides.target;
    default:
      requireBoth(sides, 'map');
      return mergeMaps(sides, here);
  }
}

/** The kind of the first side that has a value; where none has, they merge as maps. */
function kindOf({ target, patch }: Sides): Node['kind'] {
  if (target !== undefined && !isNull(target)) return target.kind;
  return patch !== undefined && !isNull(patch) ? patch.kind : 'map';
}

function requireBoth({ target, patch }: Sides, kind: Node['kind']): void {
  requireKind(target, kind);
  requireKind(patch, kind);
}

/** An object that says its type brings its own schema, also deep inside another that has none. */
function schemaOfObject({ target, patch }: Sides, schemas: Schemas): FieldSchema | undefined {
  for (const node of [target, patch]) {
    const kind = textOf(field(node, 'kind'));
    const apiVersion = textOf(field(node, 'apiVersion'));
    const schema = kind === '' || apiVersion === '' ? undefined : schemas.typeOf(apiVersion, kind);
    if (schema !== undefined) return schema;
  }
  return undefined;
}

function mergeMaps(sides: Sides, context: MergeContext): Node | undefined {
  takeStyle(sides);
  const target = chooseTarget(sides);
  if (target === undefined) return undefined;
  const fields = { target, patch: sides.patch?.kind === 'map' ? sides.patch : undefined };
  const names = namesOf(target, fields.patch);
  if (target.kind === 'map' && isLarge(target, fields.patch)) mergeLargeMaps(fields, names, valueMerge(context));
  else for (const name of names) mergeField(name, fields, valueMerge(context));
  return target;
}

/** The map that the merge goes on with: the target, the patch in its place, or nothing where the patch deletes. */
function chooseTarget({ target, patch }: Sides): Node | undefined {
  if (target === undefined || isNull(target)) return addedMap(target, patch);
  if (patch !== undefined && patch.tag === tags.null) return undefined;
  switch (takeDirective(patch)) {
    case 'delete':
      return undefined;
    case 'replace':
      return patch;
    default:
      return target;
  }
}

function addedMap(target: Node | undefined, patch: Node | undefined): Node | undefined {
  if (patch !== undefined && patch.kind === 'map' && takeDirective(patch) === 'delete') return undefined;
  if (patch === undefined && target !== undefined && target.value !== '') return persistentNull(target.value);
  return patch;
}

function persistentNull(text: string): Node {
  const node = scalar(text, tags.null);
  node.keepNull = true;
  return node;
}

function namesOf(target: Node, patch: Node | undefined): string[] {
  const names = new Set(target.kind === 'map' ? fieldNames(target) : []);
  if (patch?.kind === 'map') for (const name of fieldNames(patch)) names.add(name);
  return [...names].toSorted(byCodePoint);
}

function valueMerge({ schemas, schema, path }: MergeContext): MergeValue {
  return (name, target, patch) =>
    mergeNodes({ target, patch }, { schemas, schema: schema?.field(name), path: [...path, name] });
}

function mergeField(name: string, { target, patch }: Sides & { target: Node }, merge: MergeValue): void {
  const merged = merge(name, field(target, name), field(patch, name));
  if (merged === undefined) clearField(target, name);
  else setField(target, name, merged, keyStyle(patch, name));
}

function keyStyle(node: Node | undefined, name: string): ScalarStyle {
  if (node === undefined || node.kind !== 'map') return 'plain';
  return node.content[indexOfKey(node, name)]?.style ?? 'plain';
}
