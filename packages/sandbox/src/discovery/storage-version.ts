import { createHash } from 'node:crypto';
import type { Resource } from '../registry/resource.ts';

/** Kinds that are served in several groups are kept in one of them. */
const storedAs = new Map([
  ['events.k8s.io/events', '/v1/Event'],
  [
    'admissionregistration.k8s.io/mutatingadmissionpolicies',
    'admissionregistration.k8s.io/v1beta1/MutatingAdmissionPolicy',
  ],
  [
    'admissionregistration.k8s.io/mutatingadmissionpolicybindings',
    'admissionregistration.k8s.io/v1beta1/MutatingAdmissionPolicyBinding',
  ],
  ['apiextensions.k8s.io/customresourcedefinitions', 'apiextensions.k8s.io/v1beta1/CustomResourceDefinition'],
]);

const hashBytes = 8;

/** Reported by the server, kept nowhere. */
const unstored = new Set(['/componentstatuses']);

/** What discovery says instead of the version that objects of a kind are kept in. */
export function storageVersionHash({ table, group, resource, kind, storageVersion }: Resource): string | undefined {
  if (unstored.has(table)) return undefined;
  const stored = storedAs.get(`${group}/${resource}`) ?? `${group}/${storageVersion}/${kind}`;
  return createHash('sha256').update(stored).digest().subarray(0, hashBytes).toString('base64');
}
