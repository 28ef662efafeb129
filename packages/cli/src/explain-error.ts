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
  if (error instanceof Error)
    return {
      message: error.message.split('\n')[0] ?? error.name,
      hint: isExpected(error) ? undefined : 'more: --verbose',
    };
  return { message: String(error) };
}

function isExpected(error: Error): boolean {
  return error instanceof ApiError || error.name === 'KubeConfigError';
}
