import type { JsonObject } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { objectAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { invalidValue } from '../validation/causes.ts';
import { oneOf, selectorCauses } from './rule.ts';
import { amountCauses, tooManyPercent } from './amounts.ts';

export function budgetCauses(budget: ApiObject): readonly Cause[] {
  const spec = objectAt(budget, 'spec');
  return [
    ...bothCauses(spec),
    ...['minAvailable', 'maxUnavailable'].flatMap((key) => [
      ...amountCauses(spec, key, 'spec'),
      ...tooManyPercent(spec, key, 'spec'),
    ]),
    ...selectorCauses(objectAt(spec, 'selector'), 'spec.selector'),
    ...oneOf(spec, 'unhealthyPodEvictionPolicy', 'spec', ['AlwaysAllow', 'IfHealthyBudget']),
  ];
}

function bothCauses(spec: JsonObject): readonly Cause[] {
  const { minAvailable, maxUnavailable, selector } = spec;
  if (minAvailable === undefined || maxUnavailable === undefined) return [];
  const shown = {
    MinAvailable: minAvailable,
    Selector: selector ?? null,
    MaxUnavailable: maxUnavailable,
    UnhealthyPodEvictionPolicy: spec['unhealthyPodEvictionPolicy'] ?? null,
  };
  return [invalidValue('spec', shown, 'minAvailable and maxUnavailable cannot be both set')];
}
