import type { JsonObject } from '@sluice/objects';
import type { Cause } from '../status-error.ts';
import { invalidValue, required } from '../validation/causes.ts';
import { oneOf } from './rule.ts';

const mostAtOnce = 100_000;

/** Whether each pod of a job has a number of its own, and what only then may be said. */
export function completionCauses(spec: JsonObject, path: string): readonly Cause[] {
  return [
    ...oneOf(spec, 'completionMode', path, ['NonIndexed', 'Indexed']),
    ...(spec['completionMode'] === 'Indexed' ? indexedCauses(spec, path) : unindexedCauses(spec, path)),
  ];
}

function indexedCauses({ completions, parallelism }: JsonObject, path: string): readonly Cause[] {
  const isWide = typeof parallelism === 'number' && parallelism > mostAtOnce;
  const detail = `must be less than or equal to ${mostAtOnce} when completion mode is Indexed`;
  return [
    ...(completions === undefined ? [required(`${path}.completions`, 'when completion mode is Indexed')] : []),
    ...(isWide ? [invalidValue(`${path}.parallelism`, parallelism, detail)] : []),
  ];
}

function unindexedCauses({ backoffLimitPerIndex, maxFailedIndexes }: JsonObject, path: string): readonly Cause[] {
  const isMissing = maxFailedIndexes !== undefined && backoffLimitPerIndex === undefined;
  return [
    ...(backoffLimitPerIndex === undefined
      ? []
      : [invalidValue(`${path}.backoffLimitPerIndex`, backoffLimitPerIndex, 'requires indexed completion mode')]),
    ...(isMissing ? [required(`${path}.backoffLimitPerIndex`, 'when maxFailedIndexes is specified')] : []),
  ];
}
