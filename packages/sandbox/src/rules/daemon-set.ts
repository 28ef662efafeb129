import type { JsonObject } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { objectAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { invalidValue, required, unsupportedValue } from '../validation/causes.ts';
import { amountCauses, isNone, tooManyPercent } from './amounts.ts';
import { allNonNegative } from './rule.ts';
import { selectedTemplate } from './workloads.ts';

export function daemonSetCauses(daemonSet: ApiObject): readonly Cause[] {
  const spec = objectAt(daemonSet, 'spec');
  return [
    ...selectedTemplate(spec, 'daemonset'),
    ...allNonNegative(spec, ['minReadySeconds'], 'spec'),
    ...strategyCauses(objectAt(spec, 'updateStrategy'), 'spec.updateStrategy'),
    ...allNonNegative(spec, ['revisionHistoryLimit'], 'spec'),
  ];
}

const strategies = ['RollingUpdate', 'OnDelete'];

function strategyCauses({ type = '', rollingUpdate = null }: JsonObject, path: string): readonly Cause[] {
  if (type === 'RollingUpdate') return rollingCauses(objectAt(rollingUpdate), `${path}.rollingUpdate`);
  if (type === 'OnDelete') return [];
  return [unsupportedValue(path, { Type: type, RollingUpdate: rollingUpdate }, strategies)];
}

/** On each node a pod is either taken away first or joined by another, never both and never neither. */
function rollingCauses(update: JsonObject, path: string): readonly Cause[] {
  const amounts = ['maxUnavailable', 'maxSurge'];
  return [
    ...amounts.flatMap((key) => amountCauses(update, key, path)),
    ...amounts.flatMap((key) => tooManyPercent(update, key, path)),
    ...neverBoth(update, path),
  ];
}

function neverBoth({ maxUnavailable = 0, maxSurge = 0 }: JsonObject, path: string): readonly Cause[] {
  const stays = isNone(maxUnavailable);
  const alone = isNone(maxSurge);
  if (stays && alone) return [required(`${path}.maxUnavailable`, 'cannot be 0 when maxSurge is 0')];
  if (stays || alone) return [];
  return [invalidValue(`${path}.maxSurge`, maxSurge, 'may not be set when maxUnavailable is non-zero')];
}
