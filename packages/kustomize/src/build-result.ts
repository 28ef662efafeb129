import { type FieldPath, type JsonObject, writeYamlStream } from '@sluice/objects';
import type { Source } from './node/node.ts';

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

  constructor(resources: readonly BuiltResource[], log: { reads: readonly string[]; warnings: readonly string[] }) {
    this.resources = resources;
    this.reads = log.reads;
    this.warnings = log.warnings;
  }

  /** The resources as a YAML stream, byte for byte what `kustomize build` prints. */
  toYaml(): string {
    const objects = this.resources.map(({ object }) => object);
    return writeYamlStream(objects, { sortKeys: true });
  }
}
