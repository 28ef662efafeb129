import { mergeNodes } from '../merge/merge.ts';
import { notes } from '../resource/annotations.ts';
import { copyMetadata } from '../resource/generated.ts';
import { idText, type ResourceId } from '../resource/ids.ts';
import type { Resource } from '../resource/resource.ts';
import type { ResourceSet } from '../resource/resource-set.ts';
import type { Schemas } from '../schema/schemas.ts';
import { blankNode, type Node } from '../node/node.ts';
import { WrongKindError } from '../node/node-error.ts';
import { wrongKindContents } from './wrong-kind.ts';

/** Merges a strategic merge patch into one resource; its kind, name and namespace stay unless the patch may change them. */
export function mergePatch(resource: Resource, patch: Resource, schemas: Schemas): void {
  const { name, namespace, kind } = resource;
  const [mayRename, mayChangeKind] = [patch.isEnabled(notes.allowNameChange), patch.isEnabled(notes.allowKindChange)];
  if (mayRename || mayChangeKind) resource.storePreviousId();
  const merged = mergeTrees(resource, patch, schemas);
  resource.node = merged ?? blankNode('none');
  if (resource.isEmpty) return;
  if (!mayChangeKind) resource.setKind(kind);
  if (!mayRename) resource.setName(name, resource.source);
  resource.setNamespace(namespace);
}

function mergeTrees(resource: Resource, patch: Resource, schemas: Schemas): Node | undefined {
  try {
    return mergeNodes({ target: resource.node, patch: patch.node }, { schemas, schema: undefined, path: [] });
  } catch (error) {
    if (!(error instanceof WrongKindError)) throw error;
    throw new Error(error.message + wrongKindContents(error, resource.node), { cause: error });
  }
}

/** Merges a copy of the patch into each of the selected resources; those that it deletes leave the set. */
export function mergePatchInto(
  set: ResourceSet,
  selected: readonly Resource[],
  { patch, schemas }: { patch: Resource; schemas: Schemas },
): void {
  const ids = new Set(selected.map((resource) => exactKey(resource.id)));
  const kept: Resource[] = [];
  for (const resource of set.list) {
    if (ids.has(exactKey(resource.id))) mergePatch(resource, patchFor(resource, patch), schemas);
    if (!resource.isEmpty) kept.push(resource);
  }
  set.list = [];
  set.appendAll(kept);
}

function exactKey(id: ResourceId): string {
  return idText(id);
}

/** The patch as if it were written for that resource: its labels and annotations become texts on the way. */
function patchFor(resource: Resource, patch: Resource): Resource {
  const copy = patch.copy();
  copyMetadata(copy, patch);
  const kind = patch.kind;
  copy.setGvk(resource.gvk);
  copy.setKind(kind);
  return copy;
}
