import { Kustomization, Receiver } from '@sluice/api';
import type { JsonObject } from '@sluice/objects';
import { statusOf } from '../../kinds/cli-kind.ts';
import { receiverKind } from '../../kinds/receiver.ts';
import { UserError } from '../../user-error.ts';
import type { CommandContext } from '../command-context.ts';
import { createObject, type CreateOptions } from './create.ts';
import { readReference } from './references.ts';

export interface CreateReceiverOptions extends CreateOptions {
  readonly type: string;
  readonly secretRef: string;
  readonly event: readonly string[];
  /** `Kind/name[.namespace]` each. */
  readonly resource: readonly string[];
}

/** `sluice create receiver NAME`. */
export async function createReceiver(
  context: CommandContext,
  name: string,
  options: CreateReceiverOptions,
): Promise<void> {
  if (options.resource.length === 0)
    throw new UserError('at least one resource is required', { hint: 'such as --resource GitRepository/infra' });
  const spec: JsonObject = {
    type: options.type,
    secretRef: { name: options.secretRef },
    resources: options.resource.map(resourceOf),
  };
  if (options.event.length > 0) spec['events'] = [...options.event];
  const created = await createObject(context, { kind: receiverKind, human: Receiver.kind, name, spec, options });
  if (created === undefined) return;
  context.progress.success(`Receiver ${name} is ready`);
  context.progress.success(`generated webhook URL ${statusOf(created).webhookPath ?? ''}`);
}

/** A resource of a kind for which the controller assumes no version is given one: it would never be found otherwise. */
function resourceOf(text: string): JsonObject {
  const reference = readReference(text, 'resource');
  return reference['kind'] === Kustomization.kind ? { apiVersion: Kustomization.apiVersion, ...reference } : reference;
}
