import type { KubeObject } from '@sluice/objects';
import { fieldAt, listAt, textAt } from '../object/read-field.ts';
import { current, failed, inProgress, type ObjectStatus } from './object-status.ts';
import { conditionOf, isTrue } from './status-condition.ts';

/** A pod that cannot be scheduled for longer than this has failed. */
const scheduleWindowMs = 15_000;

/**
 * A pod by its phase. A pod that ended counts as ready either way, as upstream has it: it has done what it could.
 * `nowMs` decides how long it has been unschedulable.
 */
export function podStatus(pod: KubeObject, nowMs: number): ObjectStatus {
  const phase = textAt(pod, 'status', 'phase') ?? '';
  switch (phase) {
    case 'Succeeded':
      return current('Pod has completed successfully');
    case 'Failed':
      return current('Pod has completed, but not successfully');
    case 'Running':
      return runningStatus(pod);
    case 'Pending':
      return pendingStatus(pod, nowMs);
    default:
      return inProgress(`Pod phase is ${phase === '' ? 'unknown' : phase}`);
  }
}

function runningStatus(pod: KubeObject): ObjectStatus {
  if (isTrue(pod, 'Ready')) return current('Pod is Ready');
  const crashing = namesOf(pod, 'CrashLoopBackOff');
  if (crashing.length > 0) return failed(`Containers in CrashLoop state: ${crashing.join(',')}`);
  return inProgress('Pod is running but is not Ready');
}

function pendingStatus(pod: KubeObject, nowMs: number): ObjectStatus {
  const scheduled = conditionOf(pod, 'PodScheduled');
  if (scheduled?.status === 'False' && scheduled.reason === 'Unschedulable') {
    const created = Date.parse(pod.metadata.creationTimestamp ?? '');
    if (nowMs - created >= scheduleWindowMs) return failed('Pod could not be scheduled');
    return inProgress('Pod has not been scheduled');
  }
  return inProgress('Pod is in the Pending phase');
}

function namesOf(pod: KubeObject, waitingReason: string): readonly string[] {
  const containers = [...listAt(pod, 'status', 'containerStatuses'), ...listAt(pod, 'status', 'initContainerStatuses')];
  return containers
    .filter((container) => fieldAt(container, 'state', 'waiting', 'reason') === waitingReason)
    .map((container) => textAt(container, 'name') ?? '');
}
