import type { JsonObject } from '@sluice/objects';
import { isJsonObject } from '@sluice/objects';
import { objectAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { invalidValue, required } from '../validation/causes.ts';
import { dnsLabel, qualifiedName } from '../validation/names.ts';
import { nodeAffinityCauses, weightCauses } from './node-selectors.ts';
import { eachOf, selectorCauses } from './rule.ts';
import { eachText } from './text.ts';

const neededNow = 'requiredDuringSchedulingIgnoredDuringExecution';
const wished = 'preferredDuringSchedulingIgnoredDuringExecution';

/** Nodes and other pods that a pod keeps to or away from. */
export function affinityCauses(spec: JsonObject, path: string): readonly Cause[] {
  const { affinity } = spec;
  if (!isJsonObject(affinity)) return [];
  return [
    ...nodeAffinityCauses(objectAt(affinity, 'nodeAffinity'), `${path}.affinity.nodeAffinity`),
    ...['podAffinity', 'podAntiAffinity'].flatMap((key) =>
      towardsPods(objectAt(affinity, key), `${path}.affinity.${key}`),
    ),
  ];
}

function towardsPods(affinity: JsonObject, path: string): readonly Cause[] {
  return [
    ...eachOf(affinity, neededNow, path, termCauses),
    ...eachOf(affinity, wished, path, (term, where) => [
      ...weightCauses(term, where),
      ...termCauses(objectAt(term, 'podAffinityTerm'), `${where}.podAffinityTerm`),
    ]),
  ];
}

function termCauses(term: JsonObject, path: string): readonly Cause[] {
  const key = textAt(term, 'topologyKey') ?? '';
  const field = `${path}.topologyKey`;
  return [
    ...['labelSelector', 'namespaceSelector'].flatMap((name) =>
      selectorCauses(objectAt(term, name), `${path}.${name}`),
    ),
    ...eachText(term, 'namespaces', path, (name) =>
      dnsLabel(name).map((problem) => invalidValue(`${path}.namespace`, name, problem)),
    ),
    ...(key === '' ? [required(field, 'can not be empty')] : []),
    ...qualifiedName(key).map((problem) => invalidValue(field, key, problem)),
  ];
}
