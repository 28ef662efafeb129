import type { JsonObject } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { ensure, fill, within } from './fill.ts';

const periodSeconds = 15;
const all = { type: 'Percent', value: 100, periodSeconds };
const scaleUp: JsonObject = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [{ type: 'Pods', value: 4, periodSeconds }, all],
};
const scaleDown: JsonObject = { selectPolicy: 'Max', policies: [all] };
const cpuUtilization: JsonObject = {
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } },
};

/** Of both versions: v1 says a target utilization where v2 has metrics. */
export function defaultAutoscaler(autoscaler: ApiObject): void {
  const spec = ensure(autoscaler, 'spec');
  fill(spec, { minReplicas: 1 });
  if (autoscaler.apiVersion === 'autoscaling/v1') {
    fill(spec, { targetCPUUtilizationPercentage: 80 });
    return;
  }
  const { metrics } = spec;
  if (!Array.isArray(metrics) || metrics.length === 0) spec['metrics'] = [cpuUtilization];
  within(spec, 'behavior', (behavior) => {
    fill(ensure(behavior, 'scaleUp'), scaleUp);
    fill(ensure(behavior, 'scaleDown'), scaleDown);
  });
  // The one list of this kind that Go encodes when there is nothing in it.
  ensure(autoscaler, 'status')['currentMetrics'] ??= null;
}
