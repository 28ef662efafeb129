import type { FieldSpec, Replica } from '../config/types.ts';
import { setScalar } from '../node/fields.ts';
import { scalar, tags, type Source } from '../node/node.ts';
import { gvkText, isSelectedBy } from '../resource/ids.ts';
import { applyFieldSpec } from './field-spec.ts';
import type { Transformer } from './transformer.ts';

/** Sets the number of replicas of the workloads of that name; none is an error. */
export function replicaTransformer(replica: Replica, specs: readonly FieldSpec[], source: Source): Transformer {
  return {
    source,
    async transform(set) {
      let found = false;
      for (const spec of specs) {
        for (const resource of set.matchingAnyId((id) => id.name === replica.name && isSelectedBy(id, spec))) {
          found = true;
          applyFieldSpec(resource.node, spec, {
            set: (node) => setScalar(node, scalar(String(replica.count), tags.integer, source)),
            createKind: 'scalar',
            createTag: tags.integer,
            source,
          });
        }
      }
      if (found) return;
      const kinds = specs.map((spec) => gvkText(spec)).join(' ');
      throw new Error(`resource with name ${replica.name} does not match a config with the following GVK [${kinds}]`);
    },
  };
}
