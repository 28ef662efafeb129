import { formatRef } from '@sluice/apply';
import type { KubeClient } from '@sluice/kube';
import { checkImages } from '../../images/check-images.ts';
import { applyManifests } from '../../manifests/apply-manifests.ts';
import { generateManifests, manifestsText } from '../../manifests/generate-manifests.ts';
import { type Installed, readInstalled } from '../../manifests/installed.ts';
import { managedByUs } from '../../manifests/labels.ts';
import { type ImageOptions, imageOf, type ManifestOptions } from '../../manifests/manifest-options.ts';
import { applyPullSecret } from '../../manifests/pull-secret.ts';
import { credentialsOf, manifestOptionsOf } from '../../manifests/read-install-flags.ts';
import { verifyComponents } from '../../manifests/verify-components.ts';
import { confirm } from '../../terminal/confirm.ts';
import { UserError } from '../../user-error.ts';
import type { CommandContext } from '../command-context.ts';
import type { InstallFlags } from './install-flags.ts';

export interface InstallOptions extends InstallFlags {
  readonly export?: boolean;
  readonly force?: boolean;
}

/** `sluice install`: nothing is changed before it is known that it may be and that the images can be pulled. */
export async function install(context: CommandContext, flags: InstallOptions): Promise<void> {
  const { progress, terminal, deadline } = context;
  const options = manifestOptionsOf(flags, context.options.namespace);
  if (flags.export === true) {
    terminal.out.write(manifestsText(generateManifests(options), options));
    return;
  }
  progress.generate('generating manifests');
  const objects = generateManifests(options);
  progress.success('manifests build completed');
  const client = await context.client();
  await askToOverride(context, client, flags.force === true);
  await checkThatImagesExist(context, flags, options);
  progress.action(`installing components in ${options.namespace} namespace`);
  await applyManifests(client, objects, {
    signal: deadline,
    applied: ({ object, action }) => terminal.err.write(`${formatRef(object)} ${action}\n`),
  });
  const { imagePullSecret } = options;
  const credentials = credentialsOf(flags);
  if (imagePullSecret !== undefined && credentials !== undefined) {
    progress.action(`generating image pull secret ${imagePullSecret}`);
    await applyPullSecret(client, { ...options, imagePullSecret }, credentials, deadline);
  }
  progress.waiting('verifying installation');
  await verifyComponents(client, {
    namespace: options.namespace,
    components: options.components,
    signal: deadline,
    ready: (component) => progress.success(`${component}: deployment ready`),
  });
  progress.success('install finished');
}

/** Refuses where an image of the installation cannot be pulled, unless the user says that they are there. */
export async function checkThatImagesExist(
  { progress, deadline }: CommandContext,
  flags: Pick<InstallFlags, 'registryCreds' | 'skipImageCheck'>,
  options: ImageOptions & Pick<ManifestOptions, 'components'>,
): Promise<void> {
  if (flags.skipImageCheck === true) return;
  const images = options.components.map((component) => imageOf(options, component));
  await checkImages(images, { credentials: credentialsOf(flags), signal: deadline });
  progress.success(`images can be pulled from ${options.registry}`);
}

/** What git keeps must not be changed beside git; what another installed only when the user says so. */
async function askToOverride(context: CommandContext, client: KubeClient, isForced: boolean): Promise<void> {
  const installed = await readInstalled(client, context.options.namespace, context.deadline);
  if (installed?.isBootstrapped === true) {
    throw new UserError(`this cluster has already been bootstrapped with ${installed.distribution}`, {
      hint: "its controllers come from git: use 'sluice bootstrap' to change them",
    });
  }
  await confirmOverride(context, installed, { isForced, refusal: 'aborting' });
}

/** Asks before it takes over what another program installed. Throws `UserError` where the answer is no. */
export async function confirmOverride(
  { terminal, progress, deadline }: CommandContext,
  installed: Installed | undefined,
  { isForced, refusal }: { readonly isForced: boolean; readonly refusal: string },
): Promise<void> {
  if (installed === undefined || installed.managedBy === managedByUs || isForced) return;
  const { distribution, managedBy } = installed;
  progress.warning(`${distribution} is installed here, managed by ${managedBy}`);
  const answer = await confirm(terminal, `Are you sure you want to override the ${managedBy} installation`, deadline);
  if (answer === undefined)
    throw new UserError(`${refusal}: there is no terminal to ask at`, { hint: 'add --force to override it' });
  if (!answer) throw new UserError(refusal);
}
