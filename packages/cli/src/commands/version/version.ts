import { stringifyJson, writeYaml, type KubeObject } from '@sluice/objects';
import { version } from '../../version.ts';
import type { CommandContext } from '../command-context.ts';

export interface VersionOptions {
  readonly client?: boolean;
  readonly output?: 'json' | 'yaml';
}

/** `sluice version`: of this program, and of the controllers that the cluster runs. */
export async function printVersion(context: CommandContext, options: VersionOptions): Promise<void> {
  const controllers = options.client === true ? [] : await controllerVersions(context);
  const versions = Object.fromEntries([['sluice', `v${version}`], ...controllers]) as Record<string, string>;
  const { out } = context.terminal;
  if (options.output === 'json') out.write(`${stringifyJson(versions, 2)}\n`);
  else if (options.output === 'yaml') out.write(writeYaml(versions));
  else for (const [name, value] of Object.entries(versions)) out.write(`${name}: ${value}\n`);
}

/** Image tags of the Deployments that are part of the installation, by name. */
async function controllerVersions(context: CommandContext): Promise<[string, string][]> {
  const client = await context.client();
  const { items } = await client.list(
    { apiVersion: 'apps/v1', kind: 'Deployment' },
    {
      namespace: context.options.namespace,
      labelSelector: 'app.kubernetes.io/part-of in (flux,sluice)',
      signal: context.deadline,
    },
  );
  return items.map((deployment): [string, string] => [deployment.metadata.name ?? '', imageTag(deployment)]).toSorted();
}

function imageTag(deployment: KubeObject): string {
  const spec = deployment['spec'] as { template?: { spec?: { containers?: { image?: string }[] } } } | undefined;
  const image = spec?.template?.spec?.containers?.[0]?.image ?? '';
  const name = image.slice(image.lastIndexOf('/') + 1);
  return name.includes(':') ? name.slice(name.indexOf(':') + 1) : 'unknown';
}
