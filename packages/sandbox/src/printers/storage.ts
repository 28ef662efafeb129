import type { JsonValue } from '@sluice/objects';
import { at, listAt, objectAt, objectsAt, textAt } from '../api-object.ts';
import type { ApiObject } from '../api-object.ts';
import type { Printer } from './printer.ts';
import { ageOfObject, nameOf, none, textOr, texts, unset } from './printer.ts';

const shortModes = new Map([
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
]);

function accessModes(modes: readonly string[]): string {
  const given = new Set(modes);
  return [...shortModes].flatMap(([mode, short]) => (given.has(mode) ? [short] : [])).join(',');
}

/** The class by the old annotation, or by its field. */
function storageClassOf(object: ApiObject): string {
  return (
    object.metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] ??
    textOr('', object, 'spec', 'storageClassName')
  );
}

function phaseOf(object: ApiObject): string {
  return object.metadata.deletionTimestamp === undefined ? textOr('', object, 'status', 'phase') : 'Terminating';
}

function quantity(value: JsonValue | undefined): string {
  return value === undefined || value === null ? '0' : String(value);
}

export const printPersistentVolume: Printer = (object, now) => {
  const claim = at(object, 'spec', 'claimRef');
  return [
    nameOf(object),
    quantity(at(object, 'spec', 'capacity', 'storage')),
    accessModes(texts(object, 'spec', 'accessModes')),
    textOr('', object, 'spec', 'persistentVolumeReclaimPolicy'),
    phaseOf(object),
    claim === undefined ? '' : `${textOr('', claim, 'namespace')}/${textOr('', claim, 'name')}`,
    storageClassOf(object),
    textAt(object, 'spec', 'volumeAttributesClassName') ?? unset,
    textOr('', object, 'status', 'reason'),
    ageOfObject(object, now),
    textAt(object, 'spec', 'volumeMode') ?? unset,
  ];
};

export const printPersistentVolumeClaim: Printer = (object, now) => {
  const volume = textOr('', object, 'spec', 'volumeName');
  return [
    nameOf(object),
    phaseOf(object),
    volume,
    volume === '' ? '' : quantity(at(object, 'status', 'capacity', 'storage')),
    volume === '' ? '' : accessModes(texts(object, 'status', 'accessModes')),
    storageClassOf(object),
    textAt(object, 'spec', 'volumeAttributesClassName') ?? unset,
    ageOfObject(object, now),
    textAt(object, 'spec', 'volumeMode') ?? unset,
  ];
};

export const printStorageClass: Printer = (object, now) => {
  const annotations = object.metadata.annotations ?? {};
  const isDefault = [
    'storageclass.kubernetes.io/is-default-class',
    'storageclass.beta.kubernetes.io/is-default-class',
  ].some((key) => annotations[key] === 'true');
  return [
    isDefault ? `${nameOf(object)} (default)` : nameOf(object),
    textOr('', object, 'provisioner'),
    textOr('Delete', object, 'reclaimPolicy'),
    textOr('Immediate', object, 'volumeBindingMode'),
    at(object, 'allowVolumeExpansion') === true,
    ageOfObject(object, now),
  ];
};

export const printVolumeAttributesClass: Printer = (object, now) => [
  nameOf(object),
  textOr('', object, 'driverName'),
  ageOfObject(object, now),
];

export const printVolumeAttachment: Printer = (object, now) => [
  nameOf(object),
  textOr('', object, 'spec', 'attacher'),
  textOr('', object, 'spec', 'source', 'persistentVolumeName'),
  textOr('', object, 'spec', 'nodeName'),
  at(object, 'status', 'attached') === true,
  ageOfObject(object, now),
];

export const printCsiNode: Printer = (object, now) => [
  nameOf(object),
  listAt(object, 'spec', 'drivers').length,
  ageOfObject(object, now),
];

export const printCsiDriver: Printer = (object, now) => {
  const spec = objectAt(object, 'spec');
  const tokens = objectsAt(spec, 'tokenRequests').map((request) => textOr('', request, 'audience'));
  return [
    nameOf(object),
    spec['attachRequired'] !== false,
    spec['podInfoOnMount'] === true,
    spec['storageCapacity'] === true,
    spec['tokenRequests'] === undefined ? unset : tokens.join(','),
    spec['requiresRepublish'] === true,
    texts(spec, 'volumeLifecycleModes').join(',') || none,
    ageOfObject(object, now),
  ];
};
