import type { JsonObject, JsonValue } from '@sluice/objects';
import { deepEqual } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { numberAt, objectAt, objectsAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { forbiddenField, invalidValue } from '../validation/causes.ts';
import { paddedImageCauses } from './pod-images.ts';
import { eachOf, requiredText, sorted } from './rule.ts';

const changeable =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

/** Little of a pod's spec may change once it is made. */
export function podUpdateCauses(pod: ApiObject, old: ApiObject): readonly Cause[] {
  const spec = objectAt(pod, 'spec');
  const before = objectAt(old, 'spec');
  const resized = ['containers', 'initContainers'].find((key) => lengthOf(spec, key) !== lengthOf(before, key));
  if (resized !== undefined) {
    const first = resized === 'containers' ? [] : imageCauses(spec, 'containers');
    return [...first, forbiddenField(`spec.${resized}`, 'pod updates may not add or remove containers')];
  }
  return [...imageCauses(spec, 'containers'), ...imageCauses(spec, 'initContainers'), ...fieldCauses(spec, before)];
}

function lengthOf(spec: JsonObject, key: string): number {
  return objectsAt(spec, key).length;
}

function imageCauses(spec: JsonObject, key: string): readonly Cause[] {
  return eachOf(spec, key, 'spec', (container, where) => [
    ...requiredText(container, 'image', where),
    ...paddedImageCauses(container, where),
  ]);
}

function fieldCauses(spec: JsonObject, before: JsonObject): readonly Cause[] {
  const deadline = deadlineCauses(spec, before);
  if (deadline.length > 0 && spec['activeDeadlineSeconds'] !== undefined) return deadline;
  return [
    ...deadline,
    ...tolerationCauses(spec, before),
    ...gateCauses(spec, before),
    ...(waits(before) ? selectorCauses(spec, before) : []),
    ...(deepEqual(fixedParts(spec, before), fixedParts(before, before)) ? [] : [forbiddenField('spec', changeable)]),
  ];
}

const longest = 2_147_483_647;

/** A deadline may come, and may come nearer. */
function deadlineCauses(spec: JsonObject, before: JsonObject): readonly Cause[] {
  const field = 'spec.activeDeadlineSeconds';
  const now = numberAt(spec, 'activeDeadlineSeconds');
  const earlier = numberAt(before, 'activeDeadlineSeconds');
  if (now === undefined) {
    const rule = 'must not update from a positive integer to nil value';
    return earlier === undefined ? [] : [invalidValue(field, undefined, rule)];
  }
  if (now < 0 || now > longest) return [invalidValue(field, now, `must be between 0 and ${longest}, inclusive`)];
  const isLater = earlier !== undefined && earlier < now;
  return isLater ? [invalidValue(field, now, 'must be less than or equal to previous value')] : [];
}

/** Tolerations may be added, and may last longer or shorter. */
function tolerationCauses(spec: JsonObject, before: JsonObject): readonly Cause[] {
  const now = objectsAt(spec, 'tolerations').map(timeless);
  const isKept = objectsAt(before, 'tolerations')
    .map(timeless)
    .every((old) => now.some((toleration) => deepEqual(toleration, old)));
  if (isKept) return [];
  return [forbiddenField('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds')];
}

function timeless({ tolerationSeconds: _seconds, ...toleration }: JsonObject): JsonObject {
  return toleration;
}

function gateCauses(spec: JsonObject, before: JsonObject): readonly Cause[] {
  const known = new Set(objectsAt(before, 'schedulingGates').map(({ name }) => name));
  return eachOf(spec, 'schedulingGates', 'spec', ({ name }, where) => {
    const rule = `only deletion is allowed, but found new scheduling gate '${String(name)}'`;
    return known.has(name) ? [] : [forbiddenField(`${where}.name`, rule)];
  });
}

function waits(before: JsonObject): boolean {
  return lengthOf(before, 'schedulingGates') > 0;
}

/** A pod that waits to be placed may be told more of where. */
function selectorCauses(spec: JsonObject, before: JsonObject): readonly Cause[] {
  const selector = objectAt(spec, 'nodeSelector');
  const isKept = Object.entries(objectAt(before, 'nodeSelector')).every(([key, value]) => selector[key] === value);
  const rule = 'only additions to spec.nodeSelector are allowed (no mutations or deletions)';
  return isKept ? [] : [invalidValue('spec.nodeSelector', sorted(selector), rule)];
}

const free = new Set(['activeDeadlineSeconds', 'tolerations', 'schedulingGates']);

function fixedParts(spec: JsonObject, before: JsonObject): JsonObject {
  const mayGrow = waits(before) ? 'nodeSelector' : '';
  const kept = Object.entries(spec).filter(([key]) => !free.has(key) && key !== mayGrow);
  return Object.fromEntries(
    kept.map(([key, value]): [string, JsonValue] =>
      key === 'containers' || key === 'initContainers' ? [key, objectsAt(spec, key).map(withoutImage)] : [key, value],
    ),
  );
}

function withoutImage({ image: _image, ...container }: JsonObject): JsonObject {
  return container;
}
