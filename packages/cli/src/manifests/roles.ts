import { type Installation, policyRules, type Right, userRights } from '@sluice/core';
import type { KubeObject } from '@sluice/objects';
import { labelsOf, type Labels } from './labels.ts';
import type { ManifestOptions } from './manifest-options.ts';

const group = 'rbac.authorization.k8s.io';
const apiVersion = `${group}/v1`;

/** The service account of a controller and what it may do, by the names that its Helm chart has too. */
export function accessOf(installation: Installation, options: ManifestOptions): readonly KubeObject[] {
  const { name, rights, impersonates } = installation;
  const { namespace } = options;
  const labels = labelsOf(namespace, name);
  const place: Place = { namespace, labels, isClusterWide: options.watchAllNamespaces, account: name };
  return [
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name, namespace, labels },
      automountServiceAccountToken: false,
    },
    ...roleWithBinding(place, nameIn(place, name), policyRules(rights)),
    ...(impersonates ? [clusterAdmin(place)] : []),
    ...roleWithBinding({ ...place, isClusterWide: false }, `${name}-leader-election`, leaseRules(name)),
    ...(['view', 'edit'] as const).map((role) => roleOfUsers(installation, role, place)),
  ];
}

interface Place {
  readonly namespace: string;
  readonly labels: Labels;
  readonly isClusterWide: boolean;
  readonly account: string;
}

/** What belongs to no namespace has the namespace in its name: an installation in another one has its own. */
function nameIn({ namespace, isClusterWide }: Place, name: string): string {
  return isClusterWide ? `${name}-${namespace}` : name;
}

function metadataOf({ namespace, labels, isClusterWide }: Place, name: string) {
  return { name, ...(isClusterWide ? {} : { namespace }), labels };
}

function roleWithBinding(place: Place, name: string, rules: readonly unknown[]): readonly KubeObject[] {
  const kind = place.isClusterWide ? 'ClusterRole' : 'Role';
  return [
    { apiVersion, kind, metadata: metadataOf(place, name), rules: [...rules] },
    bindingOf(place, name, kind, name),
  ];
}

function bindingOf(place: Place, name: string, roleKind: string, role: string): KubeObject {
  return {
    apiVersion,
    kind: place.isClusterWide ? 'ClusterRoleBinding' : 'RoleBinding',
    metadata: metadataOf(place, name),
    roleRef: { apiGroup: group, kind: roleKind, name: role },
    subjects: [{ kind: 'ServiceAccount', name: place.account, namespace: place.namespace }],
  };
}

/** Upstream's default: what names no service account is applied with every right. */
function clusterAdmin(place: Place): KubeObject {
  const name = `${nameIn(place, place.account)}-cluster-admin`;
  return bindingOf(place, name, 'ClusterRole', 'cluster-admin');
}

function leaseRules(name: string): readonly unknown[] {
  const leases = { apiGroups: ['coordination.k8s.io'], resources: ['leases'] };
  // RBAC knows no name when something is created.
  return [
    { ...leases, verbs: ['create'] },
    { ...leases, resourceNames: [`${name}-leader-election`], verbs: ['get', 'update'] },
  ];
}

function roleOfUsers({ name, kinds }: Installation, role: 'view' | 'edit', place: Place): KubeObject {
  const reached = role === 'view' ? ['view', 'edit', 'admin'] : ['edit', 'admin'];
  const aggregated = reached.map((each) => [`${group}/aggregate-to-${each}`, 'true'] as const);
  const rights: readonly Right[] = userRights(kinds, role);
  return {
    apiVersion,
    kind: 'ClusterRole',
    metadata: {
      name: `${name}-${place.namespace}-${role}`,
      labels: { ...place.labels, ...Object.fromEntries(aggregated) },
    },
    rules: [...policyRules(rights)],
  };
}
