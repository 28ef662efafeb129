import type { FieldOptions, Replacement, TargetSelector } from '../config/types.ts';
import { lookup } from '../node/lookup.ts';
import { isNilOrEmpty, scalar, tags, textOf, type Node, type Source } from '../node/node.ts';
import { splitFieldPath } from '../node/paths.ts';
import { gvkText, idText, isSelectedBy, effectiveNamespace, type ResourceId } from '../resource/ids.ts';
import type { Resource } from '../resource/resource.ts';
import type { ResourceSet } from '../resource/resource-set.ts';
import { matchPath } from './path-matcher.ts';
import { compile, matchesLabels, type CompiledSelector } from './select.ts';
import { setInText } from './structured-text.ts';
import type { Transformer, TransformContext } from './transformer.ts';

const defaultFieldPath = 'metadata.name';

/** Copies values from one place to others. */
export function replacementTransformer(replacements: readonly Replacement[], source: Source): Transformer {
  return {
    source,
    async transform(set, context) {
      for (const replacement of replacements) await replace(set, replacement, { context, source });
    },
  };
}

interface Task {
  readonly context: TransformContext;
  readonly source: Source;
}

async function replace(set: ResourceSet, replacement: Replacement, task: Task): Promise<void> {
  if (
    (replacement.sourceValue === undefined && replacement.source === undefined) ||
    replacement.targets === undefined
  ) {
    throw new Error('replacements must specify a source and at least one target');
  }
  const value = valueOf(set, replacement, task.source);
  for (const target of replacement.targets) await applyToTarget(set, { target, value }, task);
}

function valueOf(set: ResourceSet, replacement: Replacement, from: Source): Node {
  const { source, sourceValue } = replacement;
  if (sourceValue !== undefined && source !== undefined)
    throw new Error('value and resource selectors are mutually exclusive');
  if (sourceValue !== undefined) return scalar(sourceValue, tags.none, from);
  if (source === undefined) throw new Error('replacements must specify a source and at least one target');
  const fieldPath = source.fieldPath === '' ? defaultFieldPath : source.fieldPath;
  const found = find(sourceResource(set, source).node, fieldPath);
  if (found === undefined || isNilOrEmpty(found)) {
    throw new Error(`fieldPath \`${fieldPath}\` is missing for replacement source ${idText(source)}`);
  }
  return refine(found, source.options);
}

