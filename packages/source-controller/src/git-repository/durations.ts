import type { GitRepository } from '@sluice/api';
import { parseDuration } from '@sluice/objects';

/** `spec.interval` in milliseconds. */
export function intervalMsOf(object: GitRepository): number {
  return parseDuration(object.spec.interval);
}

/** `spec.timeout` in milliseconds. */
export function timeoutMsOf(object: GitRepository): number {
  return parseDuration(object.spec.timeout);
}
