import {
  anyValue,
  flag,
  integer,
  listOf,
  optional,
  optionalText,
  struct,
  text,
  textMap,
  type Decoder,
} from './decoder.ts';
import type {
  ConfigMapArgs,
  FieldOptions,
  FieldSpec,
  GeneratorArgs,
  GeneratorOptions,
  Image,
  Kustomization,
  Label,
  Metadata,
  NameReference,
  PatchArgs,
  Replacement,
  ReplacementField,
  Replica,
  Selector,
  SortOptions,
  SourceSelector,
  TargetSelector,
  Variable,
} from './types.ts';

const gvk = { group: text, version: text, kind: text };

export const fieldSpec: Decoder<FieldSpec> = struct('FieldSpec', { ...gvk, path: text, create: flag });

export const selector: Decoder<Selector> = struct('Selector', {
  ...gvk,
  name: text,
  namespace: text,
  annotationSelector: text,
  labelSelector: text,
});

const generatorOptions: Decoder<GeneratorOptions> = struct('GeneratorOptions', {
  labels: textMap,
  annotations: textMap,
  disableNameSuffixHash: flag,
  immutable: flag,
});

type Fields<T> = { readonly [K in keyof T]: Decoder<T[K]> };

/** Fields of ConfigMap and Secret generators, also as plugins. */
export const generatorFields: Fields<ConfigMapArgs> = {
  namespace: text,
  name: text,
  behavior: text,
  literals: listOf(text),
  files: listOf(text),
  envs: listOf(text),
  env: text,
  options: optional(generatorOptions),
};

const metadataFields: Decoder<Metadata> = struct('ObjectMeta', {
  name: text,
  namespace: text,
  labels: textMap,
  annotations: textMap,
});
export const metadata: Decoder<Metadata | undefined> = optional(metadataFields);

const configMapArgs: Decoder<ConfigMapArgs> = struct('ConfigMapArgs', generatorFields);
const secretArgs: Decoder<GeneratorArgs> = struct('SecretArgs', { ...generatorFields, type: text });

const patchOptions = struct('PatchArgs', { allowNameChange: flag, allowKindChange: flag });
export const patchArgs: Decoder<PatchArgs> = struct('Patch', {
  path: text,
  patch: text,
  target: optional(selector),
  options: optional(patchOptions),
});

const fieldOptions: Decoder<FieldOptions> = struct('FieldOptions', {
  delimiter: text,
  index: integer,
  encoding: text,
  create: flag,
});
const sourceSelector: Decoder<SourceSelector> = struct('SourceSelector', {
  ...gvk,
  name: text,
  namespace: text,
  fieldPath: text,
  options: optional(fieldOptions),
});
const targetSelector: Decoder<TargetSelector> = struct('TargetSelector', {
  select: optional(selector),
  reject: listOf(selector),
  fieldPaths: listOf(text),
  options: optional(fieldOptions),
});
const replacementFields = {
  source: optional(sourceSelector),
  targets: listOf(targetSelector),
  sourceValue: optionalText,
};
export const replacement: Decoder<Replacement> = struct('Replacement', replacementFields);
export const replacementField: Decoder<ReplacementField> = struct('ReplacementField', {
  ...replacementFields,
  path: text,
});

export const image: Decoder<Image> = struct('Image', {
  name: text,
  newName: text,
  tagSuffix: text,
  newTag: text,
  digest: text,
});
export const replica: Decoder<Replica> = struct('Replica', { name: text, count: integer });
const label: Decoder<Label> = struct('Label', {
  pairs: textMap,
  includeSelectors: flag,
  includeTemplates: flag,
  fields: listOf(fieldSpec),
});

const variable: Decoder<Variable> = struct('Var', {
  name: text,
  objref: struct('Target', { ...gvk, apiVersion: text, name: text, namespace: text }),
  fieldref: struct('FieldSelector', { fieldPath: text }),
});

const legacySort = struct('LegacySortOptions', { orderFirst: listOf(text), orderLast: listOf(text) });
const sortOptions: Decoder<SortOptions> = struct('SortOptions', {
  order: text,
  legacySortOptions: optional(legacySort),
});

export const kustomization: Decoder<Kustomization> = struct('Kustomization', {
  apiVersion: text,
  kind: text,
  metadata,
  openapi: textMap,
  namePrefix: text,
  nameSuffix: text,
  namespace: text,
  commonLabels: textMap,
  labels: listOf(label),
  commonAnnotations: textMap,
  patchesStrategicMerge: listOf(text),
  patchesJson6902: listOf(patchArgs),
  patches: listOf(patchArgs),
  images: listOf(image),
  imageTags: listOf(image),
  replacements: listOf(replacementField),
  replicas: listOf(replica),
  vars: listOf(variable),
  sortOptions: optional(sortOptions),
  resources: listOf(text),
  components: listOf(text),
  crds: listOf(text),
  bases: listOf(text),
  configMapGenerator: listOf(configMapArgs),
  secretGenerator: listOf(secretArgs),
  helmGlobals: anyValue,
  helmCharts: listOf(anyValue),
  helmChartInflationGenerator: listOf(anyValue),
  generatorOptions: optional(generatorOptions),
  configurations: listOf(text),
  generators: listOf(text),
  transformers: listOf(text),
  validators: listOf(text),
  buildMetadata: listOf(text),
});

const specs = listOf(fieldSpec);
const nameReference: Decoder<NameReference> = struct('NameBackReferences', { ...gvk, fieldSpecs: specs });
type Specs = readonly FieldSpec[] | undefined;

/** A file of `configurations` as it is written. */
export interface TransformerConfigFile {
  readonly namePrefix: Specs;
  readonly nameSuffix: Specs;
  readonly namespace: Specs;
  readonly commonLabels: Specs;
  readonly labels: Specs;
  readonly templateLabels: Specs;
  readonly commonAnnotations: Specs;
  readonly nameReference: readonly NameReference[] | undefined;
  readonly varReference: Specs;
  readonly images: Specs;
  readonly replicas: Specs;
}

export const transformerConfig: Decoder<TransformerConfigFile> = struct('TransformerConfig', {
  namePrefix: specs,
  nameSuffix: specs,
  namespace: specs,
  commonLabels: specs,
  labels: specs,
  templateLabels: specs,
  commonAnnotations: specs,
  nameReference: listOf(nameReference),
  varReference: specs,
  images: specs,
  replicas: specs,
});
