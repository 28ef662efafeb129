import type { PatchArgs, Selector } from '../config/types.ts';
import { decodePatch, type Operation } from '../json-patch/decode-patch.ts';
import type { Source } from '../node/node.ts';
import { notes } from '../resource/annotations.ts';
import { idText } from '../resource/ids.ts';
import type { Resource } from '../resource/resource.ts';
import type { ResourceSet } from '../resource/resource-set.ts';
import { applyJsonPatch } from './json-patch.ts';
import { selectResources } from './select.ts';
import { mergePatch, mergePatchInto } from './strategic-merge.ts';
import type { TransformContext, Transformer } from './transformer.ts';

/** A patch's text and where it stands. */
export interface PatchText {
  readonly text: string;
  /** How messages name the patch. */
  readonly label: string;
  readonly source: Source;
}

/** Reads resources of a text; fails where it holds none. */
export type ReadResources = (text: string, source: Source) => Resource[];

interface LoadedPatch {
  readonly merges: readonly Resource[];
  readonly operations: readonly Operation[] | undefined;
}

/** A patch of the `patches` field: strategic merge where the text is resources, JSON patch where it is operations. */
export function patchTransformer(args: PatchArgs, patch: PatchText, readResources: ReadResources): Transformer {
  const { merges, operations } = loadPatch(args, patch, readResources);
  return {
    source: patch.source,
    async transform(set, context) {
      if (merges.length > 0) return transformMerge(set, { args, patch, merges, context });
      if (operations !== undefined) return transformJson(set, { args, patch, operations, context });
    },
  };
}

function loadPatch(args: PatchArgs, patch: PatchText, readResources: ReadResources): LoadedPatch {
  const merges = attempt(() => readResources(patch.text, patch.source));
  const operations = attempt(() => decodeNonEmpty(patch.text));
  checkKind(merges, operations, patch.label);
  if (!merges.ok) return { merges: [], operations: operations.ok ? operations.value : undefined };
  for (const merge of merges.value) noteOptions(merge, args.options);
  return { merges: merges.value, operations: undefined };
}

/** A text must be one of the two kinds, and not both. */
function checkKind(
  merges: Attempt<readonly Resource[]>,
  operations: Attempt<readonly Operation[]>,
  label: string,
): void {
  if (!merges.ok && !operations.ok) {
    const reason = messageOf(merges.error);
    throw new Error(`unable to parse SM or JSON patch from ${label}: ${reason}`, { cause: merges.error });
  }
  if (merges.ok && operations.ok && merges.value.length > 0 && operations.value.length > 0) {
    throw new Error(`illegally qualifies as both an SM and JSON patch: ${label}`);
  }
}

function noteOptions(patch: Resource, options: PatchArgs['options']): void {
  if (options?.allowNameChange === true) patch.enable(notes.allowNameChange);
  if (options?.allowKindChange === true) patch.enable(notes.allowKindChange);
}

function decodeNonEmpty(text: string): readonly Operation[] {
  if (text === '') throw new Error('empty json patch operations');
  return decodePatch(text);
}

type Attempt<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown };

function attempt<T>(run: () => T): Attempt<T> {
  try {
    return { ok: true, value: run() };
  } catch (error) {
    return { ok: false, error };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

interface Task {
  readonly args: PatchArgs;
  readonly patch: PatchText;
  readonly context: TransformContext;
}

async function transformMerge(
  set: ResourceSet,
  { args, patch, merges, context }: Task & { merges: readonly Resource[] },
): Promise<void> {
  const [first] = merges;
  if (args.target !== undefined && first !== undefined) {
    if (merges.length > 1) {
      throw new Error(
        `Multiple Strategic-Merge Patches in one \`patches\` entry is not allowed to set \`patches.target\` field: ${patch.label}`,
      );
    }
    const selected = await selectResources(set, args.target);
    return mergePatchInto(set, selected, { patch: first, schemas: context.schemas });
  }
  for (const merge of merges) {
    const id = merge.originalId;
    const target = findTarget(set, merge, `no resource matches strategic merge patch ${JSON.stringify(idText(id))}: `);
    mergePatch(target, merge, context.schemas);
  }
}

function findTarget(set: ResourceSet, patch: Resource, prefix: string): Resource {
  try {
    return set.getById(patch.originalId);
  } catch (cause) {
    throw new Error(`${prefix}${messageOf(cause)}`, { cause });
  }
}

async function transformJson(set: ResourceSet, task: Task & { operations: readonly Operation[] }): Promise<void> {
  const { args, patch, operations, context } = task;
  if (args.target === undefined) throw new Error(`must specify a target for JSON patch ${patch.label}`);
  for (const resource of await selectResources(set, args.target)) {
    if (context.pacer.isDue) await context.pacer.pause();
    resource.storePreviousId();
    applyJsonPatch(resource, operations, patch.source);
  }
}

/** The patches of `patchesStrategicMerge`, each for the one resource that it names. */
export function strategicMergeTransformer(patches: readonly Resource[], source: Source): Transformer {
  return {
    source,
    async transform(set, { schemas }) {
      for (const patch of patches) mergePatchInto(set, [set.getById(patch.originalId)], { patch, schemas });
    },
  };
}

/** A patch of `patchesJson6902`. */
export function json6902Transformer(target: Selector | undefined, text: string, source: Source): Transformer {
  const operations = decodeChecked(text);
  return {
    source,
    async transform(set) {
      if (target === undefined) throw new Error(`must specify a target for patch ${text.slice(0, 100)}`);
      for (const resource of await selectResources(set, target)) applyJsonPatch(resource, operations, source);
    },
  };
}

function decodeChecked(text: string): readonly Operation[] {
  let operations: readonly Operation[];
  try {
    operations = decodePatch(text);
  } catch (cause) {
    throw new Error(`decoding ${text.slice(0, 100)}: ${messageOf(cause)}`, { cause });
  }
  if (operations.length === 0) throw new Error(`patch appears to be empty; JsonOp=${text.slice(0, 100)}`);
  return operations;
}
