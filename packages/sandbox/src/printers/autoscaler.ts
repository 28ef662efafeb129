import type { JsonObject, JsonValue } from '@sluice/objects';
import { isJsonObject } from '@sluice/objects';
import { at, objectsAt } from '../api-object.ts';
import type { Printer } from './printer.ts';
import { convertAutoscaler } from '../registry/autoscaler-versions.ts';
import { ageOfObject, count, nameOf, none, textOr, unset } from './printer.ts';

const few = 2;

/** Of both versions: what v1 says with a percentage is a metric of v2. */
export const printAutoscaler: Printer = (given, now) => {
  const object = convertAutoscaler(given, 'autoscaling/v2');
  const minimum = at(object, 'spec', 'minReplicas');
  const target = at(object, 'spec', 'scaleTargetRef');
  return [
    nameOf(object),
    `${textOr('', target, 'kind')}/${textOr('', target, 'name')}`,
    metricsText(objectsAt(object, 'spec', 'metrics'), objectsAt(object, 'status', 'currentMetrics')),
    typeof minimum === 'number' ? String(minimum) : unset,
    count(object, 'spec', 'maxReplicas'),
    count(object, 'status', 'currentReplicas'),
    ageOfObject(object, now),
  ];
};

function metricsText(metrics: readonly JsonObject[], current: readonly JsonObject[]): string {
  if (metrics.length === 0) return none;
  const shown = metrics.slice(0, few).map((metric, index) => metricText(metric, current[index]));
  return metrics.length > few ? `${shown.join(', ')} + ${metrics.length - few} more...` : shown.join(', ');
}

/** Where a metric type keeps its source, and how its values are named. */
const sources = new Map([
  ['External', 'external'],
  ['Pods', 'pods'],
  ['Object', 'object'],
  ['Resource', 'resource'],
  ['ContainerResource', 'containerResource'],
]);

function metricText(metric: JsonObject, current: JsonObject | undefined): string {
  const type = textOr('', metric, 'type');
  const key = sources.get(type);
  if (key === undefined) return '<unknown type>';
  const target = at(metric, key, 'target');
  const now = at(current, key, 'current');
  if (type === 'Resource' || type === 'ContainerResource')
    return `${textOr('', metric, key, 'name')}: ${resourceText(target, now)}`;
  if (type === 'Pods') return `${shown(now, 'averageValue')}/${shown(target, 'averageValue')}`;
  if (has(target, 'averageValue')) return `${shown(now, 'averageValue')}/${shown(target, 'averageValue')} (avg)`;
  return `${shown(now, 'value')}/${shown(target, 'value')}`;
}

function resourceText(target: JsonValue | undefined, now: JsonValue | undefined): string {
  if (has(target, 'averageValue')) return `${shown(now, 'averageValue')}/${shown(target, 'averageValue')}`;
  return `${percentage(now, '<unknown>')}/${percentage(target, '<auto>')}`;
}

function percentage(value: JsonValue | undefined, absent: string): string {
  return has(value, 'averageUtilization') ? `${count(value, 'averageUtilization')}%` : absent;
}

function has(value: JsonValue | undefined, key: string): boolean {
  return isJsonObject(value) && value[key] !== undefined;
}

function shown(value: JsonValue | undefined, key: string): string {
  return has(value, key) ? String(at(value, key)) : '<unknown>';
}
