import type { JsonObject } from '@sluice/objects';
import { isJsonObject } from '@sluice/objects';
import { objectAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { forbiddenField, invalidValue, required, unsupportedValue } from '../validation/causes.ts';
import { pathSegment } from '../validation/names.ts';
import { kindAndNameCauses, mustBeNamedBy } from './named.ts';
import { signOfQuantity } from './quantities.ts';

const types = ['ContainerResource', 'External', 'Object', 'Pods', 'Resource'];
const bothOrNeither = 'must set either a target value for metric or a per-pod target';

type Check = (source: JsonObject, path: string) => readonly Cause[];

/** Where a metric may come from, in the order in which the server looks. */
const sources = new Map<string, Check>([
  [
    'object',
    (source, path) => [
      ...describedCauses(source, path),
      ...measured(source, path),
      ...valued(source, path, 'must set either a target value or averageValue'),
    ],
  ],
  ['external', (source, path) => [...measured(source, path), ...valued(source, path), ...twiceValued(source, path)]],
  ['pods', (source, path) => [...measured(source, path), ...averaged(source, path)]],
  ['resource', (source, path) => resourceCauses(source, path)],
  [
    'containerResource',
    (source, path) => [
      ...resourceNameCauses(source, path),
      ...(textAt(source, 'container') ? [] : [required(`${path}.container`, 'must specify a container')]),
      ...resourceTargetCauses(source, path),
    ],
  ],
]);

/** One metric of an autoscaler: its type, and the one source that belongs to the type. */
export function metricCauses(metric: JsonObject, path: string): readonly Cause[] {
  const type = textAt(metric, 'type') ?? '';
  const isKnown = types.includes(type);
  const expected = `${type.slice(0, 1).toLowerCase()}${type.slice(1)}`;
  const present = [...sources.keys()].filter((key) => metric[key] !== undefined);
  const [first] = present;
  const unknown = unsupportedValue(`${path}.type`, type, types);
  return [
    ...(type === '' ? [required(`${path}.type`, 'must specify a metric source type')] : []),
    ...(isKnown ? [] : [unknown]),
    ...(first === undefined ? [] : (sources.get(first)?.(objectAt(metric, first), `${path}.${first}`) ?? [])),
    ...(isKnown ? [] : [unknown]),
    ...(isKnown && !present.includes(expected)
      ? [required(`${path}.${expected}`, 'must populate information for the given metric source')]
      : []),
    ...(present.length > 1 ? surplus(present, expected, path) : []),
  ];
}

function surplus(present: readonly string[], expected: string, path: string): readonly Cause[] {
  return present
    .filter((key) => key !== expected)
    .map((key) => forbiddenField(`${path}.${key}`, 'must populate the given metric source only'));
}

function describedCauses(source: JsonObject, path: string): readonly Cause[] {
  return kindAndNameCauses(objectAt(source, 'describedObject'), `${path}.describedObject`);
}

/** The metric by its name, and its target. */
function measured(source: JsonObject, path: string): readonly Cause[] {
  return [
    ...mustBeNamedBy(pathSegment, objectAt(source, 'metric'), 'name', `${path}.metric`, 'must specify a metric name'),
    ...targetCauses(objectAt(source, 'target'), `${path}.target`),
  ];
}

function valued(source: JsonObject, path: string, detail = bothOrNeither): readonly Cause[] {
  const { value, averageValue } = objectAt(source, 'target');
  return value === undefined && averageValue === undefined ? [required(`${path}.target.averageValue`, detail)] : [];
}

function twiceValued(source: JsonObject, path: string): readonly Cause[] {
  const { value, averageValue } = objectAt(source, 'target');
  if (value === undefined || averageValue === undefined) return [];
  return [forbiddenField(`${path}.target.value`, 'may not set both a target value for metric and a per-pod target')];
}

function averaged(source: JsonObject, path: string): readonly Cause[] {
  const { averageValue } = objectAt(source, 'target');
  if (averageValue !== undefined) return [];
  return [required(`${path}.target.averageValue`, 'must specify a positive target averageValue')];
}

function resourceCauses(source: JsonObject, path: string): readonly Cause[] {
  return [...resourceNameCauses(source, path), ...resourceTargetCauses(source, path)];
}

function resourceNameCauses(source: JsonObject, path: string): readonly Cause[] {
  return textAt(source, 'name') ? [] : [required(`${path}.name`, 'must specify a resource name')];
}

function resourceTargetCauses(source: JsonObject, path: string): readonly Cause[] {
  const target = objectAt(source, 'target');
  const count = ['averageUtilization', 'averageValue'].filter((key) => target[key] !== undefined).length;
  return [
    ...targetCauses(target, `${path}.target`),
    ...(count === 0
      ? [required(`${path}.target.averageUtilization`, 'must set either a target raw value or a target utilization')]
      : []),
    ...(count === 2
      ? [forbiddenField(`${path}.target.averageValue`, 'may not set both a target raw value and a target utilization')]
      : []),
  ];
}

function targetCauses(target: JsonObject, path: string): readonly Cause[] {
  const type = textAt(target, 'type') ?? '';
  const { averageUtilization: percent } = target;
  const isKnown = ['Utilization', 'Value', 'AverageValue'].includes(type);
  return [
    ...(type === '' ? [required(`${path}.type`, 'must specify a metric target type')] : []),
    ...(isKnown ? [] : [invalidValue(`${path}.type`, type, 'must be either Utilization, Value, or AverageValue')]),
    ...['value', 'averageValue'].flatMap((key) => positive(target, key, path)),
    ...(typeof percent === 'number' && percent < 1
      ? [invalidValue(`${path}.averageUtilization`, percent, 'must be greater than 0')]
      : []),
  ];
}

function positive(target: JsonObject, key: string, path: string): readonly Cause[] {
  const value = target[key];
  if (value === undefined || isJsonObject(value) || signOfQuantity(value) > 0) return [];
  return [invalidValue(`${path}.${key}`, String(value), 'must be positive')];
}
