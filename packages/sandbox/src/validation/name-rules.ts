import type { Resource } from '../registry/resource.ts';
import type { NameRule } from './names.ts';
import { isIP } from 'node:net';
import { dnsLabel, dnsSubdomain, pathSegment } from './names.ts';

/** A DNS label; what is wrong with dots is said by itself. */
export const undotted: NameRule = (name) => (name.includes('.') ? ['must not contain dots'] : dnsLabel(name));

/** An address is called what it is. */
const address: NameRule = (name) =>
  isIP(name) === 0 ? ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'] : [];

const byTable = new Map<string, NameRule>([
  ['/namespaces', undotted],
  ['/services', undotted],
  ['apps/statefulsets', undotted],
  // A real server takes any.
  ['policy/poddisruptionbudgets', () => []],
  ['rbac.authorization.k8s.io/roles', pathSegment],
  ['rbac.authorization.k8s.io/rolebindings', pathSegment],
  ['rbac.authorization.k8s.io/clusterroles', pathSegment],
  ['rbac.authorization.k8s.io/clusterrolebindings', pathSegment],
  ['networking.k8s.io/ipaddresses', address],
]);

/** How the objects of a resource may be called. */
export function nameRuleOf(resource: Pick<Resource, 'table' | 'group'>): NameRule {
  // Events of the core group are older than the rules.
  if (resource.table === '/events' && resource.group === '') return pathSegment;
  return byTable.get(resource.table) ?? dnsSubdomain;
}
