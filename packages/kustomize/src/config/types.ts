import { anyValue, flag, integer, listOf, optional, optionalText, struct, text, textMap, type Decoded } from './decoder.ts';

/** The fields of kustomize's configuration files. Comments say what a field does where its name does not. */
const gvk = { group: text, version: text, kind: text };

export const fieldSpec = struct('FieldSpec', { ...gvk, path: text, create: flag });
/** A place in resources of some kinds that a transformer works on: `spec/template/metadata/labels`. */
export type FieldSpec = Decoded<typeof fieldSpec>;

export const selector = struct('Selector', { ...gvk, name: text, namespace: text, annotationSelector: text, labelSelector: text });
/** Group, version, kind, name and namespace are regular expressions; empty ones match anything. */
export type Selector = Decoded<typeof selector>;

const generatorOptions = struct('GeneratorOptions', {
  labels: textMap,
  annotations: textMap,
  disableNameSuffixHash: flag,
  immutable: flag,
});
export type GeneratorOptions = Decoded<typeof generatorOptions>;

const generatorFields = {
  namespace: text,
  name: text,
  /** `create`, `merge` or `replace`. */
  behavior: text,
  literals: listOf(text),
  files: listOf(text),
  envs: listOf(text),
  /** Deprecated: one more of `envs`. */
  env: text,
  options: optional(generatorOptions),
};
const metadata = optional(struct('ObjectMeta', { name: text, namespace: text, labels: textMap, annotations: textMap }));

export const configMapArgs = struct('ConfigMapArgs', generatorFields);
export const secretArgs = struct('SecretArgs', { ...generatorFields, type: text });
/** What a ConfigMap or Secret is generated from. */
export type GeneratorArgs = Decoded<typeof secretArgs>;

const patchOptions = struct('PatchArgs', { allowNameChange: flag, allowKindChange: flag });
export const patchArgs = struct('Patch', { path: text, patch: text, target: optional(selector), options: optional(patchOptions) });
/** A patch of either kind, from a file or inline. */
export type PatchArgs = Decoded<typeof patchArgs>;

const fieldOptions = struct('FieldOptions', { delimiter: text, index: integer, encoding: text, create: flag });
export type FieldOptions = Decoded<typeof fieldOptions>;

const sourceSelector = struct('SourceSelector', { ...gvk, name: text, namespace: text, fieldPath: text, options: optional(fieldOptions) });
const targetSelector = struct('TargetSelector', {
  select: optional(selector),
  reject: listOf(selector),
  fieldPaths: listOf(text),
  options: optional(fieldOptions),
});
export type TargetSelector = Decoded<typeof targetSelector>;
const replacementFields = { source: optional(sourceSelector), targets: listOf(targetSelector), sourceValue: optionalText };
export const replacement = struct('Replacement', replacementFields);
/** Copies a value from one place of the resources to others. */
export type Replacement = Decoded<typeof replacement>;
export const replacementField = struct('ReplacementField', { ...replacementFields, path: text });
export type ReplacementField = Decoded<typeof replacementField>;

const image = struct('Image', { name: text, newName: text, tagSuffix: text, newTag: text, digest: text });
export type Image = Decoded<typeof image>;
const replica = struct('Replica', { name: text, count: integer });
export type Replica = Decoded<typeof replica>;
const label = struct('Label', { pairs: textMap, includeSelectors: flag, includeTemplates: flag, fields: listOf(fieldSpec) });
export type Label = Decoded<typeof label>;

const objectReference = struct('Target', { ...gvk, apiVersion: text, name: text, namespace: text });
const variable = struct('Var', { name: text, objref: objectReference, fieldref: struct('FieldSelector', { fieldPath: text }) });
export type Variable = Decoded<typeof variable>;

const legacySort = struct('LegacySortOptions', { orderFirst: listOf(text), orderLast: listOf(text) });
const sortOptions = struct('SortOptions', { order: text, legacySortOptions: optional(legacySort) });
export type SortOptions = Decoded<typeof sortOptions>;

export const kustomization = struct('Kustomization', {
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
/** A kustomization or component as its file says it. */
export type Kustomization = Decoded<typeof kustomization>;

/** Configurations of the builtin plugins, as `generators` and `transformers` hold them. */
export const pluginConfigs = {
  configMap: struct('ConfigMapGenerator', { metadata, ...generatorFields }),
  secret: struct('SecretGenerator', { metadata, ...generatorFields, type: text }),
  namespace: struct('NamespaceTransformer', { metadata, fieldSpecs: listOf(fieldSpec), unsetOnly: flag, setRoleBindingSubjects: text }),
  prefix: struct('PrefixTransformer', { prefix: text, fieldSpecs: listOf(fieldSpec) }),
  suffix: struct('SuffixTransformer', { suffix: text, fieldSpecs: listOf(fieldSpec) }),
  labels: struct('LabelTransformer', { labels: textMap, fieldSpecs: listOf(fieldSpec) }),
  annotations: struct('AnnotationsTransformer', { annotations: textMap, fieldSpecs: listOf(fieldSpec) }),
  image: struct('ImageTagTransformer', { imageTag: image, fieldSpecs: listOf(fieldSpec) }),
  replicas: struct('ReplicaCountTransformer', { replica, fieldSpecs: listOf(fieldSpec) }),
  patch: patchArgs,
  strategicMerge: struct('PatchStrategicMergeTransformer', { paths: listOf(text), patches: text }),
  json6902: struct('PatchJson6902Transformer', { target: optional(selector), path: text, jsonOp: text }),
  replacement: struct('ReplacementTransformer', { replacements: listOf(replacementField) }),
  valueAdd: struct('ValueAddTransformer', {
    value: text,
    targets: listOf(struct('Target', { selector: optional(selector), fieldPath: text, filePathPosition: integer })),
    targetFilePath: text,
  }),
  iamPolicy: struct('IAMPolicyGenerator', {
    cloud: text,
    kubernetesService: struct('KubernetesService', { namespace: text, name: text }),
    serviceAccount: struct('ServiceAccount', { name: text, projectId: text }),
  }),
} as const;

const nameReference = struct('NameBackReferences', { ...gvk, fieldSpecs: listOf(fieldSpec) });
export type NameReference = Decoded<typeof nameReference>;

/** A file of `configurations`: where transformers find their fields. */
export const transformerConfig = struct('TransformerConfig', {
  namePrefix: listOf(fieldSpec),
  nameSuffix: listOf(fieldSpec),
  namespace: listOf(fieldSpec),
  commonLabels: listOf(fieldSpec),
  labels: listOf(fieldSpec),
  templateLabels: listOf(fieldSpec),
  commonAnnotations: listOf(fieldSpec),
  nameReference: listOf(nameReference),
  varReference: listOf(fieldSpec),
  images: listOf(fieldSpec),
  replicas: listOf(fieldSpec),
});
