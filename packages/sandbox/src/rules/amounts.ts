import type { JsonObject, JsonValue } from '@sluice/objects';
import type { Cause } from '../status-error.ts';
import { invalidValue } from '../validation/causes.ts';

const percentRule =
  "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";

/** A number of pods, or a share of them. */
export function amountCauses(owner: JsonObject, key: string, path: string): readonly Cause[] {
  const value = owner[key];
  const field = `${path}.${key}`;
  if (typeof value === 'string' && !/^\d+%$/.test(value)) return [invalidValue(field, value, percentRule)];
  return typeof value === 'number' && value < 0
    ? [invalidValue(field, value, 'must be greater than or equal to 0')]
    : [];
}

/** A share is at most the whole. */
export function tooManyPercent(owner: JsonObject, key: string, path: string): readonly Cause[] {
  const value = owner[key];
  const isOver = typeof value === 'string' && /^\d+%$/.test(value) && Number.parseInt(value, 10) > 100;
  return isOver ? [invalidValue(`${path}.${key}`, value, 'must not be greater than 100%')] : [];
}

/** No pods at all, said as a number, as a share, or in a way that says nothing. */
export function isNone(value: JsonValue | undefined): boolean {
  return value === 0 || (typeof value === 'string' && !/^0*[1-9]\d*%$/.test(value));
}
