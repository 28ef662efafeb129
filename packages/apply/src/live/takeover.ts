import type { JsonObject, KubeObject, ManagedFieldsEntry } from '@sluice/objects';
import type { ObjectPolicy } from '../object/object-policy.ts';
import { foldManagedFields, type TakenManager } from './managed-fields.ts';

/** Left behind by other ways of applying; useless or misleading once we apply. */
const staleAnnotations = [
  'kubectl.kubernetes.io/last-applied-configuration',
  'kustomize.toolkit.fluxcd.io/checksum',
  'fluxcd.io/sync-checksum',
];
const staleLabels = ['fluxcd.io/sync-gc-mark'];

/**
 * The JSON patch that makes an object ours alone: what earlier tools left is removed, and fields of the managers that
 * we take over become ours. `undefined` when there is nothing to do, or when either side asks for `ssa: Merge`.
 * Carries the version that it was made for, so that it fails when the object has changed since.
 */
export function planTakeover(
  live: KubeObject,
  policies: { readonly desired: ObjectPolicy; readonly live: ObjectPolicy },
  taken: readonly TakenManager[],
  nowMs: number,
): JsonObject[] | undefined {
  if (policies.desired.merged || policies.live.merged) return undefined;
  const operations = [...removals(live, 'annotations', staleAnnotations), ...removals(live, 'labels', staleLabels)];
  const folded = foldManagedFields(live, taken, nowMs);
  if (folded !== undefined) {
    operations.push({ op: 'replace', path: '/metadata/managedFields', value: folded.map(asJson) });
  }
  if (operations.length === 0) return undefined;
  return [
    ...operations,
    { op: 'replace', path: '/metadata/resourceVersion', value: live.metadata.resourceVersion ?? '' },
  ];
}

function removals(live: KubeObject, map: 'annotations' | 'labels', keys: readonly string[]): JsonObject[] {
  const present = live.metadata[map] ?? {};
  const path = (key: string) => `/metadata/${map}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  return keys.filter((key) => Object.hasOwn(present, key)).map((key) => ({ op: 'remove', path: path(key) }));
}

function asJson(entry: ManagedFieldsEntry): JsonObject {
  return { ...entry };
}
