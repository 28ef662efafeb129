import { Kustomization } from '@sluice/api';
import { compareForApply, desiredObjects } from '@sluice/apply';
import { build } from '@sluice/kustomize';
import {
  artifactPath,
  generateKustomization,
  loadVariables,
  overlayTree,
  substituteObject,
} from '@sluice/kustomize-controller';
import { isJsonObject, type JsonValue, type KubeObject, readYaml, writeYamlStream } from '@sluice/objects';
import { readFile } from 'node:fs/promises';
import { getObject } from '../../connection/wait-for-object.ts';
import { UserError } from '../../user-error.ts';
import type { CommandContext } from '../command-context.ts';
import { maskEncrypted } from './mask-encrypted.ts';
import { openLocalTree } from './local-tree.ts';

export interface BuildKustomizationOptions {
  readonly path: string;
  readonly kustomizationFile?: string;
  readonly dryRun: boolean;
  readonly strictSubstitute: boolean;
}

/** `sluice build kustomization NAME --path DIR`: what would be applied, as YAML; encrypted values are masked. */
export async function buildKustomization(
  context: CommandContext,
  name: string,
  options: BuildKustomizationOptions,
): Promise<void> {
  if (options.dryRun && options.kustomizationFile === undefined) {
    throw new UserError('--dry-run needs the Kustomization as a file', { hint: 'add --kustomization-file FILE' });
  }
  const kustomization = Kustomization.parse(await readKustomization(context, name, options.kustomizationFile));
  const objects = await buildObjects(context, kustomization, options);
  context.terminal.out.write(writeYamlStream(objects as unknown as JsonValue[]));
}

async function readKustomization(context: CommandContext, name: string, file: string | undefined): Promise<KubeObject> {
  const { namespace } = context.options;
  if (file === undefined) {
    return getObject(await context.client(), { ...Kustomization.type, namespace, name }, context.deadline);
  }
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new UserError(`cannot read ${file}`, { hint: 'give the file that holds the Kustomization', cause: error });
  });
  const found = readYaml(bytes).find((object) => isJsonObject(object) && isKustomization(object, name));
  if (found === undefined) throw new UserError(`no Kustomization named ${name} in ${file}`);
  const object = found as unknown as KubeObject;
  return { ...object, metadata: { namespace, ...object.metadata } };
}

function isKustomization(object: Record<string, JsonValue>, name: string): boolean {
  const { kind, apiVersion, metadata } = object;
  return (
    kind === Kustomization.kind &&
    apiVersion === Kustomization.apiVersion &&
    isJsonObject(metadata) &&
    metadata['name'] === name
  );
}

async function buildObjects(
  context: CommandContext,
  kustomization: Kustomization,
  options: BuildKustomizationOptions,
): Promise<KubeObject[]> {
  const { spec, metadata } = kustomization;
  const { namespace = context.options.namespace } = metadata;
  const local = await openLocalTree(options.path);
  const directory = artifactPath(local.directory);
  const { overlay } = generateKustomization(local.tree, directory, spec);
  const result = await build(overlayTree(local.tree, overlay), directory, {
    loadRestrictions: 'none',
    reorder: 'none',
    signal: context.deadline,
  });
  const values = await variablesOf(context, kustomization, options);
  const built = result.resources.map(({ object }) => {
    const plain = object as unknown as KubeObject;
    return maskEncrypted(
      values === undefined ? plain : substituteObject(plain, values, { strict: options.strictSubstitute }),
    );
  });
  const desired = [...desiredObjects(built, { name: metadata.name, namespace }, spec.commonMetadata)];
  return desired.toSorted((a, b) => compareForApply(a.ref, b.ref)).map((each) => each.object);
}

/** Nothing where nothing is to be substituted. */
async function variablesOf(
  context: CommandContext,
  { spec, metadata }: Kustomization,
  options: BuildKustomizationOptions,
): Promise<ReadonlyMap<string, string> | undefined> {
  const { postBuild } = spec;
  if (postBuild === undefined) return undefined;
  const needsCluster = (postBuild.substituteFrom?.length ?? 0) > 0 && !options.dryRun;
  const values = needsCluster
    ? (
        await loadVariables(
          postBuild,
          metadata.namespace ?? context.options.namespace,
          await context.client(),
          context.deadline,
        )
      ).values
    : new Map(Object.entries(postBuild.substitute ?? {}).map(([key, value]) => [key, value.replaceAll('\n', '')]));
  return values.size > 0 || postBuild.substituteStrategy === 'Always' ? values : undefined;
}
