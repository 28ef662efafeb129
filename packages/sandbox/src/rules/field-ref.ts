import type { JsonObject } from '@sluice/objects';
import { textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { invalidValue, required, unsupportedValue } from '../validation/causes.ts';
import { qualifiedName } from '../validation/names.ts';

/** The fields of a pod that have a label; not every place takes each. */
const labelled = new Set([
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.restartPolicy',
  'spec.serviceAccountName',
  'spec.schedulerName',
  'status.phase',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
  'spec.host',
]);

/** A reference to a field of the pod itself; `supported` are those that the place takes, sorted. */
export function fieldRefCauses(reference: JsonObject, path: string, supported: readonly string[]): readonly Cause[] {
  const version = textAt(reference, 'apiVersion') ?? '';
  const fieldPath = textAt(reference, 'fieldPath') ?? '';
  if (version === '') return [required(`${path}.apiVersion`, '')];
  if (fieldPath === '') return [required(`${path}.fieldPath`, '')];
  const [, owner, key] = /^(.+?)\['(.*)'\]$/.exec(fieldPath) ?? [];
  const problem = labelProblem(version, fieldPath, owner);
  if (problem !== undefined) {
    return [invalidValue(`${path}.fieldPath`, fieldPath, `error converting fieldPath: ${problem}`)];
  }
  if (key !== undefined) return keyCauses(key, path, owner === 'metadata.annotations');
  const field = fieldPath === 'spec.host' ? 'spec.nodeName' : fieldPath;
  return supported.includes(field) ? [] : [unsupportedValue(`${path}.fieldPath`, field, supported)];
}

function labelProblem(version: string, fieldPath: string, owner: string | undefined): string | undefined {
  if (version !== 'v1') return `unsupported pod version: ${version}`;
  if (owner === undefined) return labelled.has(fieldPath) ? undefined : `field label not supported: ${fieldPath}`;
  if (owner === 'metadata.annotations' || owner === 'metadata.labels') return undefined;
  return `field label does not support subscript: ${fieldPath}`;
}

function keyCauses(key: string, path: string, isAnnotation: boolean): readonly Cause[] {
  const name = isAnnotation ? key.toLowerCase() : key;
  return qualifiedName(name).map((problem) => invalidValue(path, name, problem));
}
