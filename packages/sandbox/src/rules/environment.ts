import type { JsonObject } from '@sluice/objects';
import { isJsonObject } from '@sluice/objects';
import { textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { invalidValue, required } from '../validation/causes.ts';
import { dnsSubdomain } from '../validation/names.ts';
import { eachOf } from './rule.ts';
import { valueFromCauses, variableNameCauses } from './variable-sources.ts';

/** The variables of a container and where they come from. */
export function environmentCauses(container: JsonObject, path: string): readonly Cause[] {
  return [
    ...eachOf(container, 'env', path, variableCauses),
    ...eachOf(container, 'envFrom', path, (from, where) => envFromCauses(from, where, `${path}.envFrom`)),
  ];
}

function variableCauses(variable: JsonObject, path: string): readonly Cause[] {
  const name = textAt(variable, 'name') ?? '';
  const { valueFrom } = variable;
  const hasValue = (textAt(variable, 'value') ?? '') !== '';
  return [
    ...(name === '' ? [required(`${path}.name`, '')] : variableNameCauses(name, `${path}.name`)),
    ...(isJsonObject(valueFrom) ? valueFromCauses(valueFrom, `${path}.valueFrom`, hasValue) : []),
  ];
}

/** All keys of a ConfigMap or a Secret; where the source itself is wrong, the whole list is named. */
function envFromCauses(from: JsonObject, path: string, list: string): readonly Cause[] {
  const prefix = textAt(from, 'prefix') ?? '';
  const given = ['configMapRef', 'secretRef'].flatMap((key) => {
    const reference = from[key];
    return isJsonObject(reference) ? [namedCauses(reference, `${path}.${key}.name`)] : [];
  });
  const problem =
    given.length === 0
      ? 'must specify one of: `configMapRef` or `secretRef`'
      : 'may not have more than one field specified at a time';
  return [
    ...variableNameCauses(prefix, `${path}.prefix`),
    ...given.flat(),
    ...(given.length === 1 ? [] : [invalidValue(list, '', problem)]),
  ];
}

function namedCauses(reference: JsonObject, field: string): readonly Cause[] {
  const name = textAt(reference, 'name') ?? '';
  return name === '' ? [required(field, '')] : dnsSubdomain(name).map((problem) => invalidValue(field, name, problem));
}
