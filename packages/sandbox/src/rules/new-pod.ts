import type { ApiObject } from '../api-object.ts';
import { listAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { forbiddenField } from '../validation/causes.ts';

/** What a pod can only come to have: containers for a look into it, and a node once nothing holds it back. */
export function newPodCauses(pod: ApiObject): readonly Cause[] {
  const isLookedInto = listAt(pod, 'spec', 'ephemeralContainers').length > 0;
  const isHeldBack = listAt(pod, 'spec', 'schedulingGates').length > 0;
  const detail = 'cannot be set until all schedulingGates have been cleared';
  return [
    ...(isLookedInto ? [forbiddenField('spec.ephemeralContainers', 'cannot be set on create')] : []),
    ...(isHeldBack && textAt(pod, 'spec', 'nodeName') ? [forbiddenField('spec.nodeName', detail)] : []),
  ];
}
