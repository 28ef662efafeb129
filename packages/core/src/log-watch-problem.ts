import type { WatchProblem } from '@sluice/kube';
import type { TypeRef } from '@sluice/objects';
import type { Logger } from './logger.ts';

/** Logs what a watch of a kind met with; it goes on by itself. A watch that merely said nothing is no error. */
export function logWatchProblem(log: Logger, type: TypeRef, { during, error }: WatchProblem): void {
  if (during === 'silence') log.debug('a watch said nothing and was opened anew', { ...type });
  else log.error('watch problem, will be retried', error, { during, ...type });
}
