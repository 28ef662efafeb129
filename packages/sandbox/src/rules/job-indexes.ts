import type { JsonObject } from '@sluice/objects';
import { isJsonObject } from '@sluice/objects';
import type { Cause } from '../status-error.ts';
import { invalidValue, required } from '../validation/causes.ts';
import { oneOf } from './rule.ts';

const mostAtOnce = 100_000;

/** Whether each pod of a job has a number of its own, and what only then may be said. */
export function completionCauses(spec: JsonObject, path: string): readonly Cause[] {
  const { backoffLimitPerIndex, maxFailedIndexes } = spec;
  const isMissing = maxFailedIndexes !== undefined && backoffLimitPerIndex === undefined;
  return [
    ...(isMissing ? [required(`${path}.backoffLimitPerIndex`, 'when maxFailedIndexes is specified')] : []),
    ...oneOf(spec, 'completionMode', path, ['NonIndexed', 'Indexed']),
    ...(spec['completionMode'] === 'Indexed' ? indexedCauses(spec, path) : unindexedCauses(spec, path)),
  ];
}

function indexedCauses(spec: JsonObject, path: string): readonly Cause[] {
  const { completions, parallelism, maxFailedIndexes } = spec;
  const isWide = typeof parallelism === 'number' && parallelism > mostAtOnce;
  const fails = Number(maxFailedIndexes ?? 0) > Number(completions ?? Infinity);
  const detail = `must be less than or equal to ${mostAtOnce} when completion mode is Indexed`;
  return [
    ...(completions === undefined ? [required(`${path}.completions`, 'when completion mode is Indexed')] : []),
    ...(isWide ? [invalidValue(`${path}.parallelism`, parallelism, detail)] : []),
    ...(fails
      ? [invalidValue(`${path}.maxFailedIndexes`, maxFailedIndexes, 'must be less than or equal to completions')]
      : []),
  ];
}

function unindexedCauses(spec: JsonObject, path: string): readonly Cause[] {
  const given = ['backoffLimitPerIndex', 'maxFailedIndexes'].filter((key) => spec[key] !== undefined);
  const { successPolicy } = spec;
  const causes = given.map((key) => invalidValue(`${path}.${key}`, spec[key], 'requires indexed completion mode'));
  if (!isJsonObject(successPolicy)) return causes;
  const shown = { Rules: successPolicy['rules'] ?? null };
  return [...causes, invalidValue(`${path}.successPolicy`, shown, 'requires indexed completion mode')];
}
