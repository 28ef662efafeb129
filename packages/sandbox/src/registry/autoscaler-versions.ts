import type { JsonObject, JsonValue } from '@sluice/objects';
import { isJsonObject } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { at, objectAt, objectsAt } from '../api-object.ts';

/**
 * The one built-in kind that is served in two versions that differ: v1 of an autoscaler says one target for the CPU where
 * v2 has a list of metrics. Metrics that v1 cannot say are lost in it.
 */
export function convertAutoscaler(object: ApiObject, apiVersion: string): ApiObject {
  if (object.apiVersion === apiVersion) return object;
  return apiVersion === 'autoscaling/v1' ? toV1(object) : toV2(object, apiVersion);
}

function toV1(object: ApiObject): ApiObject {
  const { metrics: _metrics, behavior: _behavior, ...spec } = objectAt(object, 'spec');
  const target = objectsAt(object, 'spec', 'metrics').find(isCpuUtilization);
  const utilization = at(target, 'resource', 'target', 'averageUtilization');
  const { currentMetrics, conditions: _conditions, ...status } = objectAt(object, 'status');
  if (utilization !== undefined) spec['targetCPUUtilizationPercentage'] = utilization;
  return withParts(object, 'autoscaling/v1', spec, {
    currentReplicas: 0,
    ...status,
    ...currentUtilization(currentMetrics),
  });
}

function isCpuUtilization(metric: JsonObject): boolean {
  return metric['type'] === 'Resource' && at(metric, 'resource', 'name') === 'cpu';
}

function currentUtilization(metrics: JsonValue | undefined): JsonObject {
  const cpu = Array.isArray(metrics) ? metrics.filter(isJsonObject).find(isCpuUtilization) : undefined;
  const current = at(cpu, 'resource', 'current', 'averageUtilization');
  return current === undefined ? {} : { currentCPUUtilizationPercentage: current };
}

function toV2(object: ApiObject, apiVersion: string): ApiObject {
  const { targetCPUUtilizationPercentage: target, ...spec } = objectAt(object, 'spec');
  const { currentCPUUtilizationPercentage: _current, ...status } = objectAt(object, 'status');
  const cpu = {
    type: 'Resource',
    resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: target ?? null } },
  };
  if (target !== undefined) spec['metrics'] = [cpu];
  return withParts(object, apiVersion, spec, { currentMetrics: null, ...status });
}

function withParts(object: ApiObject, apiVersion: string, spec: JsonObject, status: JsonObject): ApiObject {
  const converted: ApiObject = { ...object };
  converted.apiVersion = apiVersion;
  converted['spec'] = spec;
  converted['status'] = status;
  return converted;
}
