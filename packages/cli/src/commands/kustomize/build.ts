import { build, openDirectory, runBatch, type BuildResult } from '@sluice/kustomize';
import { isJsonObject, writeYaml, type JsonObject } from '@sluice/objects';
import { mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { UserError } from '../../user-error.ts';
import type { CommandContext } from '../command-context.ts';

export interface KustomizeBuildOptions {
  readonly output?: string;
  readonly reorder: 'legacy' | 'none';
  readonly loadRestrictor: 'LoadRestrictionsRootOnly' | 'LoadRestrictionsNone';
  readonly enableManagedbyLabel: boolean;
  readonly batch: boolean;
  /** Why a flag that was given cannot be honoured. */
  readonly refused?: string;
}

/** `sluice kustomize build DIR`: objects on stdout, warnings on stderr. */
export async function kustomizeBuild(
  context: CommandContext,
  dir: string,
  options: KustomizeBuildOptions,
): Promise<void> {
  if (options.refused !== undefined) throw new UserError(options.refused);
  if (options.batch) return runBatch(process.stdin, process.stdout);
  const result = await buildDirectory(context, dir, options);
  for (const warning of result.warnings) context.progress.warning(warning);
  if (options.output === undefined) context.terminal.out.write(result.toYaml());
  else await write(result, options.output);
}

async function buildDirectory(
  context: CommandContext,
  dir: string,
  options: KustomizeBuildOptions,
): Promise<BuildResult> {
  const found = await stat(dir).catch(() => undefined);
  if (found?.isDirectory() !== true)
    throw new UserError(`${dir} is not a directory`, { hint: 'give the directory that holds the kustomization.yaml' });
  // the tree is the whole file system: a kustomization may refer to directories beside its own
  const root = resolve(dir).split(sep)[0] + sep;
  const tree = await openDirectory(root);
  return build(tree, relative(root, resolve(dir)).split(sep).join('/'), {
    reorder: options.reorder,
    loadRestrictions: options.loadRestrictor === 'LoadRestrictionsNone' ? 'none' : 'rootOnly',
    addManagedByLabel: options.enableManagedbyLabel,
    signal: context.deadline,
  });
}

async function write(result: BuildResult, output: string): Promise<void> {
  const isDirectory = (await stat(output).catch(() => undefined))?.isDirectory() ?? output.endsWith('/');
  if (!isDirectory) return writeWhole(output, result.toYaml());
  await mkdir(output, { recursive: true });
  for (const { object } of result.resources) {
    await writeWhole(join(output, fileName(object)), writeYaml(object));
  }
}

/** As kustomize names them: `namespace_group_version_kind_name.yaml`; no name leaves the directory. */
function fileName(object: JsonObject): string {
  const metadata = isJsonObject(object['metadata']) ? object['metadata'] : {};
  const parts = [metadata['namespace'], object['apiVersion'], object['kind'], metadata['name']].filter(
    (part) => typeof part === 'string',
  );
  const name = parts.join('_').replaceAll('/', '_').toLowerCase();
  return `${name.replaceAll(/[^a-z0-9._-]/g, '-')}.yaml`;
}

/** A reader never sees half of a file. */
async function writeWhole(path: string, text: string): Promise<void> {
  const draft = join(dirname(path), `.${String(process.pid)}.tmp`);
  await writeFile(draft, text);
  await rename(draft, path);
}
