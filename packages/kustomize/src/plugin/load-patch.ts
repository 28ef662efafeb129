import { decodeText } from '../yaml/parse-cache.ts';
import type { PatchArgs, Replacement, ReplacementField } from '../config/types.ts';
import { replacement } from '../config/schemas.ts';
import type { DecodeMode } from '../config/decoder.ts';
import type { Source } from '../node/node.ts';
import type { Resource } from '../resource/resource.ts';
import {
  json6902Transformer,
  patchTransformer,
  strategicMergeTransformer,
  type PatchText,
} from '../transform/patches.ts';
import type { Transformer } from '../transform/transformer.ts';
import { readConfig } from '../yaml/read-config.ts';
import { isJsonArray, isJsonObject, writeYaml } from '@sluice/objects';
import type { PluginContext } from './plugin-context.ts';

/** How plugin configurations are read: unknown fields are ignored, numbers are texts where a text is wanted. */
export const pluginMode: DecodeMode = { strict: false, coerce: true };

/** The transformer of one entry of `patches`. */
export async function loadPatch(args: PatchArgs, context: PluginContext): Promise<Transformer> {
  const text = args.patch.trim();
  const shown = writeYaml({
    ...(text === '' ? {} : { patch: text }),
    ...(args.path === '' ? {} : { path: args.path }),
  });
  if (text === '' && args.path === '') throw new Error(`must specify one of patch and path in\n${shown}`);
  if (text !== '' && args.path !== '') throw new Error(`patch and path can't be set at the same time\n${shown}`);
  const patch: PatchText =
    text === ''
      ? await patchFile(args.path, context)
      : { text, label: `[patch: ${JSON.stringify(text)}]`, source: context.source };
  return patchTransformer(args, patch, (content, source) => context.readText(content, source));
}

async function patchFile(path: string, context: PluginContext): Promise<PatchText> {
  const { content, source } = await loadFile(path, context, `failed to get the patch file from path(${path}): `);
  return { text: decodeText(content), label: `[path: ${JSON.stringify(path)}]`, source };
}

async function loadFile(
  path: string,
  context: PluginContext,
  prefix = '',
): Promise<{ content: Uint8Array; source: Source }> {
  try {
    const content = await context.loader.load(path);
    return { content, source: { ...context.source, file: (await context.loader.findFile(path)) ?? path } };
  } catch (cause) {
    throw new Error(`${prefix}${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** The transformer of `patchesStrategicMerge`: each entry is a patch, or the file of one. */
export async function loadStrategicMerges(
  entries: readonly string[],
  inline: string,
  context: PluginContext,
): Promise<Transformer> {
  if (entries.length === 0 && inline === '') throw new Error('empty file path and empty patch content');
  const patches: Resource[] = [];
  for (const entry of entries) patches.push(...(await entryPatches(entry, context)));
  if (inline !== '') patches.push(...context.readText(inline, context.source));
  if (patches.length === 0) throw new Error(`patch appears to be empty; files=[${entries.join(' ')}], Patch=${inline}`);
  return strategicMergeTransformer(patches, context.source);
}

async function entryPatches(entry: string, context: PluginContext): Promise<Resource[]> {
  try {
    return context.readText(entry, context.source);
  } catch {
    const { content, source } = await loadFile(entry, context);
    return context.readFile(content, source);
  }
}

/** The transformer of one entry of `patchesJson6902`. */
export async function loadJson6902(
  { target, path, jsonOp }: { target: PatchArgs['target']; path: string; jsonOp: string },
  context: PluginContext,
): Promise<Transformer> {
  if (target === undefined || target.name === '') throw new Error('must specify the target name');
  if (path === '' && jsonOp === '') throw new Error('empty file path and empty jsonOp');
  if (path === '') return json6902Transformer(target, jsonOp, context.source);
  if (jsonOp !== '') throw new Error('must specify a file path or jsonOp, not both');
  const { content, source } = await loadFile(path, context);
  if (content.length === 0) throw new Error(`patch file '${path}' empty seems to be empty`);
  return json6902Transformer(target, decodeText(content), source);
}

/** The replacements themselves, those that stand in files read from there. */
export async function loadReplacements(
  fields: readonly ReplacementField[],
  context: PluginContext,
): Promise<Replacement[]> {
  const result: Replacement[] = [];
  for (const { path, ...inline } of fields) {
    if (path !== '' && (inline.source !== undefined || (inline.targets ?? []).length > 0)) {
      throw new Error('cannot specify both path and inline replacement');
    }
    if (path === '') result.push(inline);
    else result.push(...replacementsIn(readConfig((await loadFile(path, context)).content, () => undefined)));
  }
  return result;
}

function replacementsIn(value: ReturnType<typeof readConfig>): Replacement[] {
  if (isJsonArray(value)) return value.map((item) => replacement.decode(item, pluginMode));
  if (isJsonObject(value)) return [replacement.decode(value, pluginMode)];
  throw new Error(`unsupported replacement type encountered within replacement path: ${typeof value}`);
}
