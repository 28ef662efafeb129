import type { JsonObject } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { objectAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { duplicateValue, forbiddenField, invalidValue, required } from '../validation/causes.ts';
import { qualifiedName } from '../validation/names.ts';
import { nameCauses } from './named.ts';
import { isMore, quotientOf } from './quantities.ts';
import { containerResourceCauses, isExtended, isHugePages, resourceCauses } from './resource-names.ts';
import { eachOf } from './rule.ts';

const types = ['Pod', 'Container', 'PersistentVolumeClaim'];

export function limitRangeCauses(range: ApiObject): readonly Cause[] {
  const seen = new Set<string>();
  return eachOf(objectAt(range, 'spec'), 'limits', 'spec', (limit, path) => {
    const type = textAt(limit, 'type') ?? '';
    const isRepeated = seen.has(type);
    seen.add(type);
    return [
      ...typeCauses(type, `${path}.type`),
      ...(isRepeated ? [duplicateValue(`${path}.type`, type)] : []),
      ...['max', 'min'].flatMap((field) => namesOf(limit, field, type, path)),
      ...['default', 'defaultRequest'].flatMap((field) => defaultCauses(limit, field, type, path)),
      ...storageCauses(limit, type, path),
      ...namesOf(limit, 'maxLimitRequestRatio', type, path),
      ...[...limitedBy(limit)].flatMap((name) => boundCauses(limit, name, path)),
    ];
  });
}

function typeCauses(type: string, path: string): readonly Cause[] {
  const causes = nameCauses(qualifiedName, type, path);
  if (causes.length > 0 || type.includes('/') || types.includes(type)) return causes;
  return [invalidValue(path, type, 'must be a standard limit type or fully qualified')];
}

function namesOf(limit: JsonObject, field: string, type: string, path: string): readonly Cause[] {
  const check = type === 'Pod' || type === 'Container' ? containerResourceCauses : resourceCauses;
  return Object.keys(objectAt(limit, field)).flatMap((name) => check(name, `${path}.${field}[${name}]`));
}

/** Defaults are of containers; a pod as a whole has none. */
function defaultCauses(limit: JsonObject, field: string, type: string, path: string): readonly Cause[] {
  if (type !== 'Pod') return namesOf(limit, field, type, path);
  if (Object.keys(objectAt(limit, field)).length === 0) return [];
  return [forbiddenField(`${path}.${field}`, "may not be specified when `type` is 'Pod'")];
}

function storageCauses(limit: JsonObject, type: string, path: string): readonly Cause[] {
  const hasBound = ['min', 'max'].some((field) => objectAt(limit, field)['storage'] !== undefined);
  if (type !== 'PersistentVolumeClaim' || hasBound) return [];
  return [required(`${path}.limits`, 'either minimum or maximum storage value is required, but neither was provided')];
}

const fields = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'] as const;
type Field = (typeof fields)[number];

function limitedBy(limit: JsonObject): ReadonlySet<string> {
  return new Set(fields.flatMap((field) => Object.keys(objectAt(limit, field))));
}

interface Bound {
  /** The lower one of two. */
  readonly low: Field;
  readonly high: Field;
  /** Which of both is to blame, and whose value is shown. */
  readonly blamed: Field;
  readonly shown: Field;
}

const called: Readonly<Record<Field, string>> = {
  min: 'min value',
  max: 'max value',
  default: 'default value',
  defaultRequest: 'default request value',
  maxLimitRequestRatio: 'ratio',
};

const bounds: readonly Bound[] = [
  { low: 'min', high: 'max', blamed: 'min', shown: 'min' },
  { low: 'min', high: 'defaultRequest', blamed: 'defaultRequest', shown: 'defaultRequest' },
  { low: 'defaultRequest', high: 'max', blamed: 'defaultRequest', shown: 'defaultRequest' },
  { low: 'defaultRequest', high: 'default', blamed: 'defaultRequest', shown: 'defaultRequest' },
  { low: 'min', high: 'default', blamed: 'default', shown: 'min' },
  { low: 'default', high: 'max', blamed: 'default', shown: 'max' },
];

function boundCauses(limit: JsonObject, name: string, path: string): readonly Cause[] {
  const valueOf = (field: Field): JsonObject[string] | undefined => objectAt(limit, field)[name];
  const causes = bounds
    .filter(({ low, high }) => isMore(valueOf(low), valueOf(high)))
    .map(({ low, high, blamed, shown }) => {
      const above = low === 'defaultRequest' && high === 'default' ? 'default limit value' : called[high];
      const detail = `${called[low]} ${String(valueOf(low))} is greater than ${above} ${String(valueOf(high))}`;
      return invalidValue(`${path}.${blamed}[${name}]`, String(valueOf(shown)), detail);
    });
  return [...causes, ...ratioCauses(limit, name, path), ...fixedCauses(limit, name, path)];
}

function ratioCauses(limit: JsonObject, name: string, path: string): readonly Cause[] {
  const ratio = objectAt(limit, 'maxLimitRequestRatio')[name];
  if (ratio === undefined) return [];
  const possible = quotientOf(objectAt(limit, 'max')[name], objectAt(limit, 'min')[name]);
  const isBeyond = possible !== undefined && (quotientOf(ratio, '1') ?? 0) > possible;
  return [
    ...(isMore('1', ratio) ? [`ratio ${String(ratio)} is less than 1`] : []),
    ...(isBeyond ? [`ratio ${String(ratio)} is greater than max/min = ${possible.toFixed(6)}`] : []),
  ].map((detail) => invalidValue(`${path}.maxLimitRequestRatio[${name}]`, String(ratio), detail));
}

/** Of what cannot be shared, a container asks for as much as it may use. */
function fixedCauses(limit: JsonObject, name: string, path: string): readonly Cause[] {
  const [value, request] = [objectAt(limit, 'default')[name], objectAt(limit, 'defaultRequest')[name]];
  const canShare = !isHugePages(name) && !isExtended(name);
  if (canShare || value === undefined || request === undefined || value === request) return [];
  const detail = `default value ${String(value)} must equal to defaultRequest value ${String(request)} in ${name}`;
  return [invalidValue(`${path}.defaultRequest[${name}]`, String(request), detail)];
}
