import { InvalidObjectError, Provider } from '@sluice/api';
import { sendTest, type TestResult } from '@sluice/notification-controller';
import type { KubeObject } from '@sluice/objects';
import { getObject } from '../../connection/wait-for-object.ts';
import { isSuspended } from '../../kinds/cli-kind.ts';
import { formatSeconds } from '../../terminal/age.ts';
import { UserError } from '../../user-error.ts';
import type { CommandContext } from '../command-context.ts';

export interface NotifyTestOptions {
  readonly revision?: string;
}

/** `sluice notify test PROVIDER`. Throws `UserError` when the other side did not take the message. */
export async function notifyTest(context: CommandContext, name: string, options: NotifyTestOptions): Promise<void> {
  const { progress, deadline } = context;
  const client = await context.client();
  const { namespace } = context.options;
  const stored = await getObject(client, { ...Provider.type, namespace, name }, deadline);
  if (isSuspended(stored)) progress.warning(`Provider ${name} is suspended: only tests are sent through it`);
  const provider = parse(stored);
  progress.action(`sending a test message through Provider ${name} (${provider.spec.type}) in ${namespace} namespace`);
  const result = await sendTest(client, provider, { revision: options.revision, signal: deadline });
  if (result.failure !== undefined)
    throw new UserError(`not sent: ${result.failure}   ${formatSeconds(result.tookMs)}`, hintOf(result, provider));
  progress.success(`sent   ${formatSeconds(result.tookMs)}`);
  if (result.answer !== undefined) progress.success(`the service answered ${answerOf(result.answer)}`);
}

function parse(stored: KubeObject): Provider {
  try {
    return Provider.parse(stored);
  } catch (error) {
    if (error instanceof InvalidObjectError) throw new UserError(error.message, { cause: error });
    throw error;
  }
}

/** SMTP's texts begin with the status. */
function answerOf({ status, text }: NonNullable<TestResult['answer']>): string {
  const line = text.trim().replaceAll(/\s+/g, ' ');
  if (line.startsWith(String(status))) return line;
  return line === '' ? String(status) : `${String(status)}: ${line}`;
}

function hintOf({ answer }: TestResult, provider: Provider): { readonly hint?: string } {
  const { name = '' } = provider.spec.secretRef ?? {};
  if (answer === undefined || ![401, 403, 404, 535].includes(answer.status)) return {};
  return { hint: `are address and credentials right?${name === '' ? '' : ` They are in Secret ${name}`}` };
}
