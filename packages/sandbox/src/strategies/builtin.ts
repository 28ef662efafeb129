import { builtinDefaults } from '../defaults/builtin-defaults.ts';
import { builtinRules } from '../rules/builtin-rules.ts';
import type { Strategy } from '../registry/strategy.ts';
import { podStrategy } from './pod-strategy.ts';
import { serviceStrategy } from './service-strategy.ts';
import { signingRequestStrategy } from './signing-request-strategy.ts';
import { claimStrategy, volumeStrategy } from './storage-strategies.ts';
import {
  daemonSetStrategy,
  deploymentStrategy,
  jobStrategy,
  nodeStrategy,
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
  ['apps/daemonsets', daemonSetStrategy],
  ['certificates.k8s.io/certificatesigningrequests', signingRequestStrategy],
]);

/** What sets a built-in kind apart beyond flags: its defaults, and what the server does on create and update. */
export function builtinStrategyOf(table: string): Partial<Strategy> {
  const setDefaults = builtinDefaults.get(table);
  return {
    ...strategies.get(table),
    ...builtinRules.get(table),
    ...(setDefaults === undefined ? {} : { setDefaults }),
  };
}
