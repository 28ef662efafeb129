import { listAt, textAt } from '@sluice/apply';
import { fluxFinalizer } from '@sluice/core';
import type { KubeObject, TypeRef } from '@sluice/objects';
import { controllerSelector, readInstalled } from '../../manifests/installed.ts';
import { instanceLabel, managedByUs, partOfLabel } from '../../manifests/labels.ts';
import { confirm } from '../../terminal/confirm.ts';
import { UserError } from '../../user-error.ts';
import type { CommandContext } from '../command-context.ts';
import { attempt, deleteAll, listAll, type Removal } from './removal.ts';
import { waitUntilGone } from './wait-until-gone.ts';

export interface UninstallOptions {
  readonly keepNamespace?: boolean;
  readonly dryRun?: boolean;
  readonly silent?: boolean;
}

const rbac = 'rbac.authorization.k8s.io/v1';
const deployments: TypeRef = { apiVersion: 'apps/v1', kind: 'Deployment' };
const definitions: TypeRef = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' };
const namespaced: readonly TypeRef[] = [
  { apiVersion: 'v1', kind: 'Service' },
  { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' },
  { apiVersion: rbac, kind: 'RoleBinding' },
  { apiVersion: rbac, kind: 'Role' },
  { apiVersion: 'v1', kind: 'ServiceAccount' },
  { apiVersion: 'v1', kind: 'ResourceQuota' },
];
const clusterWide: readonly TypeRef[] = ['ClusterRoleBinding', 'ClusterRole'].map((kind) => ({
  apiVersion: rbac,
  kind,
}));

/**
 * `sluice uninstall`: removes one installation, that of the namespace. The controllers are gone before their objects
 * are touched, so that none of them prunes what it applied.
 */
export async function uninstall(context: CommandContext, options: UninstallOptions): Promise<void> {
  const { namespace } = context.options;
  const client = await context.client();
  const removal: Removal = { context, client, namespace, isDryRun: options.dryRun === true, failed: [] };
  const labelSelector = `${partOfLabel}=flux,${instanceLabel}=${namespace}`;
  const installed = await listAll(removal, deployments, { namespace, labelSelector });
  await refuseOthers(removal, installed.length);
  if (options.dryRun !== true && options.silent !== true) await ask(removal);
  context.progress.action(`deleting components in ${namespace} namespace`);
  await deleteAll(removal, installed);
  throwIfFailed(removal);
  if (!removal.isDryRun) await waitUntilGone(removal, installed);
  for (const type of namespaced) await deleteAll(removal, await listAll(removal, type, { namespace, labelSelector }));
  for (const type of clusterWide) await deleteAll(removal, await listAll(removal, type, { labelSelector }));
  await removeKinds(removal);
  if (options.keepNamespace !== true) await deleteNamespace(removal);
  throwIfFailed(removal);
  context.progress.success('uninstall finished');
}

function throwIfFailed({ failed }: Removal): void {
  if (failed.length > 0) throw new UserError(`not removed: ${failed.join(', ')}`, { hint: 'repeat the command' });
}

/** What Helm installed, Helm removes: its record of it would be wrong otherwise. */
async function refuseOthers({ client, context, namespace }: Removal, found: number): Promise<void> {
  if (found > 0) return;
  const installed = await readInstalled(client, namespace, context.deadline);
  if (installed?.managedBy === 'Helm')
    throw new UserError(`the controllers in ${namespace} were installed by Helm`, {
      hint: `helm uninstall --namespace ${namespace} RELEASE`,
    });
}

async function ask({ client, context, namespace }: Removal): Promise<void> {
  const installed = await readInstalled(client, namespace, context.deadline);
  const isOurs = installed === undefined || installed.managedBy === managedByUs;
  const whose = isOurs ? '' : `The installation is managed by ${installed.managedBy}! `;
  const question = `${whose}Are you sure you want to delete the controllers in ${namespace} and their custom resource definitions`;
  const answer = await confirm(context.terminal, question, context.deadline);
  if (answer === undefined)
    throw new UserError('aborting: there is no terminal to ask at', { hint: 'add --silent to delete without asking' });
  if (!answer) throw new UserError('aborting');
}

/** The definitions, and with them every object of theirs, unless another installation works with them. */
async function removeKinds(removal: Removal): Promise<void> {
  const { context, namespace } = removal;
  const controllers = await listAll(removal, deployments, { labelSelector: controllerSelector });
  const others = new Set(controllers.map(({ metadata }) => metadata.namespace ?? ''));
  others.delete(namespace);
  if (others.size > 0) {
    const users = [...others].join(', ');
    context.progress.warning(`custom resources and their definitions are kept: the controllers in ${users} use them`);
    return;
  }
  const kinds = await listAll(removal, definitions, { labelSelector: `${partOfLabel}=flux` });
  context.progress.action('deleting toolkit.fluxcd.io finalizers in all namespaces');
  for (const definition of kinds) await dropFinalizers(removal, definition);
  context.progress.action('deleting toolkit.fluxcd.io custom resource definitions');
  await deleteAll(removal, kinds);
}

/** Of every object of a kind; those of others stay, for those others to act on. */
async function dropFinalizers(removal: Removal, definition: KubeObject): Promise<void> {
  const { client, context, isDryRun } = removal;
  for (const object of await listAll(removal, servedType(definition), {})) {
    const { name = '', namespace, finalizers = [] } = object.metadata;
    if (!finalizers.includes(fluxFinalizer)) continue;
    const ref = { apiVersion: object.apiVersion, kind: object.kind, namespace, name };
    const rest = finalizers.filter((each) => each !== fluxFinalizer);
    await attempt(removal, ref, 'finalizers deleted', async () => {
      const body = { metadata: { finalizers: rest } };
      await client.patch(ref, body, {
        type: 'merge',
        fieldManager: 'flux',
        dryRun: isDryRun,
        signal: context.deadline,
      });
    });
  }
}

function servedType(definition: KubeObject): TypeRef {
  const version = listAt(definition, 'spec', 'versions').find(
    (each) => Reflect.get(Object(each) as object, 'storage') === true,
  );
  const group = textAt(definition, 'spec', 'group') ?? '';
  return {
    apiVersion: `${group}/${textAt(version, 'name') ?? ''}`,
    kind: textAt(definition, 'spec', 'names', 'kind') ?? '',
  };
}

async function deleteNamespace(removal: Removal): Promise<void> {
  const { client, context, namespace, isDryRun } = removal;
  await attempt(removal, { apiVersion: 'v1', kind: 'Namespace', name: namespace }, 'deleted', async (ref) => {
    await client.delete(ref, { dryRun: isDryRun, signal: context.deadline });
  });
}
