import type { KubeObject, ObjectRef } from '@sluice/objects';
import { resources } from '@sluice/api';
import { statusOf } from '../../kinds/cli-kind.ts';

/** An object of an inventory that neither the API server nor a controller of ours acts on. */
export interface ForeignObject {
  /** The inventory's id and version. */
  readonly id: string;
  readonly ref: ObjectRef;
}

export function foreignObjects(
  kustomizations: readonly KubeObject[],
  isBuiltIn: (group: string, kind: string) => boolean,
): ForeignObject[] {
  const entries = kustomizations.flatMap((object) => statusOf(object).inventory?.entries ?? []);
  return entries.flatMap(({ id, v }) => {
    const [namespace = '', name = '', group = '', kind = ''] = id.split('_');
    if (isBuiltIn(group, kind) || isOurs(group, kind)) return [];
    return [
      {
        id: `${id} ${v}`,
        ref: { apiVersion: `${group}/${v}`, kind, name, ...(namespace === '' ? {} : { namespace }) },
      },
    ];
  });
}

function isOurs(group: string, kind: string): boolean {
  return resources.some((resource) => resource.group === group && resource.kind === kind);
}
