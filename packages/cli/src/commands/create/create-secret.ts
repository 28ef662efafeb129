import type { KubeClient } from '@sluice/kube';
import { type JsonValue, type KubeObject, writeYaml } from '@sluice/objects';
import { findObject } from '../../connection/find-object.ts';
import type { CommandContext } from '../command-context.ts';
import { checkName, labelsOf } from './create.ts';

/** Flags of every `sluice create secret`. */
export interface CreateSecretOptions {
  readonly export?: boolean;
  readonly label: readonly string[];
}

export interface CreateSecretRequest {
  /** As the last line names it: `receiver secret 'x' created`. */
  readonly type: string;
  readonly name: string;
  readonly stringData: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly options: CreateSecretOptions;
}

/**
 * Creates a Secret, or gives the one that is there these values, keeping its other labels and annotations. With
 * `--export` it is only printed; false then.
 */
export async function createSecret(context: CommandContext, request: CreateSecretRequest): Promise<boolean> {
  const { name, type, options } = request;
  checkName(name);
  const { namespace } = context.options;
  const secret = secretOf(namespace, request);
  if (options.export === true) {
    context.terminal.out.write(`---\n${writeYaml(secret as unknown as JsonValue, { sortKeys: true })}`);
    return false;
  }
  await writeSecret(await context.client(), secret, context.deadline);
  context.progress.action(`${type} secret '${name}' created in '${namespace}' namespace`);
  return true;
}

/** The Secret of a request. */
export function secretOf(
  namespace: string,
  { name, stringData, annotations, options }: Omit<CreateSecretRequest, 'type'>,
): KubeObject {
  const labels = labelsOf(options.label);
  const metadata = {
    name,
    namespace,
    ...(labels === undefined ? {} : { labels }),
    ...(annotations === undefined ? {} : { annotations: { ...annotations } }),
  };
  return { apiVersion: 'v1', kind: 'Secret', metadata, stringData };
}

/** Creates a Secret, or gives the one that is there its values, labels and annotations, keeping the other ones. */
export async function writeSecret(client: KubeClient, secret: KubeObject, signal: AbortSignal): Promise<void> {
  const { metadata } = secret;
  const ref = { apiVersion: 'v1', kind: 'Secret', namespace: metadata.namespace, name: metadata.name ?? '' };
  const existing = await findObject(client, ref, signal);
  const options = { fieldManager: 'sluice', signal };
  if (existing === undefined) await client.create(secret, options);
  else await client.replace({ ...existing, ...secret, metadata: merged(existing, secret) }, options);
}

function merged({ metadata: before }: KubeObject, { metadata: now }: KubeObject): KubeObject['metadata'] {
  return {
    ...before,
    labels: { ...before.labels, ...now.labels },
    annotations: { ...before.annotations, ...now.annotations },
  };
}
