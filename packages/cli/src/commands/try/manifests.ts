import { isJsonObject, readYaml, type JsonObject } from '@sluice/objects';

/** Larger files are data, not manifests that somebody wrote. */
const largestManifest = 8 << 20;

/** The objects of every YAML file of a tree. Files that are not YAML (templates, say) have none. */
export function manifestsOf(files: ReadonlyMap<string, Uint8Array>): JsonObject[] {
  return [...files].filter(([path, bytes]) => isManifest(path, bytes)).flatMap(([, bytes]) => objectsOf(bytes));
}

export function isManifest(path: string, bytes: Uint8Array): boolean {
  return /\.ya?ml$/.test(path) && !path.startsWith('.') && bytes.length <= largestManifest;
}

/** The objects of one file; none when it is not YAML. */
export function objectsOf(bytes: Uint8Array): JsonObject[] {
  try {
    return readYaml(bytes).filter((document): document is JsonObject => isJsonObject(document));
  } catch {
    return [];
  }
}
