import { Provider } from '@sluice/api';
import { unsupportedByProvider } from '@sluice/notification-controller';
import type { JsonObject } from '@sluice/objects';
import { alertProviderKind } from '../../kinds/alert-provider.ts';
import type { CommandContext } from '../command-context.ts';
import { createObject, type CreateOptions } from './create.ts';

export interface CreateAlertProviderOptions extends CreateOptions {
  readonly type: string;
  readonly channel?: string;
  readonly username?: string;
  readonly address?: string;
  readonly secretRef?: string;
}

/** `sluice create alert-provider NAME`. */
export async function createAlertProvider(
  context: CommandContext,
  name: string,
  options: CreateAlertProviderOptions,
): Promise<void> {
  const { type, channel, username, address, secretRef } = options;
  const spec: JsonObject = { type };
  if (channel !== undefined) spec['channel'] = channel;
  if (username !== undefined) spec['username'] = username;
  if (address !== undefined) spec['address'] = address;
  if (secretRef !== undefined) spec['secretRef'] = { name: secretRef };
  const request = { kind: alertProviderKind, human: Provider.kind, name, spec, options };
  const created = await createObject(context, request);
  if (created === undefined) return;
  const refusal = unsupportedByProvider(Provider.parse(created));
  if (refusal === undefined) context.progress.success(`Provider ${name} is ready`);
  else context.progress.warning(`Provider ${name} sends nothing: ${refusal}`);
}
