import { getOwn, isJsonObject, readYaml, type JsonValue } from '@sluice/objects';
import { toJson } from '../node/to-json.ts';
import { builtinGenerator, builtinTransformer } from '../plugin/builtin.ts';
import type { PluginContext } from '../plugin/plugin-context.ts';
import { originAnnotation } from '../resource/annotations.ts';
import { gvkText } from '../resource/ids.ts';
import type { Resource } from '../resource/resource.ts';
import { Accumulator } from './accumulator.ts';
import { contextOf } from './plugin-contexts.ts';
import { readResourceText } from './build-state.ts';
import { joinOrigin, setOrigin, type Origin } from './origin.ts';
import type { Target } from './target.ts';

/** A builtin plugin that a configuration of `generators`, `transformers` or `validators` asks for. */
export interface Plugin {
  readonly kind: string;
  /** How messages name it. */
  readonly id: string;
  readonly config: JsonValue;
  readonly context: PluginContext;
  readonly origin: Origin | undefined;
}

/** Reads plugin configurations: each entry is one itself, or the file or kustomization of some. */
export async function loadPlugins(target: Target, entries: readonly string[], by: string): Promise<Plugin[]> {
  const gathered = new Accumulator();
  const paths: string[] = [];
  for (const entry of entries) {
    const inline = inlineConfigs(target, entry, by);
    if (inline === undefined) paths.push(entry);
    else gathered.set.appendAll(inline);
  }
  await target.addResources(gathered, paths, by);
  return gathered.set.list.map((resource) => pluginOf(target, resource));
}

function inlineConfigs(target: Target, entry: string, by: string): Resource[] | undefined {
  try {
    const resources = readResourceText(entry, target.sourceOf(by), target.state.schemas);
    const path = joinOrigin(target.originPath, target.file.slice(target.file.lastIndexOf('/') + 1));
    if (target.state.tracksOrigin) for (const resource of resources) setOrigin(resource, { path });
    return resources;
  } catch {
    return undefined;
  }
}

function pluginOf(target: Target, resource: Resource): Plugin {
  requireBuiltin(resource);
  return {
    kind: resource.kind,
    id: resource.describe(),
    config: toJson(resource.node),
    origin: originOf(resource),
    context: contextOf(target, resource.source),
  };
}

function requireBuiltin(resource: Resource): void {
  const { gvk } = resource;
  if (gvk.group !== '' || gvk.version !== 'builtin') {
    const isFunction = [...resource.annotations().keys()].some((name) =>
      /(?:^|\.)config\.(?:kubernetes\.io|k8s\.io)\/function$/.test(name),
    );
    const option = isFunction ? '--enable-alpha-plugins and --enable-exec' : '--enable-alpha-plugins';
    throw new Error(
      `external plugins disabled; unable to load external plugin '${gvk.kind}' (${option} of kustomize; only builtin plugins run here)`,
    );
  }
  if (builtinGenerator(gvk.kind) === undefined && builtinTransformer(gvk.kind) === undefined) {
    throw new Error(`unable to load builtin ${gvkText(gvk)}`);
  }
}

/** Where the configuration of a plugin stands, if origins are noted. */
function originOf(resource: Resource): Origin | undefined {
  const text = resource.annotation(originAnnotation);
  const value = text === undefined ? undefined : readYaml(text)[0];
  if (!isJsonObject(value)) return undefined;
  const path = getOwn(value, 'path');
  return {
    ...(typeof path === 'string' ? { configuredIn: path } : {}),
    configuredBy: {
      apiVersion: resource.apiVersion,
      kind: resource.kind,
      name: resource.name,
      namespace: resource.namespace,
    },
  };
}
