import type { FieldSpec } from '../config/types.ts';
import { setScalar } from '../node/fields.ts';
import { scalar, tags, type Node, type Source } from '../node/node.ts';
import { isSelectedBy, type ResourceId } from '../resource/ids.ts';
import type { Resource } from '../resource/resource.ts';
import { applyFieldSpec } from './field-spec.ts';
import type { Transformer } from './transformer.ts';

/** Either of a prefix or a suffix of names. */
export interface Affix {
  readonly position: 'prefix' | 'suffix';
  readonly text: string;
  readonly specs: readonly FieldSpec[];
}

/** Kinds whose names mean something by themselves. */
const skipped = [
  { group: '', version: '', kind: 'CustomResourceDefinition' },
  { group: 'apiregistration.k8s.io', version: '', kind: 'APIService' },
  { group: '', version: '', kind: 'Namespace' },
];

/** Prefixes or suffixes the names of resources, and notes it: references find their target by it. */
export function affixTransformer(affix: Affix, source: Source): Transformer {
  return {
    source,
    async transform(set, { pacer }) {
      for (const resource of set.list) {
        if (pacer.isDue) await pacer.pause();
        const id = resource.originalId;
        if (!skipped.some((selector) => isSelectedBy(id, selector))) renameResource(resource, id, { affix, source });
      }
    },
  };
}

function renameResource(resource: Resource, id: ResourceId, { affix, source }: { affix: Affix; source: Source }): void {
  for (const spec of affix.specs) {
    if (!isSelectedBy(id, spec)) continue;
    if (spec.path === 'metadata/name') noteAffix(resource, affix);
    const set = (node: Node): void => setScalar(node, scalar(withAffix(node.value, affix), tags.none, source));
    applyFieldSpec(resource.node, spec, { set, createKind: 'scalar', createTag: tags.string, source });
  }
}

function noteAffix(resource: Resource, affix: Affix): void {
  if (affix.position === 'prefix') resource.addPrefix(affix.text);
  else resource.addSuffix(affix.text);
  if (affix.text !== '') resource.storePreviousId();
}

function withAffix(name: string, affix: Affix): string {
  return affix.position === 'prefix' ? affix.text + name : name + affix.text;
}
