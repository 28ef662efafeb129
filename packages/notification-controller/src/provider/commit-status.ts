import { CelError, compileCel, type JsonValue, withCelDeadline } from '@sluice/objects';
import { DeliveryError } from '../delivery/delivery-error.ts';
import type { Notification } from './notifier.ts';
import type { Target } from './target.ts';
import { oneLine } from './text.ts';

const expressionMs = 100;

/** What a git service is told of a commit. */
export interface CommitStatus {
  readonly sha: string;
  /** Name of the status: one for each object and Provider. */
  readonly id: string;
  readonly isError: boolean;
  readonly description: string;
}

/** The status that an event stands for; undefined where it stands for none. Throws `DeliveryError`. */
export function commitStatusOf(notification: Notification, target: Target): CommitStatus | undefined {
  const { event } = notification;
  if (event.reason === 'Progressing') return undefined;
  const { commit, originRevision, revision } = event.metadata;
  const text = commit ?? originRevision ?? revision;
  const sha = /(?:^|[@:/])([0-9a-f]{40}|[0-9a-f]{64})$/.exec(text ?? '')?.[1];
  if (sha === undefined) throw new DeliveryError('the event names no commit', 'give-up');
  return {
    sha,
    id: idOf(notification, target),
    isError: event.severity === 'error',
    description: descriptionOf(oneLine(event.reason)),
  };
}

function idOf({ event, alertObject }: Notification, { commitStatusExpr, provider, uid }: Target): string {
  const { kind, name } = event.involvedObject;
  if (commitStatusExpr === undefined || commitStatusExpr === '')
    return oneLine(`${kind}/${name}/${uid.split('-', 1)[0] ?? ''}`.toLowerCase());
  try {
    const variables = { event: event, alert: alertObject, provider } as unknown as Record<string, JsonValue>;
    const program = compileCel(commitStatusExpr, { variables: Object.keys(variables) });
    const id = withCelDeadline(expressionMs, () => program.evaluate(variables));
    if (typeof id === 'string' && id !== '') return oneLine(id);
  } catch (cause) {
    if (!(cause instanceof CelError)) throw cause;
    throw new DeliveryError(`spec.commitStatusExpr: ${cause.message}`, 'retry-provider', { cause });
  }
  throw new DeliveryError('spec.commitStatusExpr does not give a text', 'retry-provider');
}

/** `HealthCheckFailed` becomes `health check failed`. */
function descriptionOf(reason: string): string {
  return reason.replaceAll(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, ' ').toLowerCase();
}

/** Where a repository is: host and path without `.git`, of an https, ssh or scp-like address. Throws `DeliveryError`. */
export function repositoryOf(address: string): { readonly origin: string; readonly path: string } {
  const scp = /^(?:[^@/]+@)?([^:/]+):(?!\/)(.+)$/.exec(address);
  const text = scp === null ? address : `ssh://${scp.slice(1).join('/')}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['https:', 'http:', 'ssh:'].includes(url.protocol))
    throw new DeliveryError('the address is not that of a repository', 'retry-provider');
  const path = url.pathname.replace(/^\/+/, '').replace(/(?:\.git)?\/?$/, '');
  return { origin: url.protocol === 'ssh:' ? `https://${url.hostname}` : `${url.protocol}//${url.host}`, path };
}
