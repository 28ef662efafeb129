import { builtinDefaults } from '../defaults/builtin-defaults.ts';
import { builtinRules } from '../rules/builtin-rules.ts';
import { builtinWarnings } from '../warnings/builtin-warnings.ts';
import type { Strategy } from '../registry/strategy.ts';
import { podStrategy } from './pod-strategy.ts';
import { serviceStrategy } from './service-strategy.ts';
import { signingRequestStrategy } from './signing-request-strategy.ts';
import { attributesClassStrategy, claimStrategy, driverStrategy, volumeStrategy } from './storage-strategies.ts';
import {
  daemonSetStrategy,
  deploymentStrategy,
  endpointSliceStrategy,
  jobStrategy,
  leaseStrategy,
  limitRangeStrategy,
  nodeStrategy,
  priorityClassStrategy,
  roleStrategy,
} from './workload-strategies.ts';

const strategies: ReadonlyMap<string, Partial<Strategy>> = new Map([
  ['/pods', podStrategy],
  ['/services', serviceStrategy],
  ['/persistentvolumeclaims', claimStrategy],
  ['/persistentvolumes', volumeStrategy],
  ['/nodes', nodeStrategy],
  ['apps/deployments', deploymentStrategy],
  ['rbac.authorization.k8s.io/roles', roleStrategy],
  ['rbac.authorization.k8s.io/clusterroles', roleStrategy],
  ['batch/jobs', jobStrategy],
  ['/limitranges', limitRangeStrategy],
  ['apps/daemonsets', daemonSetStrategy],
  ['discovery.k8s.io/endpointslices', endpointSliceStrategy],
  ['coordination.k8s.io/leases', leaseStrategy],
  ['scheduling.k8s.io/priorityclasses', priorityClassStrategy],
  ['certificates.k8s.io/certificatesigningrequests', signingRequestStrategy],
  ['storage.k8s.io/csidrivers', driverStrategy],
  ['storage.k8s.io/volumeattributesclasses', attributesClassStrategy],
]);

/** What sets a built-in kind apart beyond flags: its defaults, and what the server does on create and update. */
export function builtinStrategyOf(table: string): Partial<Strategy> {
  const setDefaults = builtinDefaults.get(table);
  return {
    ...strategies.get(table),
    ...builtinRules.get(table),
    ...builtinWarnings.get(table),
    ...(setDefaults === undefined ? {} : { setDefaults }),
  };
}
