import { isJsonObject, writeYaml, type FieldPath, type JsonObject } from '@sluice/objects';
import { BuildError } from './build-error.ts';
import { field } from './node/fields.ts';
import type { Node, Source } from './node/node.ts';
import { NodeValueError, toJson } from './node/to-json.ts';
import type { Resource } from './resource/resource.ts';

/** A resource that a build has made. */
export interface BuiltResource {
  /** The resource as plain JSON. */
  readonly object: JsonObject;
  /** The file that the resource comes from, and the overlays that lead to it. */
  readonly source: Source;
  /** Where the value at a path comes from: the resource's file, or the overlay, patch or generator that set it. */
  sourceOf(path: FieldPath): Source;
}

/** What a build gives. */
export class BuildResult {
  readonly resources: readonly BuiltResource[];
  /** Paths of everything the build looked for, found or not: while they stay the same, so does the result. */
  readonly reads: readonly string[];
  /** Deprecated fields and the like. */
  readonly warnings: readonly string[];

  constructor(
    resources: readonly Resource[],
    { reads, warnings }: { reads: readonly string[]; warnings: readonly string[] },
  ) {
    this.resources = resources.map(builtResource);
    this.reads = reads;
    this.warnings = warnings;
  }

  /** The resources as a YAML stream, byte for byte what `kustomize build` prints. */
  toYaml(): string {
    return this.resources.map(({ object }) => writeYaml(object, { sortKeys: true })).join('---\n');
  }
}

function builtResource(resource: Resource): BuiltResource {
  return {
    object: objectOf(resource),
    source: resource.source,
    sourceOf: (path) => sourceAt(resource.node, path) ?? resource.source,
  };
}

function objectOf(resource: Resource): JsonObject {
  try {
    const value = toJson(resource.node);
    if (isJsonObject(value)) return value;
    throw new NodeValueError('a resource must be a map', []);
  } catch (cause) {
    if (!(cause instanceof NodeValueError)) throw cause;
    const place = cause.path.length === 0 ? '' : ` at ${cause.path.join('.')}`;
    throw new BuildError(`${resource.describe()}: ${cause.message}${place}`, resource.source, { cause });
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
