import type { BranchClone } from '@sluice/git';
import type { KubeObject } from '@sluice/objects';
import type { Bootstrap } from '../bootstrap.ts';
import { syncManifest, syncObjects } from '../sync-manifests.ts';
import { systemDirectory } from '../sync-path.ts';
import { buildSystem, findKustomization, kustomizationFor, syncFile } from '../system-kustomization.ts';

/** Commits and applies the two objects through which the cluster follows its folder. */
export async function reconcileSync(run: Bootstrap): Promise<void> {
  const { repository, context, sync, installer } = run;
  const { progress } = context;
  const directory = systemDirectory(sync.path, sync.namespace);
  progress.action('generating sync manifests');
  const manifest = syncManifest(sync);
  progress.success('generated sync manifests');
  await repository.change({
    what: 'sync manifests',
    message: 'Add Sluice sync manifests',
    files: (clone) => filesOf(clone, directory, manifest),
  });
  progress.action('applying sync manifests');
  await installer.apply(await objectsOf(run, directory));
  progress.success('reconciled sync configuration');
}

/** A kustomization that is there is its user's, byte for byte. */
async function filesOf(clone: BranchClone, directory: string, manifest: string): Promise<ReadonlyMap<string, string>> {
  const files = new Map([[`${directory}/${syncFile}`, manifest]]);
  if ((await findKustomization(clone, directory)) === undefined)
    files.set(`${directory}/kustomization.yaml`, await kustomizationFor(clone, directory));
  return files;
}

/** As the folder's kustomization makes them, so that the user's patches count from the first moment. */
async function objectsOf(run: Bootstrap, directory: string): Promise<readonly KubeObject[]> {
  const objects = syncObjects(run.sync);
  const built = await buildSystem(await run.repository.open(), directory, run.context.deadline);
  return objects.map((object) => built.find((each) => isSame(each, object)) ?? object);
}

function isSame(one: KubeObject, other: KubeObject): boolean {
  return (
    one.kind === other.kind &&
    one.apiVersion.split('/')[0] === other.apiVersion.split('/')[0] &&
    one.metadata.name === other.metadata.name &&
    one.metadata.namespace === other.metadata.namespace
  );
}
