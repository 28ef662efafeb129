import { parseRegistryCredentials, type RegistryCredentials } from '../images/registry-login.ts';
import type { InstallFlags } from '../commands/install/install-flags.ts';
import { UserError } from '../user-error.ts';
import { manifestVersion, type ManifestOptions } from './manifest-options.ts';

/** `--registry-creds`, where it is given. Throws `UserError`. */
export function credentialsOf({ registryCreds }: Pick<InstallFlags, 'registryCreds'>): RegistryCredentials | undefined {
  return registryCreds === undefined ? undefined : parseRegistryCredentials(registryCreds);
}

/** What the flags of a command ask for. Throws `UserError` for what contradicts, is missing or cannot be had. */
export function manifestOptionsOf(flags: InstallFlags, namespace: string): ManifestOptions {
  if (flags.version !== undefined && flags.version !== manifestVersion) {
    throw new UserError(`version ${flags.version} is not available`, {
      hint: `this program installs ${manifestVersion}: use the program of the version that you want`,
    });
  }
  if (credentialsOf(flags) !== undefined && flags.imagePullSecret === undefined)
    throw new UserError('--registry-creds needs --image-pull-secret, the Secret to keep them in');
  return {
    namespace,
    components: [...new Set([...flags.components, ...flags.componentsExtra])],
    registry: registryOf(flags),
    ...(flags.imageTag === undefined ? {} : { imageTag: flags.imageTag }),
    ...(flags.imagePullSecret === undefined ? {} : { imagePullSecret: flags.imagePullSecret }),
    watchAllNamespaces: flags.watchAllNamespaces,
    logLevel: flags.logLevel,
    networkPolicy: flags.networkPolicy,
    clusterDomain: flags.clusterDomain,
    tolerationKeys: flags.tolerationKeys,
  };
}

function registryOf({ registry }: InstallFlags): string {
  if (registry !== undefined && registry !== '') return registry;
  throw new UserError('--registry is required: no public image of the controllers exists yet', {
    hint: 'build the images, push or load them, and name their registry, here or in SLUICE_REGISTRY: docs/install.md',
  });
}
