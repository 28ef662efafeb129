import { ApiError } from '@sluice/kube';

const immutableText = [/\sis\simmutable/, /immutable\sfield/];

/** Whether the server refuses a change because the object would have to be created anew; upstream's rule. */
export function isImmutableError(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  return error.status === 409 || error.status === 422 || immutableText.some((pattern) => pattern.test(error.message));
}
