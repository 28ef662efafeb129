import type { KubeObject, TypeRef } from '@sluice/objects';
import { formatGroupKind, groupOf, refOf } from '../object/object-name.ts';
import { compareForApply } from './sort-order.ts';

/** The stages of a pass, in order. The objects of the first two must be ready before the next stage begins. */
export type StageName = 'definitions' | 'classes' | 'custom' | 'resources';

export interface Stage<T> {
  readonly name: StageName;
  /** Whether the next stage waits until these objects are ready. */
  readonly waits: boolean;
  /** In the order of apply. */
  readonly items: readonly T[];
}

const stageNames: readonly StageName[] = ['definitions', 'classes', 'custom', 'resources'];

const definitionKinds = new Map([
  ['customresourcedefinition', 'apiextensions.k8s.io'],
  ['namespace', ''],
  ['clusterrole', 'rbac.authorization.k8s.io'],
]);

/**
 * Splits objects into stages, each sorted for apply: definitions (CRD, Namespace, ClusterRole), classes (kinds ending in
 * `Class`), the kinds of `customKinds` (`group/Kind`, `Kind` for the core group), the rest. Empty stages are left out.
 */
export function planStages<T>(
  items: readonly T[],
  objectOf: (item: T) => KubeObject,
  customKinds: ReadonlySet<string> = new Set(),
): readonly Stage<T>[] {
  const staged = items.map((item) => {
    const ref = refOf(objectOf(item));
    return { item, ref, stage: stageOf(ref, customKinds) };
  });
  staged.sort((a, b) => compareForApply(a.ref, b.ref));
  return stageNames
    .map((name) => ({
      name,
      waits: name === 'definitions' || name === 'classes',
      items: staged.filter((entry) => entry.stage === name).map((entry) => entry.item),
    }))
    .filter((stage) => stage.items.length > 0);
}

function stageOf(type: TypeRef, customKinds: ReadonlySet<string>): StageName {
  if (definitionKinds.get(type.kind.toLowerCase()) === groupOf(type.apiVersion)) return 'definitions';
  if (type.kind.toLowerCase().endsWith('class')) return 'classes';
  return customKinds.has(formatGroupKind(type)) ? 'custom' : 'resources';
}
