import type { KustomizationSpec } from '@sluice/api';
import type { JsonObject, JsonValue } from '@sluice/objects';
import { GenerateError } from './generate-error.ts';

/** Prefixes by which a component path is remote. */
const remotePrefixes = ['git::', 'gh:', 'ssh://', 'http://', 'https://', 'git@', 'github.com', 'file://', '/'];

/**
 * A kustomization with what the spec of a Kustomization adds to it, in upstream's order. The same object when the spec
 * adds nothing; otherwise a copy. `exists` tells whether a component's directory is there.
 */
export function overlaySpec(
  kustomization: JsonObject,
  spec: KustomizationSpec,
  exists: (path: string) => boolean,
): JsonObject {
  const additions: JsonObject = {
    ...textField('namespace', spec.targetNamespace),
    ...textField('namePrefix', spec.namePrefix),
    ...textField('nameSuffix', spec.nameSuffix),
    ...appended(kustomization, 'patches', (spec.patches ?? []) as unknown as JsonValue[]),
    ...appended(kustomization, 'components', componentsOf(spec, exists)),
    ...imagesField(kustomization, spec),
    ...(spec.buildMetadata === undefined ? {} : { buildMetadata: [...spec.buildMetadata] }),
  };
  return Object.keys(additions).length === 0 ? kustomization : { ...kustomization, ...additions };
}

function textField(name: string, value: string | undefined): JsonObject {
  return value === undefined || value === '' ? {} : { [name]: value };
}

function appended(kustomization: JsonObject, field: string, items: readonly JsonValue[]): JsonObject {
  return items.length === 0 ? {} : { [field]: [...listOf(kustomization, field), ...items] };
}

function listOf(kustomization: JsonObject, field: string): readonly JsonValue[] {
  const value = kustomization[field];
  return Array.isArray(value) ? value : [];
}

function componentsOf(spec: KustomizationSpec, exists: (path: string) => boolean): readonly string[] {
  const components = spec.components ?? [];
  for (const path of components) {
    if (remotePrefixes.some((prefix) => path.startsWith(prefix))) {
      throw new GenerateError(`component path '${path}' must be local and relative`);
    }
  }
  return spec.ignoreMissingComponents === true ? components.filter(exists) : components;
}

type Image = NonNullable<KustomizationSpec['images']>[number];

function imagesField(kustomization: JsonObject, spec: KustomizationSpec): JsonObject {
  const images = spec.images ?? [];
  if (images.length === 0) return {};
  return { images: images.reduce(mergeImage, [...listOf(kustomization, 'images')]) };
}

/** Field by field into the entry of the same name; tag and digest are one, so that setting either replaces both. */
function mergeImage(entries: JsonValue[], image: Image): JsonValue[] {
  const index = entries.findIndex((entry) => isImage(entry) && entry['name'] === image.name);
  const entry = entries[index];
  if (!isImage(entry)) return [...entries, { ...image } as JsonObject];
  const { newTag: _tag, digest: _digest, ...named } = entry;
  const replacesVersion = image.newTag !== undefined || image.digest !== undefined;
  const merged: JsonObject = {
    ...(replacesVersion ? named : entry),
    ...textField('newName', image.newName),
    ...textField('newTag', image.newTag),
    ...textField('digest', image.digest),
  };
  return entries.with(index, merged);
}

function isImage(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
