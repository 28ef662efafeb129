import type { JsonObject } from '@sluice/objects';
import { listAt, objectsAt } from '../api-object.ts';
import { labelValueName } from '../validation/names.ts';

/** Values that no label of a node can have: a wish for one is taken, and never comes true. */
export function nodeWishWarnings(spec: JsonObject, path: string): readonly string[] {
  const key = 'preferredDuringSchedulingIgnoredDuringExecution';
  return objectsAt(spec, 'affinity', 'nodeAffinity', key).flatMap((term, index) =>
    objectsAt(term, 'preference', 'matchExpressions').flatMap((expression, place) =>
      listAt(expression, 'values').flatMap((value, position) => {
        const where = `${path}.affinity.nodeAffinity.${key}[${index}].preference.matchExpressions[${place}]`;
        const problems = typeof value === 'string' ? labelValueName(value) : [];
        return problems.map((problem) => `${where}.values[${position}]: ${String(value)} is invalid, ${problem}`);
      }),
    ),
  );
}
