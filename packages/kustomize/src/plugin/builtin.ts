import type { JsonValue } from '@sluice/objects';
import {
  affixPlugin,
  annotationsPlugin,
  configMapPlugin,
  iamPolicyPlugin,
  imagePlugin,
  json6902Plugin,
  labelsPlugin,
  namespacePlugin,
  patchPlugin,
  replacementPlugin,
  replicasPlugin,
  secretPlugin,
  strategicMergePlugin,
  valueAddPlugin,
} from '../config/plugin-schemas.ts';
import type { ConfigMapArgs, Metadata } from '../config/types.ts';
import { generate, type GeneratedKind } from '../generate/generators.ts';
import { iamPolicyAccount } from '../generate/iam-policy.ts';
import type { Resource } from '../resource/resource.ts';
import { affixTransformer } from '../transform/affixes.ts';
import { hashTransformer } from '../transform/hashes.ts';
import { imageTransformer } from '../transform/images.ts';
import { namespaceTransformer } from '../transform/namespace.ts';
import { replacementTransformer } from '../transform/replacements.ts';
import { replicaTransformer } from '../transform/replicas.ts';
import { entriesTransformer } from '../transform/set-entries.ts';
import type { Transformer } from '../transform/transformer.ts';
import { valueAddTransformer } from '../transform/value-add.ts';
import { readConfig } from '../yaml/read-config.ts';
import { loadJson6902, loadPatch, loadReplacements, loadStrategicMerges, pluginMode } from './load-patch.ts';
import type { PluginContext } from './plugin-context.ts';

type MakeTransformer = (config: JsonValue, context: PluginContext) => Transformer | Promise<Transformer>;
type Generate = (config: JsonValue, context: PluginContext) => Promise<Resource[]>;

/** The builtin transformers by kind, as configurations of `transformers` name them. */
const transformers: ReadonlyMap<string, MakeTransformer> = new Map<string, MakeTransformer>([
  [
    'AnnotationsTransformer',
    (config, { source }) => {
      const { annotations, fieldSpecs } = annotationsPlugin.decode(config, pluginMode);
      return entriesTransformer(annotations ?? new Map(), fieldSpecs ?? [], source);
    },
  ],
  [
    'LabelTransformer',
    (config, { source }) => {
      const { labels, fieldSpecs } = labelsPlugin.decode(config, pluginMode);
      return entriesTransformer(labels ?? new Map(), fieldSpecs ?? [], source);
    },
  ],
  [
    'NamespaceTransformer',
    (config, { source }) => {
      const { metadata, fieldSpecs, unsetOnly, setRoleBindingSubjects } = namespacePlugin.decode(config, pluginMode);
      return namespaceTransformer(
        { namespace: metadata?.namespace ?? '', specs: fieldSpecs ?? [], unsetOnly, subjects: setRoleBindingSubjects },
        source,
      );
    },
  ],
  [
    'PrefixTransformer',
    (config, { source }) => {
      const { prefix, fieldSpecs } = affixPlugin.decode(config, pluginMode);
      return affixTransformer({ position: 'prefix', text: prefix, specs: required(fieldSpecs) }, source);
    },
  ],
  [
    'SuffixTransformer',
    (config, { source }) => {
      const { suffix, fieldSpecs } = affixPlugin.decode(config, pluginMode);
      return affixTransformer({ position: 'suffix', text: suffix, specs: required(fieldSpecs) }, source);
    },
  ],
  [
    'PrefixSuffixTransformer',
    (config, { source }) => {
      const { prefix, suffix, fieldSpecs } = affixPlugin.decode(config, pluginMode);
      const specs = required(fieldSpecs);
      return inTurn(source, [
        affixTransformer({ position: 'prefix', text: prefix, specs }, source),
        affixTransformer({ position: 'suffix', text: suffix, specs }, source),
      ]);
    },
  ],
  ['HashTransformer', (_config, { source }) => hashTransformer(source)],
  [
    'ImageTagTransformer',
    (config, { source }) => {
      const { imageTag, fieldSpecs } = imagePlugin.decode(config, pluginMode);
      return imageTransformer(imageTag, fieldSpecs ?? [], source);
    },
  ],
  [
    'ReplicaCountTransformer',
    (config, { source }) => {
      const { replica, fieldSpecs } = replicasPlugin.decode(config, pluginMode);
      return replicaTransformer(replica, fieldSpecs ?? [], source);
    },
  ],
  ['PatchTransformer', (config, context) => loadPatch(patchPlugin.decode(config, pluginMode), context)],
  [
    'PatchStrategicMergeTransformer',
    (config, context) => {
      const { paths, patches } = strategicMergePlugin.decode(config, pluginMode);
      return loadStrategicMerges(paths ?? [], patches, context);
    },
  ],
  ['PatchJson6902Transformer', (config, context) => loadJson6902(json6902Plugin.decode(config, pluginMode), context)],
  [
    'ReplacementTransformer',
    async (config, context) => {
      const { replacements } = replacementPlugin.decode(config, pluginMode);
      return replacementTransformer(await loadReplacements(replacements ?? [], context), context.source);
    },
  ],
  ['ValueAddTransformer', makeValueAdd],
]);

function inTurn(source: Transformer['source'], steps: readonly Transformer[]): Transformer {
  return {
    source,
    async transform(set, context) {
      for (const step of steps) await step.transform(set, context);
    },
  };
}

function required<T>(list: readonly T[] | undefined): readonly T[] {
  if (list === undefined) throw new Error('fieldSpecs is not expected to be nil');
  return list;
}

async function makeValueAdd(config: JsonValue, { loader, source }: PluginContext): Promise<Transformer> {
  const { value, targets, targetFilePath } = valueAddPlugin.decode(config, pluginMode);
  const fromFile =
    targetFilePath === ''
      ? []
      : valueAddPlugin.decode(readConfig(await loader.load(targetFilePath)), pluginMode).targets;
  const directory = loader.directory.slice(loader.directory.lastIndexOf('/') + 1);
  return valueAddTransformer(value.trim() || directory, [...(targets ?? []), ...(fromFile ?? [])], source);
}

/** The builtin generators by kind, as configurations of `generators` name them. */
const generators: ReadonlyMap<string, Generate> = new Map<string, Generate>([
  [
    'ConfigMapGenerator',
    (config, context) => generateFrom('ConfigMap', configMapPlugin.decode(config, pluginMode), context),
  ],
  ['SecretGenerator', (config, context) => generateFrom('Secret', secretPlugin.decode(config, pluginMode), context)],
  [
    'IAMPolicyGenerator',
    async (config, context) => [iamPolicyAccount(iamPolicyPlugin.decode(config, pluginMode), context)],
  ],
]);

interface PluginGeneratorArgs extends ConfigMapArgs {
  readonly type?: string;
  readonly metadata: Metadata | undefined;
}

/** Name and namespace may stand in the configuration's metadata. */
async function generateFrom(
  kind: GeneratedKind,
  args: PluginGeneratorArgs,
  context: PluginContext,
): Promise<Resource[]> {
  const name = args.name || (args.metadata?.name ?? '');
  const namespace = args.namespace || (args.metadata?.namespace ?? '');
  const envs = args.env === '' ? args.envs : [...(args.envs ?? []), args.env];
  return [await generate(kind, { ...args, type: args.type ?? '', name, namespace, envs }, context)];
}

export function builtinTransformer(kind: string): MakeTransformer | undefined {
  return transformers.get(kind);
}

export function builtinGenerator(kind: string): Generate | undefined {
  return generators.get(kind);
}
