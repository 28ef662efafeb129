import type { JsonObject, JsonValue } from '@sluice/objects';
import { compareQuantities, parseQuantity } from '@sluice/objects';
import { objectAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { forbiddenField, invalidValue, required } from '../validation/causes.ts';
import type { ContainerContext } from './container-context.ts';
import { resourceClaimCauses } from './resource-claims.ts';
import { containerResourceCauses, isExtended, isHugePages, isInteger } from './resource-names.ts';

/** Requests and limits: known names, nothing negative, no request above its limit. */
export function resourceCauses(resources: JsonObject, path: string, context: ContainerContext): readonly Cause[] {
  const limits = objectAt(resources, 'limits');
  const requests = objectAt(resources, 'requests');
  const names = [...Object.keys(limits), ...Object.keys(requests)];
  const isAlone = names.some(isHugePages) && !names.some((name) => name === 'cpu' || name === 'memory');
  return [
    ...Object.entries(limits).flatMap(([name, value]) => amountCauses(name, value, `${path}.limits[${name}]`)),
    ...Object.entries(requests).flatMap(([name, value]) => requestCauses(name, value, limits[name], path)),
    ...(isAlone ? [forbiddenField(path, 'HugePages require cpu or memory')] : []),
    ...resourceClaimCauses(resources, path, context.resourceClaims),
  ];
}

function amountCauses(name: string, value: JsonValue, field: string): readonly Cause[] {
  return [
    ...containerResourceCauses(name, field),
    ...quantityCauses(name, value, field),
    ...pageCauses(name, value, field),
  ];
}

function requestCauses(name: string, value: JsonValue, limit: JsonValue | undefined, path: string): readonly Cause[] {
  const field = `${path}.requests[${name}]`;
  return [
    ...containerResourceCauses(name, field),
    ...quantityCauses(name, value, field),
    ...limitCauses(name, value, limit, path),
    ...pageCauses(name, value, field),
  ];
}

function quantityCauses(name: string, value: JsonValue, field: string): readonly Cause[] {
  const isBroken = isQuantity(value) && parseQuantity(value).nano % 1_000_000_000n !== 0n;
  return [
    ...negativeQuantity(value, field),
    ...(isBroken && isInteger(name) ? [invalidValue(field, textOf(value), 'must be an integer')] : []),
  ];
}

export function negativeQuantity(value: JsonValue, path: string): readonly Cause[] {
  if (!isQuantity(value) || parseQuantity(value).nano >= 0n) return [];
  return [invalidValue(path, String(value), 'must be greater than or equal to 0')];
}

/** What a node cannot promise twice is limited to what is requested. */
function limitCauses(name: string, request: JsonValue, limit: JsonValue | undefined, path: string): readonly Cause[] {
  const isFirm = isExtended(name) || isHugePages(name);
  if (!isQuantity(request)) return [];
  if (!isQuantity(limit)) {
    return isFirm ? [required(`${path}.limits`, 'Limit must be set for non overcommitable resources')] : [];
  }
  const order = compareQuantities(parseQuantity(request), parseQuantity(limit));
  const relation = isFirm ? 'equal to' : 'less than or equal to';
  if (order === 0 || (!isFirm && order < 0)) return [];
  return [invalidValue(`${path}.requests`, textOf(request), `must be ${relation} ${name} limit of ${textOf(limit)}`)];
}

/** Huge pages are counted in whole pages of the size in their name. */
function pageCauses(name: string, value: JsonValue, field: string): readonly Cause[] {
  if (!isHugePages(name) || !isQuantity(value)) return [];
  const size = sizeOfPage(name);
  const { nano, text } = parseQuantity(value);
  if (size > 0n && nano % size === 0n) return [];
  return [invalidValue(field, text, `${text} is not positive integer multiple of ${name}`)];
}

function sizeOfPage(name: string): bigint {
  try {
    return parseQuantity(name.slice('hugepages-'.length)).nano;
  } catch {
    return 0n;
  }
}

function textOf(value: JsonValue): string {
  return isQuantity(value) ? parseQuantity(value).text : '';
}

function isQuantity(value: JsonValue | undefined): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}
