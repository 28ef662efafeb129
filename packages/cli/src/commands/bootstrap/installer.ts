import { fieldManager, ownerLabels } from '@sluice/apply';
import type { KubeClient } from '@sluice/kube';
import type { KubeObject } from '@sluice/objects';
import { applyManifests } from '../../manifests/apply-manifests.ts';
import { generateManifests, manifestsText } from '../../manifests/generate-manifests.ts';
import { readInstalled } from '../../manifests/installed.ts';
import { manifestVersion } from '../../manifests/manifest-options.ts';
import { applyPullSecret } from '../../manifests/pull-secret.ts';
import { credentialsOf, manifestOptionsOf } from '../../manifests/read-install-flags.ts';
import { verifyComponents } from '../../manifests/verify-components.ts';
import type { CommandContext } from '../command-context.ts';
import { checkThatImagesExist, confirmOverride } from '../install/install.ts';
import type { BootstrapOptions } from './options.ts';

/** How components get into a cluster: as `sluice install` does it, but in the name of the controller that keeps them. */
export interface Installer {
  /** The version that is installed: `v0.1.0`. */
  readonly version: string;
  /** Refuses, before anything is changed, what cannot end well: an image that cannot be pulled, another's installation. */
  check(): Promise<void>;
  /** `gotk-components.yaml`. */
  manifest(): string;
  /** Applies objects in stages: definitions first. */
  apply(objects: readonly KubeObject[]): Promise<void>;
  /** Creates the Secret for pulling images where one is asked for, and says so. */
  reconcilePullSecret(): Promise<void>;
  /** Waits until every component is ready, a line for each. Throws when one is not. */
  verify(): Promise<void>;
}

/** Throws `UserError` for flags that contradict each other, before the cluster is asked for anything. */
export function openInstaller(
  context: CommandContext,
  client: () => Promise<KubeClient>,
  options: BootstrapOptions,
): Installer {
  const { progress } = context;
  const manifestOptions = manifestOptionsOf(options, context.options.namespace);
  const { namespace, components } = manifestOptions;
  const ready = (component: string): void => progress.success(`${component}: deployment ready`);
  return {
    version: manifestVersion,
    check: async () => {
      const installed = await readInstalled(await client(), namespace, context.deadline);
      await confirmOverride(context, installed, { isForced: options.force, refusal: 'bootstrap cancelled' });
      await checkThatImagesExist(context, options, manifestOptions);
    },
    manifest: () => manifestsText(generateManifests(manifestOptions), manifestOptions),
    apply: async (objects) =>
      applyManifests(await client(), objects.map(asOwned(namespace)), { signal: context.deadline, fieldManager }),
    reconcilePullSecret: async () => {
      const credentials = credentialsOf(options);
      const { imagePullSecret } = manifestOptions;
      if (credentials === undefined || imagePullSecret === undefined) return;
      await applyPullSecret(await client(), { ...manifestOptions, imagePullSecret }, credentials, context.deadline);
      progress.success(`reconciled image pull secret ${imagePullSecret}`);
    },
    verify: async () => verifyComponents(await client(), { namespace, components, signal: context.deadline, ready }),
  };
}

/**
 * An object just as the controller that takes the folder over will apply it, so that it finds nothing to do, and removes
 * later what leaves git: it does that only to fields of its own.
 */
function asOwned(namespace: string): (object: KubeObject) => KubeObject {
  const labels = ownerLabels({ namespace, name: namespace });
  return ({ metadata, ...rest }) => ({ ...rest, metadata: { ...metadata, labels: { ...metadata.labels, ...labels } } });
}
