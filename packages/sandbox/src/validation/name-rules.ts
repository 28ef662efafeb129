import type { Resource } from '../registry/resource.ts';
import type { NameRule } from './names.ts';
import { dnsLabel, dnsLabel1035, dnsSubdomain, pathSegment } from './names.ts';

const byTable = new Map<string, NameRule>([
  ['/namespaces', dnsLabel],
  ['/services', dnsLabel1035],
  ['rbac.authorization.k8s.io/roles', pathSegment],
  ['rbac.authorization.k8s.io/rolebindings', pathSegment],
  ['rbac.authorization.k8s.io/clusterroles', pathSegment],
  ['rbac.authorization.k8s.io/clusterrolebindings', pathSegment],
]);

/** How the objects of a resource may be called. */
export function nameRuleOf(resource: Pick<Resource, 'table'>): NameRule {
  return byTable.get(resource.table) ?? dnsSubdomain;
}
