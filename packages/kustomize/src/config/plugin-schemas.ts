import { flag, integer, listOf, optional, struct, text, textMap, type Decoder } from './decoder.ts';
import {
  fieldSpec,
  generatorFields,
  image,
  metadata,
  patchArgs,
  replacementField,
  replica,
  selector,
} from './schemas.ts';
import type {
  ConfigMapArgs,
  FieldSpec,
  GeneratorArgs,
  Image,
  Metadata,
  PatchArgs,
  ReplacementField,
  Replica,
  Selector,
  TextMap,
} from './types.ts';

/** Configurations of the builtin plugins, as `generators` and `transformers` hold them. */
type WithSpecs<T> = T & { readonly fieldSpecs: readonly FieldSpec[] | undefined };
type WithMetadata<T> = T & { readonly metadata: Metadata | undefined };

const specs = listOf(fieldSpec);

export const configMapPlugin: Decoder<WithMetadata<ConfigMapArgs>> = struct('ConfigMapGenerator', {
  metadata,
  ...generatorFields,
});
export const secretPlugin: Decoder<WithMetadata<GeneratorArgs>> = struct('SecretGenerator', {
  metadata,
  ...generatorFields,
  type: text,
});

export const namespacePlugin: Decoder<
  WithSpecs<WithMetadata<{ readonly unsetOnly: boolean; readonly setRoleBindingSubjects: string }>>
> = struct('NamespaceTransformer', { metadata, fieldSpecs: specs, unsetOnly: flag, setRoleBindingSubjects: text });

/** Serves prefixes, suffixes and both together. */
export const affixPlugin: Decoder<WithSpecs<{ readonly prefix: string; readonly suffix: string }>> = struct(
  'PrefixSuffixTransformer',
  {
    prefix: text,
    suffix: text,
    fieldSpecs: specs,
  },
);

export const labelsPlugin: Decoder<WithSpecs<{ readonly labels: TextMap | undefined }>> = struct('LabelTransformer', {
  labels: textMap,
  fieldSpecs: specs,
});

export const annotationsPlugin: Decoder<WithSpecs<{ readonly annotations: TextMap | undefined }>> = struct(
  'AnnotationsTransformer',
  {
    annotations: textMap,
    fieldSpecs: specs,
  },
);

export const imagePlugin: Decoder<WithSpecs<{ readonly imageTag: Image }>> = struct('ImageTagTransformer', {
  imageTag: image,
  fieldSpecs: specs,
});
export const replicasPlugin: Decoder<WithSpecs<{ readonly replica: Replica }>> = struct('ReplicaCountTransformer', {
  replica,
  fieldSpecs: specs,
});
export const patchPlugin: Decoder<PatchArgs> = patchArgs;

export const strategicMergePlugin: Decoder<{
  readonly paths: readonly string[] | undefined;
  readonly patches: string;
}> = struct('PatchStrategicMergeTransformer', { paths: listOf(text), patches: text });

export const json6902Plugin: Decoder<{
  readonly target: Selector | undefined;
  readonly path: string;
  readonly jsonOp: string;
}> = struct('PatchJson6902Transformer', { target: optional(selector), path: text, jsonOp: text });

export const replacementPlugin: Decoder<{ readonly replacements: readonly ReplacementField[] | undefined }> = struct(
  'ReplacementTransformer',
  {
    replacements: listOf(replacementField),
  },
);

/** One place that a ValueAddTransformer writes to. */
export interface ValueAddTarget {
  readonly selector: Selector | undefined;
  readonly fieldPath: string;
  readonly filePathPosition: number;
}

export interface ValueAddConfig {
  readonly value: string;
  readonly targets: readonly ValueAddTarget[] | undefined;
  readonly targetFilePath: string;
}

export const valueAddPlugin: Decoder<ValueAddConfig> = struct('ValueAddTransformer', {
  value: text,
  targets: listOf(struct('Target', { selector: optional(selector), fieldPath: text, filePathPosition: integer })),
  targetFilePath: text,
});

export interface IamPolicyConfig {
  readonly cloud: string;
  readonly kubernetesService: { readonly namespace: string; readonly name: string };
  readonly serviceAccount: { readonly name: string; readonly projectId: string };
}

export const iamPolicyPlugin: Decoder<IamPolicyConfig> = struct('IAMPolicyGenerator', {
  cloud: text,
  kubernetesService: struct('KubernetesService', { namespace: text, name: text }),
  serviceAccount: struct('ServiceAccount', { name: text, projectId: text }),
});
