import type { JsonValue } from '@sluice/objects';
import facts from '../facts/field-specs.json' with { type: 'json' };
import { byCodePoint } from '../node/code-points.ts';
import { isSelectedBy, sameGvk, type Gvk } from '../resource/ids.ts';
import { ConfigError } from './decoder.ts';
import { transformerConfig, type TransformerConfigFile } from './schemas.ts';
import type { FieldSpec, NameReference } from './types.ts';
import { legacyRanks } from './kind-order.ts';

const specLists = [
  'namePrefix',
  'nameSuffix',
  'namespace',
  'commonLabels',
  'labels',
  'templateLabels',
  'commonAnnotations',
  'varReference',
  'images',
  'replicas',
] as const;
type SpecList = (typeof specLists)[number];

/** Where transformers find the fields that they change: kustomize's defaults and what `configurations` and `crds` add. */
export type TransformerConfig = Readonly<Record<SpecList, readonly FieldSpec[]>> & {
  readonly nameReference: readonly NameReference[];
};

export function decodeTransformerConfig(value: JsonValue): TransformerConfig {
  const decoded = decodeStrictly(value);
  const lists = Object.fromEntries(specLists.map((name) => [name, sortByGvk(decoded[name] ?? [])])) as Record<
    SpecList,
    FieldSpec[]
  >;
  return { ...lists, nameReference: sortByGvk(decoded.nameReference ?? []) };
}

function decodeStrictly(value: JsonValue): TransformerConfigFile {
  try {
    return transformerConfig.decode(value, { strict: true, coerce: true });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const message = `error unmarshaling JSON: while decoding JSON: ${error.message}`;
    throw new ConfigError(message, error.path, { cause: error });
  }
}

let defaults: TransformerConfig | undefined;

/** The configuration that kustomize 5.8.1 has built in. */
export function defaultTransformerConfig(): TransformerConfig {
  defaults ??= decodeTransformerConfig(facts);
  return defaults;
}

export const emptyTransformerConfig: TransformerConfig = decodeTransformerConfig({});

/**
 * Both together; a field that is in both counts once, and must agree on whether it is created. A spec for all kinds is
 * dropped where one for a single kind comes before it: kustomize's comparison is not symmetric.
 */
export function mergeConfigs(base: TransformerConfig, added: TransformerConfig): TransformerConfig {
  if (added === emptyTransformerConfig || added === base) return base;
  if (base === emptyTransformerConfig && added === defaults) return added;
  const lists = Object.fromEntries(
    specLists.map((name) => [name, sortByGvk(mergeSpecs(base[name], added[name]))]),
  ) as Record<SpecList, FieldSpec[]>;
  return { ...lists, nameReference: sortByGvk(mergeReferences(base.nameReference, added.nameReference)) };
}

export function mergeSpecs(base: readonly FieldSpec[], added: readonly FieldSpec[]): readonly FieldSpec[] {
  const result = [...base];
  for (const spec of added) {
    const present = result.find((other) => isSelectedBy(other, spec) && other.path === spec.path);
    if (present === undefined) result.push(spec);
    else if (present.create !== spec.create) throw new Error('conflicting fieldspecs');
  }
  return result;
}

function mergeReferences(base: readonly NameReference[], added: readonly NameReference[]): readonly NameReference[] {
  let result = [...base];
  for (const reference of added) {
    if (!result.some((other) => sameGvk(other, reference))) {
      result.push(reference);
      continue;
    }
    result = result.map((other) =>
      sameGvk(other, reference)
        ? { ...other, fieldSpecs: mergeSpecs(other.fieldSpecs ?? [], reference.fieldSpecs ?? []) }
        : other,
    );
  }
  return result;
}

function sortByGvk<T extends Gvk>(list: readonly T[]): T[] {
  return list.toSorted(
    (a, b) => (legacyRanks.get(a.kind) ?? 0) - (legacyRanks.get(b.kind) ?? 0) || byCodePoint(sortText(a), sortText(b)),
  );
}

function sortText({ group, version, kind }: Gvk): string {
  return `${group || '~G'}_${version || '~V'}_${kind || '~K'}`;
}
