import { Gate } from '@sluice/api';
import type { KubeClient } from '@sluice/kube';
import type { KubeObject, ObjectRef } from '@sluice/objects';
import { eventually } from '../../control-plane/eventually.ts';
import { untilObject } from '../../e2e/support/story.ts';

const namespace = 'default';
const rbac = 'rbac.authorization.k8s.io';
const readable = { apiVersion: 'v1', kind: 'ConfigMap', name: 'error-budget' };
const kinds = [
  { group: 'flagger.app', version: 'v1beta1', kind: 'Canary', plural: 'canaries' },
  { group: 'argoproj.io', version: 'v1alpha1', kind: 'Rollout', plural: 'rollouts' },
] as const;

/** The Gates of a story: one for each kind of rollout, and one that reads as another. */
export const gateNames: readonly string[] = [...kinds.map(({ plural }) => plural), 'budget'];

export const gateRef = (name: string): ObjectRef => ({ ...Gate.type, namespace, name });

/** Rollouts of both kinds, Gates bound to every kind of fact, and who may read what they are bound to. */
export async function createGates(client: KubeClient): Promise<void> {
  for (const kind of kinds) await createTarget(client, kind);
  await createReader(client);
  await client.create({ ...readable, metadata: { name: readable.name, namespace }, data: { left: '5' } });
  await client.create({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'gates', namespace },
    stringData: { token: 'not-a-secret' },
  });
  const own = [
    { name: 'apps', kustomizationReady: { name: 'apps' } },
    { name: 'calm', noFailedReconciles: { for: '1s' } },
  ];
  for (const { group, version, kind, plural } of kinds)
    await createGate(client, plural, {
      target: { apiVersion: `${group}/${version}`, kind, name: 'podinfo' },
      facts: own,
    });
  const facts = [...own, { name: 'budget', objectMeets: { ...readable, expression: 'int(self.data.left) > 0' } }];
  await createGate(client, 'budget', { target: { name: 'podinfo' }, facts, serviceAccountName: 'gate-reader' });
}

async function createGate(client: KubeClient, name: string, spec: object): Promise<void> {
  const common = { hook: 'confirm-promotion', approval: 'Required', secretRef: { name: 'gates' } };
  await client.create({ ...Gate.type, metadata: { name, namespace }, spec: { ...common, ...spec } });
}

async function createTarget(
  client: KubeClient,
  { group, version, kind, plural }: (typeof kinds)[number],
): Promise<void> {
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  const definition = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    name: `${plural}.${group}`,
  };
  await client.create({
    apiVersion: definition.apiVersion,
    kind: definition.kind,
    metadata: { name: definition.name },
    spec: {
      group,
      names: { kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase() },
      scope: 'Namespaced',
      versions: [{ name: version, served: true, storage: true, schema, subresources: { status: {} } }],
    },
  });
  await untilObject(client, definition, isEstablished);
  const labels = {
    'kustomize.toolkit.fluxcd.io/name': 'apps',
    'kustomize.toolkit.fluxcd.io/namespace': namespace,
  };
  const object = {
    apiVersion: `${group}/${version}`,
    kind,
    metadata: { name: 'podinfo', namespace, labels },
    spec: {},
  };
  // A server may know a kind as established before its discovery names it.
  await eventually(async () => {
    client.discovery.invalidate();
    await client.create(object);
  });
}

function isEstablished(object: KubeObject | undefined): boolean {
  const { conditions } = (object?.['status'] ?? {}) as {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[] | null;
  };
  return (conditions ?? []).some(({ type, status }) => type === 'Established' && status === 'True');
}

/** The account that Gates read as, with the rights that they need here. */
async function createReader(client: KubeClient): Promise<void> {
  const metadata = { name: 'gate-reader', namespace };
  const verbs = ['get', 'list', 'watch'];
  await client.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata });
  await client.create({
    apiVersion: `${rbac}/v1`,
    kind: 'Role',
    metadata,
    rules: [
      { apiGroups: [''], resources: ['configmaps'], resourceNames: [readable.name], verbs },
      { apiGroups: ['flagger.app'], resources: ['canaries'], resourceNames: ['podinfo'], verbs },
      { apiGroups: ['kustomize.toolkit.fluxcd.io'], resources: ['kustomizations'], verbs },
      { apiGroups: ['source.toolkit.fluxcd.io'], resources: ['gitrepositories'], verbs },
    ],
  });
  await client.create({
    apiVersion: `${rbac}/v1`,
    kind: 'RoleBinding',
    metadata,
    roleRef: { apiGroup: rbac, kind: 'Role', name: 'gate-reader' },
    subjects: [{ kind: 'ServiceAccount', ...metadata }],
  });
}
