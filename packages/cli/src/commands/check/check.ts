import { listAt, statusOf, textAt } from '@sluice/apply';
import type { KubeClient } from '@sluice/kube';
import type { KubeObject } from '@sluice/objects';
import { findObject } from '../../connection/find-object.ts';
import { installations, installationsOf } from '../../manifests/components.ts';
import { controllerSelector, readInstalled } from '../../manifests/installed.ts';
import { partOfLabel } from '../../manifests/labels.ts';
import { QuietFailure } from '../../user-error.ts';
import type { CommandContext } from '../command-context.ts';
import { checkThatImagesExist } from '../install/install.ts';
import type { InstallFlags } from '../install/install-flags.ts';
import { isSupported, oldestMinor, readKubernetesVersion } from './kubernetes-version.ts';

export interface CheckOptions extends Pick<
  InstallFlags,
  'components' | 'componentsExtra' | 'registry' | 'registryCreds' | 'imageTag' | 'skipImageCheck'
> {
  readonly pre?: boolean;
}

/** `sluice check [--pre]`: says everything that is wrong, then fails. */
export async function check(context: CommandContext, options: CheckOptions): Promise<void> {
  const { progress } = context;
  const client = await context.client();
  progress.action('checking prerequisites');
  const isVersionFine = await checkKubernetes(context, client);
  if (options.registry !== undefined) await checkRegistry(context, options, options.registry);
  if (!isVersionFine) return fail(context);
  if (options.pre === true) {
    progress.success('prerequisites checks passed');
    return undefined;
  }
  progress.action('checking version in cluster');
  await tellVersion(context, client);
  progress.action('checking controllers');
  const found = await checkControllers(context, client, options);
  progress.action('checking crds');
  const areServed = await checkDefinitions(context, client, found.names);
  if (!found.areReady || !areServed) return fail(context);
  progress.success('all checks passed');
  return undefined;
}

function fail({ progress }: CommandContext): never {
  progress.failure('check failed');
  throw new QuietFailure('check failed');
}

async function checkKubernetes({ progress, deadline }: CommandContext, client: KubeClient): Promise<boolean> {
  const version = await readKubernetesVersion(client, deadline);
  const wanted = `>=1.${String(oldestMinor)}.0-0`;
  const isFine = isSupported(version);
  if (isFine) progress.success(`Kubernetes ${version} ${wanted}`);
  else progress.failure(`Kubernetes version v${version} does not match ${wanted}`);
  return isFine;
}

async function checkRegistry(context: CommandContext, options: CheckOptions, registry: string): Promise<void> {
  const components = installationsOf([...options.components, ...options.componentsExtra]).map(({ name }) => name);
  await checkThatImagesExist(context, options, { components, registry, imageTag: options.imageTag });
}

async function tellVersion({ progress, options, deadline }: CommandContext, client: KubeClient): Promise<void> {
  const installed = await readInstalled(client, options.namespace, deadline);
  if (installed === undefined) {
    progress.failure('no controllers are installed');
    return;
  }
  progress.success(`distribution: ${installed.distribution}`);
  progress.success(`bootstrapped: ${String(installed.isBootstrapped)}`);
}

interface FoundControllers {
  readonly names: readonly string[];
  readonly areReady: boolean;
}

async function checkControllers(
  { progress, options, deadline }: CommandContext,
  client: KubeClient,
  { componentsExtra }: CheckOptions,
): Promise<FoundControllers> {
  const { namespace } = options;
  const type = { apiVersion: 'apps/v1', kind: 'Deployment' };
  const { items } = await client.list(type, { namespace, labelSelector: controllerSelector, signal: deadline });
  if (items.length === 0)
    progress.failure(
      `no controllers found in the '${namespace}' namespace with the label selector '${controllerSelector}'`,
    );
  const names = items.map(({ metadata }) => metadata.name ?? '');
  const missing = componentsExtra.filter((name) => !names.includes(name));
  for (const name of missing) progress.failure(`${name}: deployment not found`);
  const ready = items.map((item) => tellController(progress, { ...item, ...type }));
  return { names, areReady: items.length > 0 && missing.length === 0 && ready.every(Boolean) };
}

function tellController(progress: CommandContext['progress'], deployment: KubeObject): boolean {
  const { status, message } = statusOf(deployment, Date.now());
  const name = deployment.metadata.name ?? '';
  const isReady = status === 'Current';
  if (isReady) progress.success(`${name}: deployment ready`);
  else progress.failure(`${name}: deployment not ready: ${message}`);
  for (const container of listAt(deployment, 'spec', 'template', 'spec', 'containers'))
    progress.action(textAt(container, 'image') ?? '');
  return isReady;
}

const definitionType = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' };

/** Those that carry upstream's label, and those that the found controllers of ours need: Helm gives them no labels. */
async function checkDefinitions(
  { progress, deadline }: CommandContext,
  client: KubeClient,
  controllers: readonly string[],
): Promise<boolean> {
  const { items } = await client.list(definitionType, { labelSelector: `${partOfLabel}=flux`, signal: deadline });
  const needed = installations
    .filter(({ name }) => controllers.includes(name))
    .flatMap(({ kinds }) => kinds.map(({ group, plural }) => `${plural}.${group}`));
  const names = new Set([...items.map(({ metadata }) => metadata.name ?? ''), ...needed]);
  let areServed = true;
  for (const name of [...names].toSorted()) {
    const version = await storedVersion(client, name, deadline);
    if (version === undefined) progress.failure(`${name}: not found`);
    else progress.success(`${name}/${version}`);
    areServed &&= version !== undefined;
  }
  return areServed;
}

async function storedVersion(client: KubeClient, name: string, signal: AbortSignal): Promise<string | undefined> {
  const definition = await findObject(client, { ...definitionType, name }, signal);
  return definition && String(listAt(definition, 'status', 'storedVersions').at(-1) ?? 'unknown');
}
