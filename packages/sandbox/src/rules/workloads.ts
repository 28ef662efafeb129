import type { JsonObject, JsonValue } from '@sluice/objects';
import { SelectorError, deepEqual, isJsonObject, labelSelectorOf, matchesLabels } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { at, objectAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { forbiddenField, invalidValue, required, unsupportedValue } from '../validation/causes.ts';
import { templateCauses } from './pod-spec.ts';
import { allNonNegative, nonNegative, selectorCauses, sorted } from './rule.ts';

/** Selector and template of a workload whose pods run forever. */
function selectedTemplate(spec: JsonObject, kind: string): readonly Cause[] {
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
    ...alwaysRestarts(spec),
  ];
}

/** What is said of a selector that cannot be read, beside what is wrong with it. */
const malformedSelectors = new Map([['deployment', 'invalid label selector']]);

function isMalformed(selector: JsonValue | undefined): boolean {
  if (!isJsonObject(selector)) return false;
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

function alwaysRestarts(spec: JsonObject): readonly Cause[] {
  const policy = at(spec, 'template', 'spec', 'restartPolicy');
  if (policy === 'Always' || policy === undefined) return [];
  const isKnown = policy === 'Never' || policy === 'OnFailure';
  return isKnown ? [unsupportedValue('spec.template.spec.restartPolicy', policy, ['Always'])] : [];
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
  const bothZero = isZero(maxUnavailable) && isZero(maxSurge);
  return [
    ...amountCauses(maxUnavailable, `${path}.maxUnavailable`),
    ...amountCauses(maxSurge, `${path}.maxSurge`),
    ...(bothZero ? [invalidValue(`${path}.maxUnavailable`, maxUnavailable, 'may not be 0 when `maxSurge` is 0')] : []),
    ...tooManyPercent(maxUnavailable, `${path}.maxUnavailable`),
  ];
}

const percentRule =
  "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";

/** A number of pods, or a share of them. */
function amountCauses(value: JsonValue | undefined, path: string): readonly Cause[] {
  if (typeof value === 'string' && !/^\d+%$/.test(value)) return [invalidValue(path, value, percentRule)];
  return typeof value === 'number' && value < 0
    ? [invalidValue(path, value, 'must be greater than or equal to 0')]
    : [];
}

function tooManyPercent(value: JsonValue | undefined, path: string): readonly Cause[] {
  const isOver = typeof value === 'string' && /^\d+%$/.test(value) && Number.parseInt(value, 10) > 100;
  return isOver ? [invalidValue(path, value, 'must not be greater than 100%')] : [];
}

function isZero(value: JsonValue | undefined): boolean {
  return value === 0 || value === '0%';
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

export function daemonSetCauses(daemonSet: ApiObject): readonly Cause[] {
  const spec = objectAt(daemonSet, 'spec');
  return [
    ...selectedTemplate(spec, 'daemonset'),
    ...allNonNegative(spec, ['minReadySeconds', 'revisionHistoryLimit'], 'spec'),
  ];
}

export function statefulSetCauses(statefulSet: ApiObject): readonly Cause[] {
  const spec = objectAt(statefulSet, 'spec');
  const policy = textAt(spec, 'podManagementPolicy') ?? '';
  const policies = ['OrderedReady', 'Parallel'];
  return [
    ...(policies.includes(policy)
      ? []
      : [invalidValue('spec.podManagementPolicy', policy, "must be 'OrderedReady' or 'Parallel'")]),
    ...allNonNegative(spec, ['replicas', 'minReadySeconds'], 'spec'),
    ...selectedTemplate(spec, 'statefulset'),
  ];
}

const changeableOfStatefulSet = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
];

export function statefulSetUpdateCauses(statefulSet: ApiObject, old: ApiObject): readonly Cause[] {
  const fixed = (object: ApiObject): JsonObject =>
    Object.fromEntries(
      Object.entries(objectAt(object, 'spec')).filter(([key]) => !changeableOfStatefulSet.includes(key)),
    );
  if (deepEqual(fixed(statefulSet), fixed(old))) return [];
  const names = changeableOfStatefulSet.map((name) => `'${name}'`);
  const list = `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
  return [forbiddenField('spec', `updates to statefulset spec for fields other than ${list} are forbidden`)];
}
