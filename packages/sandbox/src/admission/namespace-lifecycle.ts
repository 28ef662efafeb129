import { StatusError, forbidden, notFound } from '../status-error.ts';
import type { AdmissionPlugin, AdmissionRequest } from './admission.ts';

const namespaces = { group: '', resource: 'namespaces' };
const immortal = new Set(['default', 'kube-system', 'kube-public']);

/** Objects are created in namespaces that exist and are not being deleted; three namespaces cannot be deleted. */
export const namespaceLifecycle: AdmissionPlugin = (request) => {
  const { operation, resource, name } = request;
  if (operation === 'DELETE' && resource.table === '/namespaces' && immortal.has(name)) {
    throw forbidden(namespaces, name, 'this namespace may not be deleted');
  }
  if (operation === 'CREATE' && resource.namespaced) checkNamespace(request);
};

function checkNamespace({ namespace, name, resource, context }: AdmissionRequest): void {
  const found = context.lookup('/namespaces', '', namespace);
  if (found === undefined) throw notFound(namespaces, namespace);
  if (found.metadata.deletionTimestamp === undefined) return;
  const refusal = forbidden(
    resource,
    name,
    `unable to create new content in namespace ${namespace} because it is being terminated`,
  );
  throw new StatusError(refusal.code, refusal.reason, refusal.message, {
    ...refusal.details,
    causes: [
      {
        reason: 'NamespaceTerminating',
        message: `namespace ${namespace} is being terminated`,
        field: 'metadata.namespace',
      },
    ],
  });
}
