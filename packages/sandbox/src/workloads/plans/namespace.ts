import type { ApiObject } from '../../api-object.ts';
import type { Planner } from '../plan.ts';
import { nothing } from '../plan.ts';
import type { Action } from '../port.ts';

/** Gives every namespace the service account and the certificate bundle that pods expect. */
export function namespaces(certificate: string): Planner {
  return {
    table: '/namespaces',
    component: 'kube-controller-manager',
    plan({ metadata }, context) {
      if (metadata.deletionTimestamp !== undefined) return nothing;
      const content = contentOf(metadata.name ?? '', certificate);
      const missing = content.filter(
        ({ table, object }) => context.get(table, metadata.name ?? '', object.metadata.name ?? '') === undefined,
      );
      return { actions: missing.map(({ object }): Action => ({ verb: 'create', object })) };
    },
  };
}

function contentOf(namespace: string, certificate: string): readonly { table: string; object: ApiObject }[] {
  const bundle = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'kube-root-ca.crt', namespace },
    data: { 'ca.crt': certificate },
  };
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace } };
  return [
    { table: '/configmaps', object: bundle },
    { table: '/serviceaccounts', object: account },
  ];
}
