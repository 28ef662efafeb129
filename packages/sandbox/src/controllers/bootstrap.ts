import { loadSchemaFacts } from '@sluice/objects';
import { bootstrapRoles } from '../authorization/bootstrap-roles.ts';
import type { ApiObject } from '../api-object.ts';
import { decodeObject } from '../registry/decode-object.ts';
import { internalWrite } from '../registry/internal.ts';
import type { Registry } from '../registry/registry.ts';
import type { JsonObject } from '@sluice/objects';

const namespaces = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

const apiService: JsonObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'kubernetes', namespace: 'default', labels: { component: 'apiserver', provider: 'kubernetes' } },
  spec: {
    clusterIP: '10.0.0.1',
    ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 6443 }],
    type: 'ClusterIP',
  },
};

/** Creates what a new cluster has before anyone asks. */
export function bootstrap(registry: Registry): void {
  for (const name of namespaces) createObject(registry, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  createObject(registry, apiService);
  for (const role of bootstrapRoles()) createObject(registry, role);
}

/** Creates an object on behalf of the server itself. */
export function createObject(registry: Registry, value: JsonObject): ApiObject {
  const resource = registry.catalog.findKind(String(value['apiVersion']), String(value['kind']));
  if (resource === undefined)
    throw new Error(`${loadSchemaFacts().kubernetesVersion} has no kind ${String(value['kind'])}`);
  const options = internalWrite('kube-apiserver');
  const draft = decodeObject(resource, structuredClone(value), options);
  return registry.create(resource, draft.metadata.namespace ?? '', draft, options);
}
