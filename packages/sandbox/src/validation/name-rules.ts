import type { Resource } from '../registry/resource.ts';
import type { NameRule } from './names.ts';
import { dnsLabel, dnsSubdomain, pathSegment } from './names.ts';

/** A DNS label; what is wrong with dots is said by itself. */
export const undotted: NameRule = (name) => (name.includes('.') ? ['must not contain dots'] : dnsLabel(name));

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
]);

/** How the objects of a resource may be called. */
export function nameRuleOf(resource: Pick<Resource, 'table'>): NameRule {
  return byTable.get(resource.table) ?? dnsSubdomain;
}
