import { Kustomization } from '@sluice/api';
import { type KubeObject, readYaml } from '@sluice/objects';
import { findObject } from '../../../connection/find-object.ts';
import { statusOf } from '../../../kinds/cli-kind.ts';
import type { Bootstrap } from '../bootstrap.ts';
import { systemDirectory } from '../sync-path.ts';
import { buildSystem, componentsFile, findKustomization } from '../system-kustomization.ts';

/** Commits the components' manifests, and applies them where the cluster does not follow the repository yet. */
export async function reconcileComponents(run: Bootstrap): Promise<void> {
  const { installer, repository, sync, context } = run;
  const { progress } = context;
  const directory = systemDirectory(sync.path, sync.namespace);
  await repository.open();
  progress.action('generating component manifests');
  const manifest = installer.manifest();
  progress.success('generated component manifests');
  await repository.change({
    what: 'component manifests',
    message: `Add Sluice ${installer.version} component manifests`,
    files: () => Promise.resolve(new Map([[`${directory}/${componentsFile}`, manifest]])),
  });
  if (await mustInstall(run)) {
    progress.action(`installing components in "${sync.namespace}" namespace`);
    await installer.apply(await componentsOf(run, directory, manifest));
    progress.success('installed components');
  }
  await installer.reconcilePullSecret();
  progress.success('reconciled components');
}

/** A cluster that has applied its folder once upgrades itself from there. */
async function mustInstall({ client, context, sync }: Bootstrap): Promise<boolean> {
  const ref = { ...Kustomization.type, namespace: sync.namespace, name: sync.namespace };
  const existing = await findObject(client, ref, context.deadline);
  return existing === undefined || statusOf(existing).lastAppliedRevision === undefined;
}

/** With the user's patches where the folder has a kustomization. What follows the repository comes with a later step. */
async function componentsOf(run: Bootstrap, directory: string, manifest: string): Promise<readonly KubeObject[]> {
  const clone = await run.repository.open();
  if ((await findKustomization(clone, directory)) === undefined)
    return readYaml(manifest).filter((document) => document !== null) as unknown as readonly KubeObject[];
  const objects = await buildSystem(clone, directory, run.context.deadline);
  return objects.filter(({ kind, metadata }) => !(isSync(kind) && metadata.name === run.sync.namespace));
}

function isSync(kind: string): boolean {
  return kind === 'GitRepository' || kind === 'Kustomization';
}
