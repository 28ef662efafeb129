import type { JsonObject } from '@sluice/objects';
import { isJsonObject } from '@sluice/objects';
import { textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { invalidValue, required } from '../validation/causes.ts';
import { fieldRefCauses } from './field-ref.ts';
import { localPathCauses } from './local-path.ts';
import { eachOf, requiredText } from './rule.ts';
import { resourceFieldCauses } from './variable-sources.ts';

/** The files of a volume that shows the content of objects. */
export function keyFilesCauses(source: JsonObject, path: string): readonly Cause[] {
  return eachOf(source, 'items', path, (item, where) => [
    ...requiredText(item, 'key', where),
    ...requiredText(item, 'path', where),
    ...filePathCauses(item, where),
    ...modeCauses(item, 'mode', where),
  ]);
}

const mostMode = 0o777;

export function modeCauses(owner: JsonObject, key: string, path: string): readonly Cause[] {
  const mode = owner[key];
  if (typeof mode !== 'number' || (mode >= 0 && mode <= mostMode)) return [];
  return [invalidValue(`${path}.${key}`, mode, 'must be a number between 0 and 0777 (octal), both inclusive')];
}

/** Names that begin with two dots are kept for the kubelet. */
function filePathCauses(item: JsonObject, path: string): readonly Cause[] {
  const file = textAt(item, 'path') ?? '';
  const isReserved = file.startsWith('..') && !file.startsWith('../');
  return [
    ...localPathCauses(file, `${path}.path`),
    ...(isReserved ? [invalidValue(`${path}.path`, file, "must not start with '..'")] : []),
  ];
}

const shownFields = ['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid'];

/** The files of a volume that tells a pod about itself; a real server does not say which of them is wrong. */
export function podFilesCauses(source: JsonObject, path: string): readonly Cause[] {
  return eachOf(source, 'items', path, (item) => [
    ...requiredText(item, 'path', path),
    ...filePathCauses(item, path),
    ...fileSourceCauses(item, path),
    ...modeCauses(item, 'mode', path),
  ]);
}

function fileSourceCauses({ fieldRef, resourceFieldRef }: JsonObject, path: string): readonly Cause[] {
  if (isJsonObject(fieldRef)) {
    const both = 'fieldRef and resourceFieldRef can not be specified simultaneously';
    return [
      ...fieldRefCauses(fieldRef, `${path}.fieldRef`, shownFields),
      ...(isJsonObject(resourceFieldRef) ? [invalidValue(path, 'resource', both)] : []),
    ];
  }
  if (isJsonObject(resourceFieldRef)) {
    const where = `${path}.resourceFieldRef`;
    const isNameless = !textAt(resourceFieldRef, 'containerName');
    return isNameless ? [required(`${where}.containerName`, '')] : resourceFieldCauses(resourceFieldRef, where);
  }
  return [required(path, 'one of fieldRef and resourceFieldRef is required')];
}
