import type { ValueAddTarget } from '../config/plugin-schemas.ts';
import { lookup } from '../node/lookup.ts';
import { requireKind, setScalar } from '../node/fields.ts';
import { scalar, tags, type Node, type Source } from '../node/node.ts';
import { splitPath } from '../node/paths.ts';
import { setNamespaceOf } from './namespace.ts';
import { selectResources } from './select.ts';
import type { Transformer } from './transformer.ts';

/** Writes a value into fields, or inserts it into the file paths that they hold. */
export function valueAddTransformer(value: string, targets: readonly ValueAddTarget[], source: Source): Transformer {
  for (const target of targets) checkTarget(target);
  if (targets.length === 0) throw new Error('must specify at least one target');
  return {
    source,
    async transform(set, { schemas }) {
      for (const target of targets) {
        const selected = target.selector === undefined ? set.list : await selectResources(set, target.selector);
        for (const { node } of selected) {
          if (target.fieldPath === 'metadata/namespace')
            setNamespaceOf(node, { namespace: value, specs: [], mode: 'defaultOnly', source }, schemas);
          else addValue(node, { value, target, source });
        }
      }
    },
  };
}

function checkTarget({ fieldPath, filePathPosition }: ValueAddTarget): void {
  if (fieldPath === '') throw new Error('fieldPath cannot be empty');
  if (filePathPosition < 0) throw new Error(`value of FilePathPosition (${filePathPosition}) cannot be negative`);
}

function addValue(
  node: Node,
  { value, target, source }: { value: string; target: ValueAddTarget; source: Source },
): void {
  const place = lookup(node, splitPath(`/${target.fieldPath}`, '/'), { kind: 'scalar', source });
  if (place === undefined) return;
  requireKind(place, 'scalar');
  const text = target.filePathPosition > 0 ? insertPart(place.value, target.filePathPosition - 1, value) : value;
  setScalar(place, scalar(text, tags.none, source));
}

/** A position behind the end appends; a leading slash stays. */
function insertPart(path: string, position: number, part: string): string {
  const isAbsolute = path.startsWith('/');
  const parts = path.split('/').filter((step) => step !== '');
  const inserted = parts.toSpliced(Math.min(position, parts.length), 0, part).join('/');
  return isAbsolute ? `/${inserted}` : inserted;
}
