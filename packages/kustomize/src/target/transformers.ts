import { mergeSpecs, type TransformerConfig } from '../config/transformer-config.ts';
import type { FieldSpec, Label } from '../config/types.ts';
import { builtinTransformer } from '../plugin/builtin.ts';
import { loadJson6902, loadPatch, loadReplacements, loadStrategicMerges } from '../plugin/load-patch.ts';
import type { PluginContext } from '../plugin/plugin-context.ts';
import { affixTransformer } from '../transform/affixes.ts';
import { imageTransformer } from '../transform/images.ts';
import { namespaceTransformer } from '../transform/namespace.ts';
import { replacementTransformer } from '../transform/replacements.ts';
import { replicaTransformer } from '../transform/replicas.ts';
import { entriesTransformer } from '../transform/set-entries.ts';
import type { Transformer } from '../transform/transformer.ts';
import { builtinOrigin } from './origin.ts';
import { atPlace } from './place-errors.ts';
import { contextOf } from './plugin-contexts.ts';
import { loadPlugins } from './plugins.ts';
import type { Step } from './steps.ts';
import type { Target } from './target.ts';

/** The transformers that the fields of a kustomization ask for, in the order in which kustomize runs them. */
export async function configuredTransformers(target: Target, config: TransformerConfig): Promise<Step[]> {
  const steps: Step[] = [];
  for (const { kind, by, make } of order) {
    const place = { file: target.file, overlays: target.overlays, path: [by] };
    const made = await atPlace(place, target.state.findLine, () =>
      make(target, config, contextOf(target, target.sourceOf(by))),
    );
    const origin = target.state.tracksOrigin ? builtinOrigin(target.originFile, kind) : undefined;
    for (const transformer of made) steps.push({ transformer, origin });
  }
  return steps;
}

/** The transformers of plugin configurations. */
export async function pluginTransformers(target: Target, entries: readonly string[], by: string): Promise<Step[]> {
  const steps: Step[] = [];
  for (const plugin of await loadPlugins(target, entries, by)) {
    const make = builtinTransformer(plugin.kind);
    if (make === undefined) throw new Error(`plugin ${plugin.id} not a transformer`);
    try {
      steps.push({ transformer: await make(plugin.config, plugin.context), origin: plugin.origin });
    } catch (cause) {
      throw new Error(
        `plugin ${plugin.id} fails configuration: ${cause instanceof Error ? cause.message : String(cause)}`,
        { cause },
      );
    }
  }
  return steps;
}

interface Configured {
  /** The builtin plugin's name, for origin annotations. */
  readonly kind: string;
  /** The kustomization's field. */
  readonly by: string;
  readonly make: (
    target: Target,
    config: TransformerConfig,
    context: PluginContext,
  ) => readonly Transformer[] | Promise<readonly Transformer[]>;
}

const order: readonly Configured[] = [
  {
    kind: 'PatchStrategicMergeTransformer',
    by: 'patchesStrategicMerge',
    make: async ({ kustomization }, _config, context) => {
      const entries = kustomization.patchesStrategicMerge ?? [];
      return entries.length === 0 ? [] : [await loadStrategicMerges(entries, '', context)];
    },
  },
  {
    kind: 'PatchTransformer',
    by: 'patches',
    make: async ({ kustomization }, _config, context) => {
      const result: Transformer[] = [];
      for (const patch of kustomization.patches ?? []) result.push(await loadPatch(patch, context));
      return result;
    },
  },
  {
    kind: 'NamespaceTransformer',
    by: 'namespace',
    make: ({ kustomization: { namespace } }, config, { source }) =>
      namespace === '' ? [] : [namespaceTransformer({ namespace, specs: config.namespace }, source)],
  },
  {
    kind: 'PrefixTransformer',
    by: 'namePrefix',
    make: ({ kustomization: { namePrefix } }, config, { source }) =>
      namePrefix === ''
        ? []
        : [affixTransformer({ position: 'prefix', text: namePrefix, specs: config.namePrefix }, source)],
  },
  {
    kind: 'SuffixTransformer',
    by: 'nameSuffix',
    make: ({ kustomization: { nameSuffix } }, config, { source }) =>
      nameSuffix === ''
        ? []
        : [affixTransformer({ position: 'suffix', text: nameSuffix, specs: config.nameSuffix }, source)],
  },
  {
    kind: 'LabelTransformer',
    by: 'labels',
    make: (target, config, { source }) => labelTransformers(target, config, source),
  },
  {
    kind: 'AnnotationsTransformer',
    by: 'commonAnnotations',
    make: ({ kustomization: { commonAnnotations } }, config, { source }) =>
      commonAnnotations === undefined || commonAnnotations.size === 0
        ? []
        : [entriesTransformer(commonAnnotations, config.commonAnnotations, source)],
  },
  {
    kind: 'PatchJson6902Transformer',
    by: 'patchesJson6902',
    make: async ({ kustomization }, _config, context) => {
      const result: Transformer[] = [];
      for (const { target, path, patch } of kustomization.patchesJson6902 ?? [])
        result.push(await loadJson6902({ target, path, jsonOp: patch }, context));
      return result;
    },
  },
  {
    kind: 'ReplicaCountTransformer',
    by: 'replicas',
    make: ({ kustomization }, config, { source }) =>
      (kustomization.replicas ?? []).map((replica) => replicaTransformer(replica, config.replicas, source)),
  },
  {
    kind: 'ImageTagTransformer',
    by: 'images',
    make: ({ kustomization }, config, { source }) =>
      (kustomization.images ?? []).map((image) => imageTransformer(image, config.images, source)),
  },
  {
    kind: 'ReplacementTransformer',
    by: 'replacements',
    make: async ({ kustomization }, _config, context) => {
      const fields = kustomization.replacements ?? [];
      return fields.length === 0
        ? []
        : [replacementTransformer(await loadReplacements(fields, context), context.source)];
    },
  },
];

function labelTransformers(
  { kustomization }: Target,
  config: TransformerConfig,
  source: Transformer['source'],
): Transformer[] {
  const { labels = [], commonLabels } = kustomization;
  if ((labels ?? []).length === 0 && (commonLabels?.size ?? 0) === 0) return [];
  const own = (labels ?? []).map((label) =>
    entriesTransformer(label.pairs ?? new Map(), labelSpecs(label, config), source),
  );
  return [
    ...own,
    entriesTransformer(commonLabels ?? new Map(), config.commonLabels, { ...source, by: 'commonLabels' }),
  ];
}

const metadataLabels: FieldSpec = { group: '', version: '', kind: '', path: 'metadata/labels', create: true };

/** Where a label goes: metadata always, templates and selectors as it says. */
function labelSpecs(label: Label, config: TransformerConfig): readonly FieldSpec[] {
  const specs = mergeSpecs(label.fields ?? [], config.labels);
  if (label.includeSelectors) return mergeSpecs(specs, config.commonLabels);
  return mergeSpecs(label.includeTemplates ? mergeSpecs(specs, config.templateLabels) : specs, [metadataLabels]);
}
