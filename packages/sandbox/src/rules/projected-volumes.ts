import type { JsonObject } from '@sluice/objects';
import { isJsonObject } from '@sluice/objects';
import { objectsAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { forbiddenField, invalidValue } from '../validation/causes.ts';
import { eachOf, requiredText } from './rule.ts';
import { keyFilesCauses, modeCauses, podFilesCauses } from './volume-files.ts';

const shortestTokenSeconds = 600;

/** A volume that several sources together fill. */
export function projectedCauses(volume: JsonObject, path: string): readonly Cause[] {
  const files = new Set<string>();
  return [
    ...modeCauses(volume, 'defaultMode', path),
    ...eachOf(volume, 'sources', path, (source, where) => [
      ...partCauses(source, where, path),
      ...clashes(source, path, files),
      ...(Object.values(source).filter(isJsonObject).length > 1
        ? [forbiddenField(where, 'may not specify more than 1 volume type per source')]
        : []),
    ]),
  ];
}

/** Two sources must not write the same file. */
function clashes(source: JsonObject, path: string, files: Set<string>): readonly Cause[] {
  return ['secret', 'configMap'].flatMap((kind) =>
    objectsAt(source, kind, 'items').flatMap((item) => {
      const file = textAt(item, 'path') ?? '';
      const isTaken = file !== '' && files.has(file);
      files.add(file);
      const name = textAt(source, kind, 'name') ?? '';
      return isTaken ? [invalidValue(path, name, 'conflicting duplicate paths')] : [];
    }),
  );
}

function partCauses(source: JsonObject, path: string, volumePath: string): readonly Cause[] {
  const { downwardAPI, serviceAccountToken } = source;
  return [
    ...['secret', 'configMap'].flatMap((kind) => {
      const part = source[kind];
      if (!isJsonObject(part)) return [];
      return [...requiredText(part, 'name', `${path}.${kind}`), ...keyFilesCauses(part, `${path}.${kind}`)];
    }),
    ...(isJsonObject(downwardAPI) ? podFilesCauses(downwardAPI, `${path}.downwardAPI`) : []),
    ...(isJsonObject(serviceAccountToken)
      ? tokenCauses(serviceAccountToken, `${path}.serviceAccountToken`, volumePath)
      : []),
  ];
}

function tokenCauses(token: JsonObject, path: string, volumePath: string): readonly Cause[] {
  const seconds = token['expirationSeconds'];
  const isShort = typeof seconds === 'number' && seconds < shortestTokenSeconds;
  const detail = 'may not specify a duration less than 10 minutes';
  return [
    ...(isShort ? [invalidValue(`${path}.expirationSeconds`, seconds, detail)] : []),
    ...requiredText(token, 'path', volumePath),
  ];
}
