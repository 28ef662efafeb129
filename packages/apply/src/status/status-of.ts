import type { KubeObject } from '@sluice/objects';
import { formatGroupKind } from '../object/object-name.ts';
import { numberAt } from '../object/read-field.ts';
import { kindStatuses } from './kind-status.ts';
import { current, failed, inProgress, type ObjectStatus } from './object-status.ts';
import { conditionOf } from './status-condition.ts';

/**
 * How a live object stands: upstream's kstatus rules. First those of all kinds (being deleted, generation not observed,
 * Reconciling, Stalled), then the rule of its kind, or its Ready condition where the kind has none. An object without
 * either is Current. `nowMs` is wall time.
 */
export function statusOf(object: KubeObject, nowMs: number): ObjectStatus {
  return generalStatus(object) ?? kindStatuses.get(formatGroupKind(object))?.(object, nowMs) ?? readyStatus(object);
}

/** What an object that does not exist has. */
export const notFound: ObjectStatus = { status: 'NotFound', message: 'Resource not found' };

function generalStatus(object: KubeObject): ObjectStatus | undefined {
  if (object.metadata.deletionTimestamp !== undefined) {
    return { status: 'Terminating', message: 'Resource scheduled for deletion' };
  }
  const generation = object.metadata.generation;
  const observed = numberAt(object, 'status', 'observedGeneration');
  if (observed !== undefined && generation !== undefined && observed !== generation) {
    return inProgress(`${object.kind} generation is ${generation}, but latest observed generation is ${observed}`);
  }
  const reconciling = conditionOf(object, 'Reconciling');
  if (reconciling?.status === 'True') return inProgress(reconciling.message);
  const stalled = conditionOf(object, 'Stalled');
  return stalled?.status === 'True' ? failed(stalled.message) : undefined;
}

function readyStatus(object: KubeObject): ObjectStatus {
  const ready = conditionOf(object, 'Ready');
  if (ready === undefined || ready.status === 'True') return current('Resource is Ready');
  return inProgress(ready.message === '' ? 'Resource is not Ready' : ready.message);
}
