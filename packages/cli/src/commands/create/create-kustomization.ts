import { Kustomization } from '@sluice/api';
import type { JsonObject } from '@sluice/objects';
import { statusOf } from '../../kinds/cli-kind.ts';
import { kustomizationKind } from '../../kinds/kustomization.ts';
import { UserError } from '../../user-error.ts';
import type { CommandContext } from '../command-context.ts';
import { createObject, durationField, type CreateOptions } from './create.ts';

export interface CreateKustomizationOptions extends CreateOptions {
  readonly source: string;
  readonly path: string;
  readonly prune: boolean;
  readonly wait: boolean;
  /** Milliseconds. */
  readonly healthCheckTimeout: number;
  readonly dependsOn: readonly string[];
  readonly targetNamespace?: string;
  readonly serviceAccount?: string;
}

const sourceKinds = ['GitRepository', 'OCIRepository', 'Bucket', 'ExternalArtifact'];

/** `sluice create kustomization NAME`. */
export async function createKustomization(
  context: CommandContext,
  name: string,
  options: CreateKustomizationOptions,
): Promise<void> {
  const spec = specOf(options);
  const request = { kind: kustomizationKind, human: Kustomization.kind, name, spec, options };
  const created = await createObject(context, request);
  if (created === undefined) return;
  context.progress.success(`Kustomization ${name} is ready`);
  context.progress.success(`applied revision ${statusOf(created).lastAppliedRevision ?? ''}`);
}

function specOf(options: CreateKustomizationOptions): JsonObject {
  if (!options.path.startsWith('./')) throw new UserError('path must begin with ./');
  if (options.path.split('/').includes('..')) throw new UserError('path must not leave the source');
  const spec: JsonObject = { path: options.path, prune: options.prune, sourceRef: sourceOf(options.source) };
  if (options.dependsOn.length > 0) spec['dependsOn'] = options.dependsOn.map(dependencyOf);
  if (options.targetNamespace !== undefined) spec['targetNamespace'] = options.targetNamespace;
  if (options.serviceAccount !== undefined) spec['serviceAccountName'] = options.serviceAccount;
  return options.wait ? { ...spec, wait: true, timeout: durationField(options.healthCheckTimeout) } : spec;
}

/** Reads `[Kind/]name[.namespace]`. */
function sourceOf(text: string): JsonObject {
  const [first = '', second, ...rest] = text.split('/');
  const word = second === undefined ? 'GitRepository' : first;
  const kind = sourceKinds.find((each) => each.toLowerCase() === word.toLowerCase());
  const [name = '', namespace, ...more] = (second ?? first).split('.');
  if (kind === undefined)
    throw new UserError(`source kind '${word}' is not supported, must be one of: ${sourceKinds.join(', ')}`);
  if (name === '' || namespace === '' || rest.length > 0 || more.length > 0)
    throw new UserError(`invalid source '${text}'`, { hint: 'it must be in the format [Kind/]name[.namespace]' });
  return namespace === undefined ? { kind, name } : { kind, name, namespace };
}

/** Reads `[namespace/]name`. */
function dependencyOf(text: string): JsonObject {
  const [first = '', second, ...rest] = text.split('/');
  if (first === '' || second === '' || rest.length > 0)
    throw new UserError(`invalid dependency '${text}'`, { hint: 'it must be in the format [namespace/]name' });
  return second === undefined ? { name: first } : { namespace: first, name: second };
}
