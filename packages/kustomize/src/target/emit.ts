import { isJsonObject, type FieldPath, type JsonObject } from '@sluice/objects';
import { BuildError } from '../build-error.ts';
import type { BuiltResource } from '../build-result.ts';
import { field } from '../node/fields.ts';
import type { Node, Source } from '../node/node.ts';
import { NodeValueError, toJson } from '../node/to-json.ts';
import type { Pacer } from '../pacer.ts';
import type { Resource } from '../resource/resource.ts';
import type { FileTree } from '../tree/file-tree.ts';
import { lineOfValue } from './find-line.ts';

/** The resources of a build as callers get them. */
export async function emit(
  resources: readonly Resource[],
  { tree, pacer }: { tree: FileTree; pacer: Pacer },
): Promise<BuiltResource[]> {
  const built: BuiltResource[] = [];
  for (const resource of resources) {
    if (pacer.isDue) await pacer.pause();
    built.push({
      object: await objectOf(resource, tree),
      source: resource.source,
      sourceOf: (path) => sourceAt(resource.node, path) ?? resource.source,
    });
  }
  return built;
}

async function objectOf(resource: Resource, tree: FileTree): Promise<JsonObject> {
  try {
    const value = toJson(resource.node);
    if (isJsonObject(value)) return value;
    throw new NodeValueError('a resource must be a map', []);
  } catch (cause) {
    if (!(cause instanceof NodeValueError)) throw cause;
    const source = sourceAt(resource.node, cause.path) ?? resource.source;
    const { kind, name } = resource.originalId;
    const line = await lineOfValue(tree, source.file, { resource: { kind, name }, path: cause.path });
    const place = cause.path.length === 0 ? '' : ` at ${cause.path.join('.')}`;
    throw new BuildError(`${resource.describe()}: ${cause.message}${place}`, { ...source, line }, { cause });
  }
}

/** The source of the deepest node on the path that has one. */
function sourceAt(node: Node, path: FieldPath): Source | undefined {
  let source = node.source;
  let current: Node | undefined = node;
  for (const step of path) {
    current = current.kind === 'seq' ? current.content[Number(step)] : field(current, String(step));
    if (current === undefined) break;
    source = current.source ?? source;
  }
  return source;
}
