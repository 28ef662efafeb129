import type { ContractArea, RequestStep } from '../contract-case.ts';
import { configMap, create, get, inCluster, inNamespace, remove } from '../steps.ts';

const maps = inNamespace('v1', 'configmaps');
const owner = inNamespace('v1', 'configmaps', 'owner');
const owned = inNamespace('v1', 'configmaps', 'owned');

function dependent(metadata: object = {}, reference: object = {}): RequestStep {
  const ownerReferences = [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid: '{1.metadata.uid}', ...reference }];
  return create(maps, configMap('owned', {}, { ownerReferences, ...metadata }));
}

const gone = (path: string): RequestStep => ({ ...get(path), until: { status: 404 } });

/** What the controllers of a cluster do after a deletion. */
export const collection: ContractArea = {
  area: 'garbage collection',
  cases: [
    { name: 'in the background', needs: 'controllers', steps: [create(maps, configMap('owner')), dependent(), remove(owner, { propagationPolicy: 'Background' }), gone(owned)] },
    { name: 'in the foreground', needs: 'controllers', steps: [create(maps, configMap('owner')), dependent({}, { blockOwnerDeletion: true }), remove(owner, { propagationPolicy: 'Foreground' }), gone(owner), gone(owned)] },
    { name: 'orphans', needs: 'controllers', steps: [create(maps, configMap('owner')), dependent(), remove(owner, { propagationPolicy: 'Orphan' }), gone(owner), get(owned)] },
    { name: 'in the foreground, held by a dependent', needs: 'controllers', steps: [create(maps, configMap('owner')), dependent({ finalizers: ['example.com/a'] }, { blockOwnerDeletion: true }), remove(owner, { propagationPolicy: 'Foreground' }), { ...get(owned), until: { status: 200, text: 'deletionTimestamp' } }, get(owner)] },
    { name: 'an owner that never was', needs: 'controllers', steps: [create(maps, configMap('other')), create(maps, configMap('owned', {}, { ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'none', uid: '11111111-2222-3333-4444-555555555555' }] })), gone(owned)] },
    { name: 'a namespace with what is in it', needs: 'controllers', steps: [create(maps, configMap('one')), create(inNamespace('v1', 'secrets'), { metadata: { name: 'one' } }), remove(inCluster('v1', 'namespaces', '{ns}')), gone(inCluster('v1', 'namespaces', '{ns}')), get(maps)] },
    { name: 'a namespace that is held', needs: 'controllers', steps: [create(maps, configMap('one', {}, { finalizers: ['example.com/a'] })), remove(inCluster('v1', 'namespaces', '{ns}')), { ...get(inCluster('v1', 'namespaces', '{ns}')), until: { status: 200, text: 'NamespaceFinalizersRemaining' } }, get(`${maps}/one`)] },
  ],
};
