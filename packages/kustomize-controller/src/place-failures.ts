import { formatObject, formatRef, type ObjectFailure } from '@sluice/apply';
import { inventoryIdOf } from '@sluice/apply';
import type { ArtifactTree } from '@sluice/artifact';
import { ApiError } from '@sluice/kube';
import { type FieldPath, type JsonValue, type KubeObject, locate, type ObjectRef, readYaml } from '@sluice/objects';

/** Where objects came from. */
export interface Places {
  readonly tree: ArtifactTree;
  /** File by inventory id. */
  readonly origins: ReadonlyMap<string, string>;
  /** The file that put a field where it is, where the build is still at hand. */
  readonly sourceOf?: ((id: string, path: FieldPath) => string | undefined) | undefined;
}

/**
 * The failures of a pass for people, one paragraph each: what the schema says is wrong at `file:line`, or the server's
 * words and the file.
 */
export function describeFailures(failures: readonly ObjectFailure[], places: Places): string {
  return failures.map((failure) => describeFailure(failure, places)).join('\n');
}

function describeFailure(failure: ObjectFailure, places: Places): string {
  if (failure.problems.length === 0) {
    const place = placeOf(failure.ref, causePath(failure.cause), places);
    return place === undefined ? failure.message : `${place}: ${failure.message}`;
  }
  return failure.problems
    .map(({ path, segments, message }) => {
      const place = placeOf(failure.ref, segments, places) ?? formatRef(failure.ref);
      return `${place}: ${path}: ${message}`;
    })
    .join('\n');
}

/** `apps/web/deployment.yaml:17` */
function placeOf(ref: ObjectRef, path: FieldPath, places: Places): string | undefined {
  const id = inventoryIdOf(ref);
  const file = places.sourceOf?.(id, path) ?? places.origins.get(id);
  if (file === undefined) return undefined;
  const bytes = places.tree.readFile(file);
  if (bytes === undefined) return file;
  try {
    const text = Buffer.from(bytes).toString();
    const index = documentOf(readYaml(text), ref);
    const position = index < 0 ? undefined : locate(text, index, path);
    return position === undefined ? file : `${file}:${position.line}`;
  } catch {
    // The file was built a moment ago; whatever cannot be found in it now, the file itself is true.
    return file;
  }
}

/** The document that the object was made of: by kind and name, or by kind where overlays changed the name. */
function documentOf(documents: readonly JsonValue[], ref: ObjectRef): number {
  const ofKind = documents.map((document) => isObject(document) && document.kind === ref.kind);
  const exact = documents.findIndex((document, index) => ofKind[index] === true && nameOf(document) === ref.name);
  if (exact >= 0) return exact;
  const first = ofKind.indexOf(true);
  return first === ofKind.lastIndexOf(true) ? first : -1;
}

function isObject(document: JsonValue): document is JsonValue & KubeObject {
  return typeof document === 'object' && document !== null && !Array.isArray(document);
}

function nameOf(document: JsonValue): string {
  return isObject(document) ? (formatObject(document).split('/').at(-1) ?? '') : '';
}

/** The field that the server complains of: `spec.template.spec.containers[0].image` by its parts. */
function causePath(cause: unknown): FieldPath {
  const field =
    cause instanceof ApiError ? cause.details.causes?.find((each) => each.field !== undefined)?.field : undefined;
  if (field === undefined) return [];
  return Array.from(field.matchAll(/\[(\d+)\]|\[([^\]]*)\]|([^.[\]]+)/g), ([, index, key, name]) =>
    index === undefined ? (key ?? name ?? '') : Number(index),
  );
}
