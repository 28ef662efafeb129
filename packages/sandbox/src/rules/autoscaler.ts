import type { JsonObject } from '@sluice/objects';
import { isJsonObject } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { objectAt, objectsAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { forbiddenField, invalidValue, required } from '../validation/causes.ts';
import { metricCauses } from './autoscaler-metrics.ts';
import { kindAndNameCauses } from './named.ts';
import { eachOf, oneOf } from './rule.ts';

export function autoscalerCauses(autoscaler: ApiObject): readonly Cause[] {
  const spec = objectAt(autoscaler, 'spec');
  const { minReplicas: min, maxReplicas: max } = spec;
  const isBelow = typeof min === 'number' && typeof max === 'number' && max < min;
  return [
    ...(typeof min === 'number' && min < 1
      ? [invalidValue('spec.minReplicas', min, 'must be greater than or equal to 1')]
      : []),
    ...(typeof max === 'number' && max < 1 ? [required('spec.maxReplicas', 'must be set and greater than 0')] : []),
    ...(isBelow ? [invalidValue('spec.maxReplicas', max, 'must be greater than or equal to `minReplicas`')] : []),
    ...targetCauses(objectAt(spec, 'scaleTargetRef'), 'spec.scaleTargetRef'),
    ...eachOf(spec, 'metrics', 'spec', metricCauses),
    ...idleCauses(spec),
    ...eachDirection(objectAt(spec, 'behavior')),
  ];
}

function targetCauses(target: JsonObject, path: string): readonly Cause[] {
  const apiVersion = textAt(target, 'apiVersion') ?? '';
  const hasGroup = apiVersion.includes('/') || target['kind'] === 'ReplicationController';
  return [
    ...kindAndNameCauses(target, path),
    ...(hasGroup ? [] : [invalidValue(`${path}.apiVersion`, apiVersion, 'apiVersion must specify API group')]),
  ];
}

/** What runs nowhere has no pods to measure. */
function idleCauses(spec: JsonObject): readonly Cause[] {
  const isMeasured = objectsAt(spec, 'metrics').some(({ type }) => type === 'Object' || type === 'External');
  if (spec['minReplicas'] !== 0 || isMeasured) return [];
  return [
    forbiddenField(
      'spec.metrics',
      'must specify at least one Object or External metric to support scaling to zero replicas',
    ),
  ];
}

const longestWindowSeconds = 3600;
const longestPeriodSeconds = 1800;

function eachDirection(behavior: JsonObject): readonly Cause[] {
  return ['scaleUp', 'scaleDown'].flatMap((key) => {
    const rules = behavior[key];
    return isJsonObject(rules) ? directionCauses(rules, `spec.behavior.${key}`) : [];
  });
}

function directionCauses(rules: JsonObject, path: string): readonly Cause[] {
  const isIdle = objectsAt(rules, 'policies').length === 0;
  return [
    ...windowCauses(rules, path),
    ...oneOf(rules, 'selectPolicy', path, ['Disabled', 'Max', 'Min']),
    ...(isIdle ? [required(`${path}.policies`, 'must specify at least one Policy')] : []),
    ...eachOf(rules, 'policies', path, policyCauses),
  ];
}

function windowCauses({ stabilizationWindowSeconds: seconds }: JsonObject, path: string): readonly Cause[] {
  if (typeof seconds !== 'number') return [];
  return [
    ...(seconds < 0 ? ['must be greater than or equal to zero'] : []),
    ...(seconds > longestWindowSeconds ? [`must be less than or equal to ${longestWindowSeconds}`] : []),
  ].map((detail) => invalidValue(`${path}.stabilizationWindowSeconds`, seconds, detail));
}

function policyCauses(policy: JsonObject, path: string): readonly Cause[] {
  const seconds = policy['periodSeconds'];
  const isLong = typeof seconds === 'number' && seconds > longestPeriodSeconds;
  const below = ['value', 'periodSeconds'].filter((key) => Number(policy[key] ?? 0) <= 0);
  return [
    ...oneOf(policy, 'type', path, ['Percent', 'Pods']),
    ...below.map((key) => invalidValue(`${path}.${key}`, policy[key] ?? 0, 'must be greater than zero')),
    ...(isLong
      ? [invalidValue(`${path}.periodSeconds`, seconds, `must be less than or equal to ${longestPeriodSeconds}`)]
      : []),
  ];
}
