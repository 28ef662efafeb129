import { formatGroupKind, groupOf } from '../object/object-name.ts';
import { textAt } from '../object/read-field.ts';
import type { DesiredObject } from './desired-object.ts';

/** Whether an object is a CustomResourceDefinition. */
export function isDefinition({ ref }: DesiredObject): boolean {
  return ref.kind === 'CustomResourceDefinition' && groupOf(ref.apiVersion) === 'apiextensions.k8s.io';
}

/** The kinds that the definitions among some objects define, as `group/Kind`. */
export function definedKinds(objects: readonly DesiredObject[]): ReadonlySet<string> {
  const kinds = objects.filter(isDefinition).map(({ object }) => {
    const apiVersion = `${textAt(object, 'spec', 'group') ?? ''}/v1`;
    return formatGroupKind({ apiVersion, kind: textAt(object, 'spec', 'names', 'kind') ?? '' });
  });
  return new Set(kinds);
}
