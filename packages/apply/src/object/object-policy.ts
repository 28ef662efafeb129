import type { KubeObject, ObjectMeta } from '@sluice/objects';

const prefix = 'kustomize.toolkit.fluxcd.io/';

/** What users may ask of one object by a label or an annotation `kustomize.toolkit.fluxcd.io/…`. */
export interface ObjectPolicy {
  /** `reconcile: disabled`: never applied, never deleted. */
  readonly reconcileDisabled: boolean;
  /** `ssa: Ignore`: never applied, never deleted. */
  readonly ignored: boolean;
  /** `ssa: IfNotPresent`: created, then left alone. */
  readonly ifNotPresent: boolean;
  /** `ssa: Merge`: fields of other managers stay theirs. */
  readonly merged: boolean;
  /** `force: enabled`: recreated when a change is refused as immutable. */
  readonly forced: boolean;
  /** `prune: disabled`: never deleted. */
  readonly pruneDisabled: boolean;
}

/**
 * Reads an object's policy from its labels and annotations (annotations first, values in any case). Upstream's rules
 * for which side counts, desired or live, are in `skipsApply`, `forcesRecreation` and `keepsFromDeletion`.
 */
export function policyOf(metadata: ObjectMeta): ObjectPolicy {
  if (!policyKeys.some((key) => has(metadata.labels, key) || has(metadata.annotations, key))) return noPolicy;
  const is = (key: string, value: string) => valuesOf(metadata, prefix + key).includes(value);
  return {
    reconcileDisabled: is('reconcile', 'disabled'),
    ignored: is('ssa', 'ignore'),
    ifNotPresent: is('ssa', 'ifnotpresent'),
    merged: is('ssa', 'merge'),
    forced: is('force', 'enabled'),
    pruneDisabled: is('prune', 'disabled'),
  };
}

const policyKeys = ['reconcile', 'ssa', 'force', 'prune'].map((name) => prefix + name);

/** Of nearly every object. */
const noPolicy: ObjectPolicy = {
  reconcileDisabled: false,
  ignored: false,
  ifNotPresent: false,
  merged: false,
  forced: false,
  pruneDisabled: false,
};

function has(map: Record<string, string> | undefined, key: string): boolean {
  return map !== undefined && map !== null && Object.hasOwn(map, key);
}

/** Whether an object is not applied: opted out on either side, or created once and there already. */
export function skipsApply(desired: ObjectPolicy, live: ObjectPolicy | undefined): boolean {
  if (desired.reconcileDisabled || desired.ignored) return true;
  if (live === undefined) return false;
  return live.reconcileDisabled || live.ignored || desired.ifNotPresent;
}

/** Whether an immutable object is deleted and created again. */
export function forcesRecreation(force: boolean, desired: ObjectPolicy, live: ObjectPolicy | undefined): boolean {
  return force || desired.forced || live?.forced === true;
}

/** Whether a live object is never deleted. */
export function keepsFromDeletion(live: ObjectPolicy): boolean {
  return live.pruneDisabled || live.reconcileDisabled || live.ignored;
}

/** Whether variables are replaced in an object; unlike the others this value's case counts. */
export function isSubstitutionDisabled(object: KubeObject): boolean {
  const key = `${prefix}substitute`;
  return [object.metadata.labels, object.metadata.annotations].some((map) => ownText(map, key) === 'disabled');
}

/** Whether an encrypted Secret is applied as it is. Read from annotations only. */
export function isDecryptionDisabled(object: KubeObject): boolean {
  return ownText(object.metadata.annotations, `${prefix}decrypt`)?.toLowerCase() === 'disabled';
}

function valuesOf(metadata: ObjectMeta, key: string): readonly string[] {
  const texts = [ownText(metadata.labels, key), ownText(metadata.annotations, key)];
  return texts.filter((text) => text !== undefined).map((text) => text.toLowerCase());
}

function ownText(map: Record<string, string> | undefined, key: string): string | undefined {
  if (map === undefined || map === null || !Object.hasOwn(map, key)) return undefined;
  const value: unknown = map[key];
  return typeof value === 'string' ? value : undefined;
}
