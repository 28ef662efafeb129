import type { JsonObject } from '@sluice/objects';
import { textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { duplicateValue, invalidValue, required, unsupportedValue } from '../validation/causes.ts';
import { dnsLabel, dnsSubdomain, qualifiedName } from '../validation/names.ts';
import { eachOf } from './rule.ts';
import { namedBy } from './text.ts';

/** The node and the account of a pod. */
export function placeCauses(spec: JsonObject, path: string): readonly Cause[] {
  return ['serviceAccountName', 'nodeName'].flatMap((key) => namedBy(dnsSubdomain, spec, key, path));
}

/** What a pod is called in DNS. */
export function hostnameCauses(spec: JsonObject, path: string): readonly Cause[] {
  return ['hostname', 'subdomain'].flatMap((key) => namedBy(dnsLabel, spec, key, path));
}

/** The classes that a pod belongs to. */
export function classCauses(spec: JsonObject, path: string): readonly Cause[] {
  return ['priorityClassName', 'runtimeClassName'].flatMap((key) => namedBy(dnsSubdomain, spec, key, path));
}

/** What must be so before a pod counts as ready, or is scheduled. */
export function gateCauses(spec: JsonObject, path: string): readonly Cause[] {
  const seen = new Set<string>();
  return [
    ...eachOf(spec, 'readinessGates', path, (gate, where) =>
      qualified(textAt(gate, 'conditionType') ?? '', `${where}.conditionType`),
    ),
    ...eachOf(spec, 'schedulingGates', path, (gate, where) => {
      const name = textAt(gate, 'name') ?? '';
      const isRepeated = seen.has(name);
      seen.add(name);
      return [...qualified(name, where), ...(isRepeated ? [duplicateValue(where, name)] : [])];
    }),
  ];
}

function qualified(name: string, field: string): readonly Cause[] {
  return qualifiedName(name).map((problem) => invalidValue(field, name, problem));
}

const systems = ['linux', 'windows'];

export function systemCauses(spec: JsonObject, path: string): readonly Cause[] {
  if (spec['os'] === undefined) return [];
  const name = textAt(spec, 'os', 'name') ?? '';
  if (name === '') return [required(`${path}.os.name`, '')];
  return systems.includes(name) ? [] : [unsupportedValue(`${path}.os`, name, systems)];
}
