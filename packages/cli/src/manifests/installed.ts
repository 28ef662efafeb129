import type { KubeClient } from '@sluice/kube';
import { findObject } from '../connection/find-object.ts';
import { type Labels, managedByLabel, managedByUs, partOfLabel, versionLabel } from './labels.ts';

/** Of what is installed already, upstream's or ours, by whatever means. */
export interface Installed {
  /** `sluice-v0.1.0`, `flux-v2.9.0` */
  readonly distribution: string;
  /** Who installed it: `sluice`, `flux`, `Helm`, or what a label says. */
  readonly managedBy: string;
  /** Its controllers come from git. */
  readonly isBootstrapped: boolean;
}

/** The Deployments of an installation, by whichever program it was made. */
export const controllerSelector: string = `${partOfLabel} in (flux,sluice)`;

const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  name: 'gitrepositories.source.toolkit.fluxcd.io',
};
const bootstrapLabel = 'kustomize.toolkit.fluxcd.io/namespace';

/** What is installed in a cluster, as its definitions say, or its Deployments where those have no labels. */
export async function readInstalled(
  client: KubeClient,
  namespace: string,
  signal: AbortSignal,
): Promise<Installed | undefined> {
  const found = await findObject(client, definition, signal);
  if (found === undefined) return undefined;
  const labels = found.metadata.labels ?? {};
  if (labels[partOfLabel] !== undefined) return describe(labels);
  const { items } = await client.list(
    { apiVersion: 'apps/v1', kind: 'Deployment' },
    { namespace, labelSelector: controllerSelector, signal },
  );
  // Definitions alone are no installation.
  return items[0] === undefined ? undefined : describe(items[0].metadata.labels ?? {});
}

function describe(labels: Labels): Installed {
  const managedBy = labels[managedByLabel] ?? labels[partOfLabel] ?? 'somebody else';
  const isOurs = managedBy === managedByUs || labels[partOfLabel] === 'sluice';
  return {
    distribution: `${isOurs ? 'sluice' : (labels[partOfLabel] ?? 'unknown')}-${labels[versionLabel] ?? 'unknown'}`,
    managedBy,
    isBootstrapped: labels[bootstrapLabel] !== undefined,
  };
}
