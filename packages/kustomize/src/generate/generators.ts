import { isUtf8 } from 'node:buffer';
import type { GeneratorArgs, GeneratorOptions } from '../config/types.ts';
import { byCodePoint } from '../node/code-points.ts';
import { fieldOrCreate, setField, setText } from '../node/fields.ts';
import { mapNode, scalar, stringNode, tags, type Node, type Source } from '../node/node.ts';
import { enabled, notes } from '../resource/annotations.ts';
import { Resource } from '../resource/resource.ts';
import type { Schemas } from '../schema/schemas.ts';
import type { Loader } from '../tree/loader.ts';
import { loadKeyValues } from './key-values.ts';

export type GeneratedKind = 'ConfigMap' | 'Secret';

export interface GenerateContext {
  readonly loader: Loader;
  readonly schemas: Schemas;
  readonly source: Source;
}

/** A ConfigMap or Secret of the sources that the arguments name. */
export async function generate(kind: GeneratedKind, args: GeneratorArgs, context: GenerateContext): Promise<Resource> {
  if (args.name === '') throw new Error('a configmap must have a name');
  const { source } = context;
  const node = mapNode([], source);
  setText(node, 'apiVersion', 'v1', source);
  setText(node, 'kind', kind, source);
  const metadata = fieldOrCreate(node, 'metadata', 'map', source);
  setText(metadata, 'name', args.name, source);
  if (args.namespace !== '') setText(metadata, 'namespace', args.namespace, source);
  if (kind === 'Secret') setText(node, 'type', args.type === '' ? 'Opaque' : args.type, source);
  addData(node, kind, await loadKeyValues(context.loader, args), source);
  addOptions(node, args.options, source);
  const resource = new Resource(node, source, context.schemas);
  noteGenerator(resource, args);
  return resource;
}

function addData(node: Node, kind: GeneratedKind, entries: ReadonlyMap<string, Buffer>, source: Source): void {
  if (kind === 'Secret') fieldOrCreate(node, 'data', 'map', source);
  for (const key of [...entries.keys()].toSorted(byCodePoint)) {
    const value = entries.get(key) ?? Buffer.alloc(0);
    const isText = kind === 'ConfigMap' && isUtf8(value);
    const field = kind === 'Secret' || isText ? 'data' : 'binaryData';
    setField(
      fieldOrCreate(node, field, 'map', source),
      key,
      stringNode(isText ? value.toString() : base64(value), source),
    );
  }
}

const lineLength = 70;

/** As kustomize encodes: what does not fit on one line is broken into lines, each with a line break. */
function base64(value: Buffer): string {
  const text = value.toString('base64');
  if (text.length < lineLength) return text;
  return text.replaceAll(/.{1,70}/g, '$&\n');
}

function addOptions(node: Node, options: GeneratorOptions | undefined, source: Source): void {
  if (options === undefined) return;
  const metadata = fieldOrCreate(node, 'metadata', 'map', source);
  for (const [name, entries] of [
    ['labels', options.labels],
    ['annotations', options.annotations],
  ] as const) {
    for (const key of [...(entries?.keys() ?? [])].toSorted(byCodePoint)) {
      const value = stringNode(entries?.get(key) ?? '', source);
      value.style = 'quoted';
      setField(fieldOrCreate(metadata, name, 'map', source), key, value);
    }
  }
  if (options.immutable) setField(node, 'immutable', scalar('true', tags.boolean, source));
}

function noteGenerator(resource: Resource, args: GeneratorArgs): void {
  const annotations = resource.annotations();
  if (args.options?.disableNameSuffixHash !== true) annotations.set(notes.needsHash, enabled);
  const behavior = ['create', 'replace', 'merge'].includes(args.behavior) ? args.behavior : 'unspecified';
  annotations.set(notes.behavior, behavior);
  resource.setAnnotations(annotations, resource.source);
}

/** The options of one generator with those of `generatorOptions` added; its own labels and annotations win. */
export function mergeOptions(
  own: GeneratorOptions | undefined,
  global: GeneratorOptions | undefined,
): GeneratorOptions | undefined {
  if (global === undefined) return own;
  return {
    labels: mergeEntries(own?.labels, global.labels),
    annotations: mergeEntries(own?.annotations, global.annotations),
    disableNameSuffixHash: own?.disableNameSuffixHash === true || global.disableNameSuffixHash,
    immutable: own?.immutable === true || global.immutable,
  };
}

function mergeEntries(
  own: ReadonlyMap<string, string> | undefined,
  global: ReadonlyMap<string, string> | undefined,
): ReadonlyMap<string, string> | undefined {
  return own === undefined && global === undefined ? undefined : new Map([...(global ?? []), ...(own ?? [])]);
}
