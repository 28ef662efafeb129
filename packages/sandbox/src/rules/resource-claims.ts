import type { JsonObject } from '@sluice/objects';
import { textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { duplicateValue, required } from '../validation/causes.ts';
import { dnsLabel } from '../validation/names.ts';
import { invalidValue } from '../validation/causes.ts';
import { eachOf } from './rule.ts';

/** The claims of the pod that a container uses: whole, or request by request. */
export function resourceClaimCauses(resources: JsonObject, path: string, known: ReadonlySet<string>): readonly Cause[] {
  const seen = new Set<string>();
  return eachOf(resources, 'claims', path, (claim, where) => {
    const name = textAt(claim, 'name') ?? '';
    const request = textAt(claim, 'request') ?? '';
    if (name === '') return [required(where, '')];
    return [...useCauses(name, request, where, seen), ...(known.has(name) ? [] : [unknownClaim(name, where, known)])];
  });
}

function useCauses(name: string, request: string, path: string, seen: Set<string>): readonly Cause[] {
  if (seen.has(name)) return [duplicateValue(path, name)];
  const key = request === '' ? name : `${name}/${request}`;
  const before = [...seen].filter((other) => other === key || (request === '' && other.startsWith(`${name}/`)));
  seen.add(key);
  return [
    ...(request === '' ? [] : dnsLabel(request).map((problem) => invalidValue(`${path}.request`, request, problem))),
    ...before.map(() => duplicateValue(path, key)),
  ];
}

function unknownClaim(name: string, field: string, known: ReadonlySet<string>): Cause {
  const names = [...known].toSorted((a, b) => (a < b ? -1 : 1));
  const list = names.length === 0 ? ' which is empty' : `: ${names.join(', ')}`;
  return {
    reason: 'FieldValueNotFound',
    message: `Not found: ${JSON.stringify(name)}: must be one of the names in pod.spec.resourceClaims${list}`,
    field,
  };
}
