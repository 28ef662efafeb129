import type { JsonObject, JsonValue } from '@sluice/objects';
import { SelectorError, deepEqual, isJsonObject, labelSelectorOf, matchesLabels } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { at, objectAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { forbiddenField, invalidValue, required, unsupportedValue } from '../validation/causes.ts';
import { amountCauses, isNone, tooManyPercent } from './amounts.ts';
import { templateCauses } from './pod-spec.ts';
import { allNonNegative, nonNegative, selectorCauses, sorted } from './rule.ts';

/** Selector and template of a workload whose pods run forever. */
export function selectedTemplate(spec: JsonObject, kind: string): readonly Cause[] {
  const { selector } = spec;
  const causes: Cause[] = [];
  if (!isJsonObject(selector)) {
    // A daemon set without a selector is only found not to match its template.
    if (kind !== 'daemonset') causes.push(required('spec.selector', ''));
  } else {
    causes.push(...selectorCauses(selector, 'spec.selector'));
    if (isEmpty(selector)) causes.push(invalidValue('spec.selector', {}, `empty selector is invalid for ${kind}`));
  }
  const malformed = isMalformed(selector) && kind !== 'daemonset';
  return [
    ...causes,
    ...(malformed ? [invalidValue('spec.selector', selector, malformedSelectors.get(kind) ?? '')] : []),
    ...matchCauses(selector, spec),
    ...templateCauses(objectAt(spec, 'template'), 'spec.template'),
    ...foreverCauses(objectAt(spec, 'template', 'spec'), kind),
  ];
}

/** What is said of a selector that cannot be read, beside what is wrong with it. */
const malformedSelectors = new Map([['deployment', 'invalid label selector']]);

function isMalformed(selector: JsonValue | undefined): boolean {
  if (!isJsonObject(selector)) return false;
  if (selectorCauses(selector, '').length > 0) return true;
  try {
    labelSelectorOf(selector);
    return false;
  } catch (error) {
    if (error instanceof SelectorError) return true;
    throw error;
  }
}

function isEmpty(selector: JsonObject): boolean {
  return ['matchLabels', 'matchExpressions'].every((key) => Object.keys(selector[key] ?? {}).length === 0);
}

/** The template's labels must be among what the selector selects. */
export function matchCauses(selector: JsonValue | undefined, spec: JsonObject): readonly Cause[] {
  const labels = at(spec, 'template', 'metadata', 'labels');
  if (isJsonObject(selector) && isEmpty(selector)) return [];
  if (isMalformed(selector)) return [];
  const parsed = isJsonObject(selector) ? labelSelectorOf(selector) : undefined;
  if (parsed !== undefined && matchesLabels(parsed, isJsonObject(labels) ? (labels as Record<string, string>) : {}))
    return [];
  return [invalidValue('spec.template.metadata.labels', sorted(labels), '`selector` does not match template `labels`')];
}

/** Who says that a pod which ends by itself is not for it. */
const keepers = new Map([
  ['deployment', 'ReplicaSet'],
  ['daemonset', 'DaemonSet'],
  ['statefulset', 'StatefulSet'],
]);

/** Pods that run forever start again whenever they end, and have no deadline. */
function foreverCauses({ restartPolicy, activeDeadlineSeconds }: JsonObject, kind: string): readonly Cause[] {
  const path = 'spec.template.spec';
  const isFinite = restartPolicy === 'Never' || restartPolicy === 'OnFailure';
  const detail = `activeDeadlineSeconds in ${keepers.get(kind) ?? ''} is not Supported`;
  return [
    ...(isFinite ? [unsupportedValue(`${path}.restartPolicy`, restartPolicy, ['Always'])] : []),
    ...(activeDeadlineSeconds === undefined ? [] : [forbiddenField(`${path}.activeDeadlineSeconds`, detail)]),
  ];
}

export function deploymentCauses(deployment: ApiObject): readonly Cause[] {
  const spec = objectAt(deployment, 'spec');
  return [
    ...nonNegative(spec, 'replicas', 'spec'),
    ...selectedTemplate(spec, 'deployment'),
    ...strategyCauses(objectAt(spec, 'strategy')),
    ...allNonNegative(spec, ['minReadySeconds', 'revisionHistoryLimit'], 'spec'),
    ...deadlineCauses(spec),
  ];
}

function strategyCauses(strategy: JsonObject): readonly Cause[] {
  const { type, rollingUpdate } = strategy;
  const path = 'spec.strategy';
  if (type === 'Recreate') {
    const detail = "may not be specified when strategy `type` is 'Recreate'";
    return rollingUpdate === undefined ? [] : [forbiddenField(`${path}.rollingUpdate`, detail)];
  }
  if (type === 'RollingUpdate')
    return rollingCauses(isJsonObject(rollingUpdate) ? rollingUpdate : {}, `${path}.rollingUpdate`);
  const shown = { Type: type ?? '', RollingUpdate: rollingUpdate ?? null };
  return [unsupportedValue(path, shown, ['Recreate', 'RollingUpdate'])];
}

function rollingCauses(update: JsonObject, path: string): readonly Cause[] {
  const { maxUnavailable, maxSurge } = update;
  const bothZero = isNone(maxUnavailable) && isNone(maxSurge);
  return [
    ...amountCauses(update, 'maxUnavailable', path),
    ...amountCauses(update, 'maxSurge', path),
    ...(bothZero ? [invalidValue(`${path}.maxUnavailable`, maxUnavailable, 'may not be 0 when `maxSurge` is 0')] : []),
    ...tooManyPercent(update, 'maxUnavailable', path),
  ];
}

function deadlineCauses(spec: JsonObject): readonly Cause[] {
  const { progressDeadlineSeconds: deadline, minReadySeconds: ready = 0 } = spec;
  if (typeof deadline !== 'number' || typeof ready !== 'number') return [];
  const negative = nonNegative(spec, 'progressDeadlineSeconds', 'spec');
  if (deadline > ready) return negative;
  return [...negative, invalidValue('spec.progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds')];
}

const statusCounts = ['replicas', 'updatedReplicas', 'readyReplicas', 'availableReplicas', 'unavailableReplicas'];

export function deploymentStatusCauses(deployment: ApiObject): readonly Cause[] {
  const status = objectAt(deployment, 'status');
  const count = (key: string): number => (typeof status[key] === 'number' ? status[key] : 0);
  const above = ['updatedReplicas', 'readyReplicas', 'availableReplicas'].filter(
    (key) => count(key) > count('replicas'),
  );
  return [
    ...allNonNegative(status, statusCounts, 'status'),
    ...above.map((key) => invalidValue(`status.${key}`, count(key), 'cannot be greater than status.replicas')),
    ...(count('availableReplicas') > count('readyReplicas')
      ? [invalidValue('status.availableReplicas', count('availableReplicas'), 'cannot be greater than readyReplicas')]
      : []),
  ];
}

/** Which pods a workload owns is settled when it is made. */
export function immutableSelector(object: ApiObject, old: ApiObject): readonly Cause[] {
  const selector = at(object, 'spec', 'selector');
  if (deepEqual(selector, at(old, 'spec', 'selector'))) return [];
  return [invalidValue('spec.selector', shownSelector(selector), 'field is immutable')];
}

/** As Go writes it: labels by name, and nothing for an empty selector that is not there. */
function shownSelector(selector: JsonValue | undefined): JsonValue {
  if (!isJsonObject(selector) || Object.keys(selector).length === 0) return null;
  const { matchLabels } = selector;
  return matchLabels === undefined ? selector : { ...selector, matchLabels: sorted(matchLabels) };
}

export function replicaSetCauses(replicaSet: ApiObject): readonly Cause[] {
  const spec = objectAt(replicaSet, 'spec');
  return [...allNonNegative(spec, ['replicas', 'minReadySeconds'], 'spec'), ...selectedTemplate(spec, 'deployment')];
}
