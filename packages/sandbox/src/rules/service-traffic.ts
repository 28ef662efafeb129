import type { JsonObject } from '@sluice/objects';
import { listAt, numberAt } from '../api-object.ts';
import { isReachedFromOutside } from '../defaults/service.ts';
import type { Cause } from '../status-error.ts';
import { forbiddenField, invalidValue } from '../validation/causes.ts';
import { qualifiedName } from '../validation/names.ts';
import { blockCauses, plainAddressCauses } from './addresses.ts';
import { eachText, namedBy } from './text.ts';
import { oneOf } from './rule.ts';

const policies = ['Cluster', 'Local'];
const longestAffinitySeconds = 86_400;

export function affinityCauses(spec: JsonObject): readonly Cause[] {
  const seconds = numberAt(spec, 'sessionAffinityConfig', 'clientIP', 'timeoutSeconds');
  const isSound = seconds === undefined || (seconds > 0 && seconds <= longestAffinitySeconds);
  const detail = `must be greater than 0 and less than ${longestAffinitySeconds}`;
  return [
    ...oneOf(spec, 'sessionAffinity', 'spec', ['ClientIP', 'None']),
    ...(spec['sessionAffinity'] !== 'ClientIP' || isSound
      ? []
      : [invalidValue('spec.sessionAffinityConfig.clientIP.timeoutSeconds', seconds, detail)]),
  ];
}

export function externalAddressCauses(spec: JsonObject): readonly Cause[] {
  return eachText(spec, 'externalIPs', 'spec', plainAddressCauses);
}

/** What only a service with a load balancer may say. */
export function loadBalancerCauses(spec: JsonObject): readonly Cause[] {
  const isBalanced = spec['type'] === 'LoadBalancer';
  const onlyThere = (key: string, field: string): readonly Cause[] =>
    isBalanced || spec[key] === undefined
      ? []
      : [forbiddenField(field, "may only be used when `type` is 'LoadBalancer'")];
  // The path begins with a capital letter, as a real server has it.
  const ranges = 'spec.LoadBalancerSourceRanges';
  return [
    ...(listAt(spec, 'loadBalancerSourceRanges').length > 0 ? onlyThere('loadBalancerSourceRanges', ranges) : []),
    ...listAt(spec, 'loadBalancerSourceRanges').flatMap((range, index) => blockCauses(range, `${ranges}[${index}]`)),
    ...onlyThere('allocateLoadBalancerNodePorts', 'spec.allocateLoadBalancerNodePorts'),
    ...(spec['loadBalancerClass'] !== undefined && !isBalanced
      ? onlyThere('loadBalancerClass', 'spec.loadBalancerClass')
      : namedBy(qualifiedName, spec, 'loadBalancerClass', 'spec')),
  ];
}

/** Where traffic may go. */
export function trafficCauses(spec: JsonObject): readonly Cause[] {
  return [
    ...outsideCauses(spec),
    ...healthCheckCauses(spec),
    ...oneOf(spec, 'internalTrafficPolicy', 'spec', policies),
  ];
}

function outsideCauses(spec: JsonObject): readonly Cause[] {
  const policy = spec['externalTrafficPolicy'];
  if (isReachedFromOutside(spec)) return oneOf(spec, 'externalTrafficPolicy', 'spec', policies);
  if (!policy) return [];
  return [invalidValue('spec.externalTrafficPolicy', policy, 'may only be set for externally-accessible services')];
}

function healthCheckCauses(spec: JsonObject): readonly Cause[] {
  const port = spec['healthCheckNodePort'];
  if (!port || (spec['type'] === 'LoadBalancer' && spec['externalTrafficPolicy'] === 'Local')) return [];
  const detail = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
  return [invalidValue('spec.healthCheckNodePort', port, detail)];
}
