import { receiverTypes } from '@sluice/api';
import { webhookPath } from '@sluice/notification-controller';
import { randomBytes } from 'node:crypto';
import { UserError } from '../../user-error.ts';
import type { CommandContext } from '../command-context.ts';
import { createSecret, type CreateSecretOptions } from './create-secret.ts';

export interface CreateSecretReceiverOptions extends CreateSecretOptions {
  readonly type: string;
  readonly hostname: string;
  readonly token?: string;
  readonly emailClaim?: string;
  readonly audienceClaim?: string;
}

/** The types that can be made of flags: generic-oidc needs more than fits there. */
const types: readonly string[] = receiverTypes.filter((type) => type !== 'generic-oidc');

/** Where the address of the webhook stands, for whoever sets it up on the other side. */
const webhookAnnotation = 'notification.toolkit.fluxcd.io/webhook';

/** `sluice create secret receiver NAME`. The Receiver must have the Secret's name: its path is made of that. */
export async function createSecretReceiver(
  context: CommandContext,
  name: string,
  options: CreateSecretReceiverOptions,
): Promise<void> {
  const token = tokenOf(options);
  const webhook = `https://${hostOf(options.hostname)}${webhookPath(token, name, context.options.namespace)}`;
  const wrote = await createSecret(context, {
    type: 'receiver',
    name,
    stringData: { token, ...claimsOf(options, webhook) },
    annotations: { [webhookAnnotation]: webhook },
    options,
  });
  if (wrote) context.progress.success(`webhook URL ${webhook}`);
}

function tokenOf({ type, token }: CreateSecretReceiverOptions): string {
  if (!types.includes(type))
    throw new UserError(`receiver type '${type}' is not supported, must be one of: ${types.join(', ')}`);
  if (token === '') throw new UserError('--token must not be empty');
  return token ?? randomBytes(32).toString('hex');
}

function claimsOf({ type, emailClaim, audienceClaim }: CreateSecretReceiverOptions, webhook: string) {
  if (type !== 'gcr') {
    if (emailClaim !== undefined || audienceClaim !== undefined)
      throw new UserError('--email-claim and --audience-claim are for the type gcr only');
    return {};
  }
  if (emailClaim === undefined) throw new UserError('--email-claim is required for gcr receiver type');
  return { email: emailClaim, audience: audienceClaim ?? webhook };
}

function hostOf(hostname: string): string {
  const url = `https://${hostname}`;
  if (!URL.canParse(url) || new URL(url).host !== hostname.toLowerCase())
    throw new UserError(`--hostname ${hostname} is not a host name`, { hint: 'such as flux.example.com' });
  return hostname;
}
