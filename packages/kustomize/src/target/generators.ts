import type { GeneratorArgs } from '../config/types.ts';
import { generate, mergeOptions, type GeneratedKind } from '../generate/generators.ts';
import { originAnnotation } from '../resource/annotations.ts';
import type { Resource } from '../resource/resource.ts';
import { builtinOrigin, setOrigin, type Origin } from './origin.ts';
import { loadPlugins, type Plugin } from './plugins.ts';
import { builtinGenerator } from '../plugin/builtin.ts';
import type { Target } from './target.ts';

/** A generator of a kustomization. */
export interface RunGenerator {
  /** The field that asks for it. */
  readonly by: string;
  readonly run: () => Promise<Resource[]>;
}

/** The generators of a kustomization in the order in which they run: ConfigMaps, Secrets, then those of `generators`. */
export async function configuredGenerators(target: Target): Promise<RunGenerator[]> {
  const { kustomization } = target;
  if ((kustomization.helmCharts ?? []).length > 0 || (kustomization.helmChartInflationGenerator ?? []).length > 0) {
    throw new Error('must specify --enable-helm: helm charts are not inflated here');
  }
  const configMaps = (kustomization.configMapGenerator ?? []).map((args) =>
    builtinRun(target, 'ConfigMap', { ...args, type: '' }),
  );
  const secrets = (kustomization.secretGenerator ?? []).map((args) => builtinRun(target, 'Secret', args));
  const plugins = await loadPlugins(target, kustomization.generators ?? [], 'generators');
  return [...configMaps, ...secrets, ...plugins.map((plugin) => pluginRun(plugin))];
}

function builtinRun(target: Target, kind: GeneratedKind, args: GeneratorArgs): RunGenerator {
  const source = target.sourceOf(kind === 'ConfigMap' ? 'configMapGenerator' : 'secretGenerator');
  const merged = { ...args, options: mergeOptions(args.options, target.kustomization.generatorOptions) };
  const origin = target.state.tracksOrigin ? builtinOrigin(target.originFile, `${kind}Generator`) : undefined;
  const context = { loader: target.loader, schemas: target.state.schemas, source };
  return { by: source.by, run: async () => withOrigin([await generate(kind, merged, context)], origin) };
}

function pluginRun({ kind, id, config, context, origin }: Plugin): RunGenerator {
  const run = builtinGenerator(kind);
  if (run === undefined)
    throw new Error(`loading generator plugins: failed to load generator: plugin ${id} not a generator`);
  return { by: 'generators', run: async () => withOrigin(await run(config, context), origin) };
}

function withOrigin(resources: Resource[], origin: Origin | undefined): Resource[] {
  if (origin === undefined) return resources;
  for (const resource of resources)
    if (resource.annotation(originAnnotation) === undefined) setOrigin(resource, origin);
  return resources;
}