function find(node: Node, fieldPath: string): Node | undefined {
  try {
    return lookup(node, splitFieldPath(fieldPath));
  } catch (cause) {
    throw new Error(`error looking up replacement source: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

function sourceResource(set: ResourceSet, selector: NonNullable<Replacement['source']>): Resource {
  const matches = set.list.filter((resource) => idsOf(resource).some((id) => isMeant(id, selector)));
  const text = sourceText(selector);
  if (matches.length > 1) throw new Error(`multiple matches for selector ${text}`);
  const [only] = matches;
  if (only === undefined) throw new Error(`nothing selected by ${text}`);
  return only;
}

function sourceText({
  group,
  version,
  kind,
  name,
  namespace,
  fieldPath,
  options,
}: NonNullable<Replacement['source']>): string {
  const parts = [idText({ group, version, kind, name, namespace })];
  if (fieldPath !== '') parts.push(fieldPath);
  if (options !== undefined && (options.delimiter !== '' || options.create))
    parts.push(`${options.delimiter}(${options.index}), create=${options.create}`);
  return parts.join(':');
}

/** Present and former ids; here none knows its scope. */
function idsOf(resource: Resource): ResourceId[] {
  return [{ ...resource.id, isClusterScoped: false }, ...resource.previousIds()];
}

function isMeant(id: ResourceId, selector: NonNullable<Replacement['source']>): boolean {
  if (selector.name !== '' && selector.name !== id.name) return false;
  if (
    selector.namespace !== '' &&
    effectiveNamespace({ ...id, namespace: selector.namespace }) !== effectiveNamespace(id)
  )
    return false;
  return isSelectedBy(id, selector);
}

/** One part of a delimited text. */
function refine(value: Node, options: FieldOptions | undefined): Node {
  if (options === undefined || options.delimiter === '') return value;
  if (value.kind !== 'scalar') throw new Error('delimiter option can only be used with scalar nodes');
  const part = textOf(value).split(options.delimiter)[options.index];
  if (part === undefined || options.index < 0)
    throw new Error(`options.index ${options.index} is out of bounds for value ${textOf(value)}`);
  const copy = value.copy();
  copy.value = part;
  return copy;
}

interface Copying {
  readonly target: TargetSelector;
  readonly value: Node;
}

async function applyToTarget(set: ResourceSet, copying: Copying, { context, source }: Task): Promise<void> {
  const { target } = copying;
  if (target.select === undefined) throw new Error('target must specify resources to select');
  const select = await compile(target.select);
  const rejects = await Promise.all(
    (target.reject ?? []).map(async (reject) => ({ reject, compiled: await compile(reject) })),
  );
  for (const resource of set.list) {
    if (context.pacer.isDue) await context.pacer.pause();
    if (!matchesLabels(resource, select)) continue;
    if (rejects.some(({ reject, compiled }) => rejectsLabels(resource, reject, compiled))) continue;
    const ids = idsOf(resource);
    if (rejects.some(({ reject, compiled }) => hasId(reject) && ids.some((id) => matchesId(id, compiled)))) continue;
    if (ids.some((id) => matchesId(id, select))) await copyValue(resource, copying, source);
  }
}

function rejectsLabels(
  resource: Resource,
  reject: { annotationSelector: string; labelSelector: string },
  compiled: CompiledSelector,
): boolean {
  return (reject.annotationSelector !== '' || reject.labelSelector !== '') && matchesLabels(resource, compiled);
}

function hasId(selector: { group: string; version: string; kind: string; name: string; namespace: string }): boolean {
  return (
    gvkText(selector) !== gvkText({ group: '', version: '', kind: '' }) ||
    selector.name !== '' ||
    selector.namespace !== ''
  );
}

function matchesId(id: ResourceId, selector: CompiledSelector): boolean {
  return selector.matchesGvk(id) && selector.name(id.name) && selector.namespace(id.namespace);
}

async function copyValue(resource: Resource, { target, value }: Copying, source: Source): Promise<void> {
  const paths =
    target.fieldPaths === undefined || target.fieldPaths.length === 0 ? [defaultFieldPath] : target.fieldPaths;
  for (const fieldPath of paths) {
    const create = target.options?.create === true ? value.kind : undefined;
    const path = splitFieldPath(fieldPath);
    if (await setInText(resource.node, path, { value, create, source })) continue;
    for (const place of await placesAt(resource.node, { path, fieldPath, create, source }))
      setValue(place, value, { options: target.options, source });
  }
}

interface Wanted {
  readonly path: readonly string[];
  readonly fieldPath: string;
  readonly create: Node['kind'] | undefined;
  readonly source: Source;
}

async function placesAt(node: Node, { path, fieldPath, create, source }: Wanted): Promise<Node[]> {
  const problem = `unable to find ${create === undefined ? '' : 'or create '}field ${JSON.stringify(fieldPath)} in replacement target`;
  let places: Node[] | undefined;
  try {
    places = await matchPath(node, path, { create, source });
  } catch (cause) {
    throw new Error(`${problem}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  if (places === undefined || places.length === 0) throw new Error(problem);
  return places;
}

/** A scalar keeps its own type: only its text changes. */
function setValue(
  place: Node,
  value: Node,
  { options, source }: { options: FieldOptions | undefined; source: Source },
): void {
  const copy = value.copy();
  if (options !== undefined && options.delimiter !== '') {
    if (place.kind !== 'scalar') throw new Error('delimiter option can only be used with scalar nodes');
    copy.value = insertPart(place.value.split(options.delimiter), textOf(copy), options);
  }
  if (place.kind === 'scalar') {
    place.value = copy.value;
    place.source = source;
  } else {
    place.become(copy);
  }
}

function insertPart(parts: readonly string[], part: string, { index, delimiter }: FieldOptions): string {
  if (index < 0) return [part, ...parts].join(delimiter);
  if (index >= parts.length) return [...parts, part].join(delimiter);
  return parts.with(index, part).join(delimiter);
}
