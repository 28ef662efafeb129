import { fieldManager, ownerLabels } from '@sluice/apply';
import type { KubeClient } from '@sluice/kube';
import type { KubeObject } from '@sluice/objects';
import { applyManifests } from '../../manifests/apply-manifests.ts';
import { generateManifests, manifestsText } from '../../manifests/generate-manifests.ts';
import { type ManifestOptions, manifestVersion } from '../../manifests/manifest-options.ts';
import { verifyComponents } from '../../manifests/verify-components.ts';
import { UserError } from '../../user-error.ts';
import type { CommandContext } from '../command-context.ts';
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

export function openInstaller(context: CommandContext, client: KubeClient, options: BootstrapOptions): Installer {
  const { deadline: signal, progress } = context;
  const manifestOptions = manifestOptionsOf(context, options);
  const { namespace, components } = manifestOptions;
  return {
    version: manifestVersion,
    check: () => {
      if (options.registry !== undefined) return Promise.resolve();
      throw new UserError('no public image exists yet', {
        hint: 'build the images as docs/install.md shows, and say where they are with --registry',
      });
    },
    manifest: () => manifestsText(generateManifests(manifestOptions), manifestOptions),
    apply: (objects) => applyManifests(client, objects.map(asOwned(namespace)), { signal, fieldManager }),
    reconcilePullSecret: () => Promise.resolve(),
    verify: () =>
      verifyComponents(client, {
        namespace,
        components,
        signal,
        ready: (component) => progress.success(`${component}: deployment ready`),
      }),
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

function manifestOptionsOf({ options: { namespace } }: CommandContext, options: BootstrapOptions): ManifestOptions {
  return {
    namespace,
    components: [...new Set([...options.components, ...options.componentsExtra])],
    registry: options.registry ?? '',
    ...(options.imagePullSecret === undefined ? {} : { imagePullSecret: options.imagePullSecret }),
    watchAllNamespaces: options.watchAllNamespaces,
    logLevel: options.logLevel,
    networkPolicy: options.networkPolicy,
    clusterDomain: options.clusterDomain,
    tolerationKeys: options.tolerationKeys,
  };
}
