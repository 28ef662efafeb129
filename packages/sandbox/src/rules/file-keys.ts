import type { JsonObject } from '@sluice/objects';
import { isJsonObject } from '@sluice/objects';
import { at, objectsAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { invalidValue, missingReference } from '../validation/causes.ts';
import { eachOf } from './rule.ts';

/** Variables that are read from files want a volume that begins empty. */
export function fileKeyVolumeCauses(spec: JsonObject, path: string): readonly Cause[] {
  return ['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) =>
    eachOf(spec, list, path, (container, where) =>
      eachOf(container, 'env', where, (variable, place) => volumeCauses(variable, place, spec)),
    ),
  );
}

function volumeCauses(variable: JsonObject, path: string, spec: JsonObject): readonly Cause[] {
  const reference = at(variable, 'valueFrom', 'fileKeyRef');
  if (!isJsonObject(reference)) return [];
  const name = textAt(reference, 'volumeName') ?? '';
  const field = `${path}.valueFrom.fileKeyRef.volumeName`;
  const volume = objectsAt(spec, 'volumes').findLast((each) => each['name'] === name);
  if (volume === undefined) return [missingReference(field, name)];
  return isJsonObject(volume['emptyDir'])
    ? []
    : [invalidValue(field, name, 'referenced volume must be of type emptyDir')];
}
