import { createHash } from 'node:crypto';
import { setOwn, type JsonObject, type JsonValue } from '@sluice/objects';
import { writeGoJson } from '../output/go-json.ts';
import { getField } from '../node/fields.ts';
import { toJson } from '../node/to-json.ts';
import type { Source } from '../node/node.ts';
import { notes } from '../resource/annotations.ts';
import type { Resource } from '../resource/resource.ts';
import type { Transformer } from './transformer.ts';

/** Adds a hash of their content to the names of generated resources, so that a change of content is a change of name. */
export function hashTransformer(source: Source): Transformer {
  return {
    source,
    async transform(set, { pacer }) {
      for (const resource of set.list) {
        if (pacer.isDue) await pacer.pause();
        if (!resource.isEnabled(notes.needsHash)) continue;
        const hash = hashOf(resource);
        resource.storePreviousId();
        resource.setName(`${resource.name}-${hash}`, source);
      }
    },
  };
}

/** The suffix that kustomize computes: ten characters of a SHA-256, without digits and vowels that make words. */
function hashOf(resource: Resource): string {
  const digest = createHash('sha256')
    .update(writeGoJson(contentOf(resource)))
    .digest('hex');
  return digest.slice(0, 10).replaceAll(/[013ae]/g, (digit) => substitutes[digit] ?? digit);
}

const substitutes: Readonly<Record<string, string>> = { 0: 'g', 1: 'h', 3: 'k', a: 'm', e: 't' };

/** The name is always empty: kustomize looks for a field `metadata/name`, which does not exist. */
function contentOf(resource: Resource): JsonValue {
  const value = (name: string): JsonValue | undefined => valueOf(resource, name);
  const content = (fields: JsonObject, name: string): JsonObject => withMap(fields, name, value(name));
  if (resource.kind === 'ConfigMap')
    return content({ kind: 'ConfigMap', name: '', data: orEmpty(value('data')) }, 'binaryData');
  if (resource.kind !== 'Secret') return toJson(resource.node);
  const fields = { kind: 'Secret', type: orEmpty(value('type')), name: '', data: orEmpty(value('data')) };
  return content(fields, 'stringData');
}

/** Scalars count as their text, and a list, which should not be there, as null. */
function valueOf(resource: Resource, name: string): JsonValue | undefined {
  const node = getField(resource.node, name);
  if (node === undefined) return undefined;
  if (node.kind === 'scalar') return node.value;
  return node.kind === 'seq' ? null : toJson(node);
}

function orEmpty(value: JsonValue | undefined): JsonValue {
  return value === undefined ? '' : value;
}

function withMap(content: JsonObject, name: string, value: JsonValue | undefined): JsonObject {
  if (typeof value === 'object') setOwn(content, name, value);
  return content;
}
