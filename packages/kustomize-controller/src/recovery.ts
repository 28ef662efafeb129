import type { Kustomization } from '@sluice/api';
import { formatTime, readyCondition } from '@sluice/core';
import { reasons } from './conditions.ts';
import { tell } from './events.ts';
import type { ToldFailure } from './memory.ts';
import { type Scope, sourceOf } from './scope.ts';

/**
 * The failure that users were told of before this process began. Of a dependency that was not ready nobody hears as of
 * a failure.
 */
export function storedFailure({ status }: Kustomization): ToldFailure | undefined {
  const ready = status?.conditions?.find(({ type }) => type === readyCondition);
  if (ready?.status !== 'False' || ready.reason === reasons.dependencyNotReady) return undefined;
  return { reason: ready.reason, since: ready.lastTransitionTime };
}

/** Sends an event of a failure, whose end must then be told too. */
export function tellFailure(scope: Scope, message: string): void {
  const { memory, run } = scope;
  const reason = run.conditions.get(readyCondition)?.reason ?? '';
  memory.toldFailure = { reason, since: memory.toldFailure?.since ?? formatTime(run.clock.now()) };
  tell(scope, { severity: 'error', message });
}

/**
 * Ends a failure that users were told of. `isTold` says that they hear of this success anyway; otherwise, as after a
 * revert that changes nothing in the cluster, an event says it. Gives whether it did.
 */
export function endFailure(scope: Scope, isTold: boolean): boolean {
  const failure = scope.memory.toldFailure;
  scope.memory.toldFailure = undefined;
  if (failure === undefined || isTold) return false;
  const message = `Recovered from ${failure.reason}, applied revision: ${sourceOf(scope).artifact.revision}`;
  // The token keeps the end of one failure apart from that of the next, which may come within the rate limit.
  tell(scope, { severity: 'info', message }, { token: failure.since });
  return true;
}
