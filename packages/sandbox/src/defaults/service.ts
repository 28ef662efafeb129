import type { JsonObject } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { each, ensure, fill } from './fill.ts';

const affinitySeconds = 3 * 60 * 60;

export function defaultService(service: ApiObject): void {
  const spec = ensure(service, 'spec');
  fill(spec, { sessionAffinity: 'None', type: 'ClusterIP' });
  defaultAffinity(spec);
  each(spec, ['ports'], (port) => {
    fill(port, { protocol: 'TCP' });
    if (!port['targetPort'] && port['port'] !== undefined) port['targetPort'] = port['port'];
  });
  const { type } = spec;
  if (isReachedFromOutside(spec)) fill(spec, { externalTrafficPolicy: 'Cluster' });
  if (type === 'ClusterIP' || type === 'NodePort' || type === 'LoadBalancer') {
    fill(spec, { internalTrafficPolicy: 'Cluster' });
  }
  if (type === 'LoadBalancer') fill(spec, { allocateLoadBalancerNodePorts: true });
}

function defaultAffinity(spec: JsonObject): void {
  if (spec['sessionAffinity'] === 'None') delete spec['sessionAffinityConfig'];
  if (spec['sessionAffinity'] !== 'ClientIP') return;
  fill(ensure(ensure(spec, 'sessionAffinityConfig'), 'clientIP'), { timeoutSeconds: affinitySeconds });
}

/** Through a port of every node, a load balancer or an address of its own. */
export function isReachedFromOutside({ type, externalIPs }: JsonObject): boolean {
  if (type === 'NodePort' || type === 'LoadBalancer') return true;
  return type === 'ClusterIP' && Array.isArray(externalIPs) && externalIPs.length > 0;
}
