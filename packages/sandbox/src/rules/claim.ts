import type { JsonObject } from '@sluice/objects';
import { deepEqual, isJsonObject } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { at, listAt, objectAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { forbiddenField, invalidValue, required, unsupportedValue } from '../validation/causes.ts';
import { dnsSubdomain } from '../validation/names.ts';
import { namedBy } from './text.ts';
import { positiveQuantity } from './quantities.ts';
import { oneOf, requiredText, selectorCauses } from './rule.ts';

const accessModes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
export const volumeModes: readonly string[] = ['Block', 'Filesystem'];

export function claimCauses(claim: ApiObject): readonly Cause[] {
  return claimSpecCauses(objectAt(claim, 'spec'), 'spec');
}

/** What a claim or the template of one asks for. */
export function claimSpecCauses(spec: JsonObject, path: string): readonly Cause[] {
  const isUnused = listAt(spec, 'accessModes').length === 0;
  const storage = at(spec, 'resources', 'requests', 'storage');
  return [
    ...(isUnused ? [required(`${path}.accessModes`, 'at least 1 access mode is required')] : []),
    ...selectorCauses(objectAt(spec, 'selector'), `${path}.selector`),
    ...accessModeCauses(spec, path),
    ...(storage === undefined
      ? [required(`${path}.resources[storage]`, '')]
      : positiveQuantity(storage, `${path}.resources[storage]`)),
    ...namedBy(dnsSubdomain, spec, 'storageClassName', path),
    ...oneOf(spec, 'volumeMode', path, volumeModes),
    ...['dataSource', 'dataSourceRef'].flatMap((key) => sourceCauses(spec, key, path)),
  ];
}

/** How a volume is used; the one that is used by a single pod is used in no other way. */
export function accessModeCauses(spec: JsonObject, path: string): readonly Cause[] {
  const modes = listAt(spec, 'accessModes');
  const isMixed = modes.includes('ReadWriteOncePod') && modes.some((mode) => mode !== 'ReadWriteOncePod');
  return [
    ...modes
      .filter((mode) => !accessModes.includes(String(mode)))
      .map((mode) => unsupportedValue(`${path}.accessModes`, mode, accessModes)),
    ...(isMixed ? [forbiddenField(`${path}.accessModes`, 'may not use ReadWriteOncePod with other access modes')] : []),
  ];
}

/** What a volume is filled from: another object of the namespace; a claim, where no group is named. */
function sourceCauses(spec: JsonObject, key: string, where: string): readonly Cause[] {
  const source = spec[key];
  if (!isJsonObject(source)) return [];
  const path = `${where}.${key}`;
  const kind = textAt(source, 'kind') ?? '';
  const isForeign = !textAt(source, 'apiGroup') && kind !== 'PersistentVolumeClaim';
  return [
    ...['name', 'kind'].flatMap((field) => requiredText(source, field, path)),
    ...(isForeign
      ? [invalidValue(path, kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup")]
      : []),
    ...namedBy(dnsSubdomain, source, 'apiGroup', path),
  ];
}

const claimDetail =
  'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';

export function claimUpdateCauses(claim: ApiObject, old: ApiObject): readonly Cause[] {
  const isBound = at(old, 'status', 'phase') === 'Bound';
  const fixed = (object: ApiObject): JsonObject => {
    const { resources, volumeAttributesClassName: _class, volumeName, ...spec } = objectAt(object, 'spec');
    const binding = at(old, 'spec', 'volumeName') === undefined ? {} : { volumeName: volumeName ?? null };
    return isBound ? { ...spec, ...binding } : { ...spec, ...binding, resources: resources ?? null };
  };
  return deepEqual(fixed(claim), fixed(old)) ? [] : [forbiddenField('spec', claimDetail)];
}
