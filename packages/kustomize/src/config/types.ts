import type { JsonValue } from '@sluice/objects';
import type { Gvk } from '../resource/ids.ts';

/**
 * Kustomize's configuration files as types. As in Go, an absent text is empty, an absent number 0 and an absent flag
 * false; absent lists, maps and nested structures are undefined. `config/schemas.ts` reads them.
 */
export type TextMap = ReadonlyMap<string, string>;
type Texts = readonly string[] | undefined;

/** A place in resources of some kinds that a transformer works on: `spec/template/metadata/labels`. */
export interface FieldSpec extends Gvk {
  readonly path: string;
  /** Make the field where it is missing. */
  readonly create: boolean;
}

/** Group, version, kind, name and namespace are regular expressions; empty ones match anything. */
export interface Selector extends Gvk {
  readonly name: string;
  readonly namespace: string;
  readonly annotationSelector: string;
  readonly labelSelector: string;
}

export interface GeneratorOptions {
  readonly labels: TextMap | undefined;
  readonly annotations: TextMap | undefined;
  readonly disableNameSuffixHash: boolean;
  readonly immutable: boolean;
}

/** What a ConfigMap is generated from. */
export interface ConfigMapArgs {
  readonly namespace: string;
  readonly name: string;
  /** `create`, `merge` or `replace`. */
  readonly behavior: string;
  readonly literals: Texts;
  readonly files: Texts;
  readonly envs: Texts;
  /** Deprecated: one more of `envs`. */
  readonly env: string;
  readonly options: GeneratorOptions | undefined;
}

/** What a ConfigMap or Secret is generated from. */
export interface GeneratorArgs extends ConfigMapArgs {
  readonly type: string;
}

/** A patch of either kind, from a file or inline. */
export interface PatchArgs {
  readonly path: string;
  readonly patch: string;
  readonly target: Selector | undefined;
  readonly options: { readonly allowNameChange: boolean; readonly allowKindChange: boolean } | undefined;
}

export interface FieldOptions {
  readonly delimiter: string;
  readonly index: number;
  readonly encoding: string;
  readonly create: boolean;
}

export interface SourceSelector extends Gvk {
  readonly name: string;
  readonly namespace: string;
  readonly fieldPath: string;
  readonly options: FieldOptions | undefined;
}

export interface TargetSelector {
  readonly select: Selector | undefined;
  readonly reject: readonly Selector[] | undefined;
  readonly fieldPaths: Texts;
  readonly options: FieldOptions | undefined;
}

/** Copies a value from one place of the resources to others. */
export interface Replacement {
  readonly source: SourceSelector | undefined;
  readonly targets: readonly TargetSelector[] | undefined;
  readonly sourceValue: string | undefined;
}

/** A replacement, or the file of some. */
export interface ReplacementField extends Replacement {
  readonly path: string;
}

export interface Image {
  readonly name: string;
  readonly newName: string;
  readonly tagSuffix: string;
  readonly newTag: string;
  readonly digest: string;
}

export interface Replica {
  readonly name: string;
  readonly count: number;
}

export interface Label {
  readonly pairs: TextMap | undefined;
  readonly includeSelectors: boolean;
  readonly includeTemplates: boolean;
  readonly fields: readonly FieldSpec[] | undefined;
}

export interface Variable {
  readonly name: string;
  readonly objref: Gvk & { readonly apiVersion: string; readonly name: string; readonly namespace: string };
  readonly fieldref: { readonly fieldPath: string };
}

export interface SortOptions {
  readonly order: string;
  readonly legacySortOptions: { readonly orderFirst: Texts; readonly orderLast: Texts } | undefined;
}

export interface Metadata {
  readonly name: string;
  readonly namespace: string;
  readonly labels: TextMap | undefined;
  readonly annotations: TextMap | undefined;
}

/** A kustomization or component as its file says it. */
export interface Kustomization {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata | undefined;
  readonly openapi: TextMap | undefined;
  readonly namePrefix: string;
  readonly nameSuffix: string;
  readonly namespace: string;
  readonly commonLabels: TextMap | undefined;
  readonly labels: readonly Label[] | undefined;
  readonly commonAnnotations: TextMap | undefined;
  readonly patchesStrategicMerge: Texts;
  readonly patchesJson6902: readonly PatchArgs[] | undefined;
  readonly patches: readonly PatchArgs[] | undefined;
  readonly images: readonly Image[] | undefined;
  readonly imageTags: readonly Image[] | undefined;
  readonly replacements: readonly ReplacementField[] | undefined;
  readonly replicas: readonly Replica[] | undefined;
  readonly vars: readonly Variable[] | undefined;
  readonly sortOptions: SortOptions | undefined;
  readonly resources: Texts;
  readonly components: Texts;
  readonly crds: Texts;
  readonly bases: Texts;
  readonly configMapGenerator: readonly ConfigMapArgs[] | undefined;
  readonly secretGenerator: readonly GeneratorArgs[] | undefined;
  readonly helmGlobals: JsonValue | undefined;
  readonly helmCharts: readonly (JsonValue | undefined)[] | undefined;
  readonly helmChartInflationGenerator: readonly (JsonValue | undefined)[] | undefined;
  readonly generatorOptions: GeneratorOptions | undefined;
  readonly configurations: Texts;
  readonly generators: Texts;
  readonly transformers: Texts;
  readonly validators: Texts;
  readonly buildMetadata: Texts;
}

/** The fields of one kind that refer to resources of another. */
export interface NameReference extends Gvk {
  readonly fieldSpecs: readonly FieldSpec[] | undefined;
}
