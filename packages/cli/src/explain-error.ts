import { ApiError, ConnectionError, NoKindMatchError } from '@sluice/kube';
import { UserError } from './user-error.ts';

/** What is printed of a failure: one line, and what to do about it where that is known. */
export interface Explanation {
  readonly message: string;
  readonly hint?: string | undefined;
}

export function explain(error: unknown): Explanation {
  if (error instanceof UserError) return { message: error.message, hint: error.hint };
  if (error instanceof ConnectionError)
    return { message: error.message, hint: 'is the cluster up, and the right context chosen (--context)?' };
  if (error instanceof NoKindMatchError) {
    return {
      message: `the cluster does not serve ${error.kind} of ${error.apiVersion}`,
      hint: 'are the controllers installed there?',
    };
  }
  if (error instanceof ApiError && error.status === 401)
    return { message: `not logged in: ${error.message}`, hint: 'renew the credentials of your kubeconfig' };
  if (isPortTaken(error)) {
    return {
      message: `port ${String(error.port)} on ${error.address} is in use`,
      hint: 'choose another with --port, or leave it out',
    };
  }
  if (error instanceof Error)
    return {
      message: error.message.split('\n')[0] ?? error.name,
      hint: isExpected(error) ? undefined : 'more: --verbose',
    };
  return { message: String(error) };
}

/** Errors whose message says it all; known by name, so that commands do not load the packages that throw them. */
const expectedErrors: ReadonlySet<string> = new Set(['KubeConfigError', 'GitError']);

function isExpected(error: Error): boolean {
  return error instanceof ApiError || expectedErrors.has(error.name);
}

/** What `listen` throws for a port that somebody has already. */
function isPortTaken(error: unknown): error is { readonly port: number; readonly address: string } {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE' && 'port' in error;
}
