import type { FieldSpec } from '../config/types.ts';
import { setField } from '../node/fields.ts';
import { byCodePoint } from '../node/code-points.ts';
import { stringNode, tags, type Source } from '../node/node.ts';
import { applyFieldSpecs } from './field-spec.ts';
import type { Transformer } from './transformer.ts';

/**
 * Sets labels or annotations at the fields that the specs name. All new fields of one resource share one node for each
 * key, so that a later change of one of them, by a patch or replacement, shows in all: kustomize has it so.
 */
export function entriesTransformer(
  entries: ReadonlyMap<string, string>,
  specs: readonly FieldSpec[],
  source: Source,
): Transformer {
  const keys = [...entries.keys()].toSorted(byCodePoint);
  return {
    source,
    async transform(set, { pacer }) {
      for (const resource of keys.length === 0 ? [] : set.list) {
        if (pacer.isDue) await pacer.pause();
        for (const key of keys) {
          const value = stringNode(entries.get(key) ?? '', source);
          applyFieldSpecs(resource.node, specs, {
            set: (node) => void setField(node, key, value),
            createKind: 'map',
            createTag: tags.map,
            source,
          });
        }
      }
    },
  };
}
