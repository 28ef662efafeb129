import type { JsonObject } from '@sluice/objects';
import { isJsonObject } from '@sluice/objects';
import { textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { invalidValue, missingReference, required } from '../validation/causes.ts';
import type { ContainerContext } from './container-context.ts';
import { eachOf } from './rule.ts';
import { overlaps, placesOf } from './volume-overlaps.ts';

/** Volumes that a container takes as devices, without a file system. */
export function deviceCauses(container: JsonObject, path: string, context: ContainerContext): readonly Cause[] {
  const names = new Set<string>();
  const paths = new Set<string>();
  const mounts = placesOf(container, 'volumeMounts', 'mountPath');
  return eachOf(container, 'volumeDevices', path, (device, where) => [
    ...deviceNameCauses(textAt(device, 'name') ?? '', `${where}.name`, context, names),
    ...devicePathCauses(textAt(device, 'devicePath') ?? '', `${where}.devicePath`, paths),
    ...overlaps(device, where, 'devicePath', mounts, 'volumeMounts'),
  ]);
}

function deviceNameCauses(
  name: string,
  field: string,
  { volumes }: ContainerContext,
  seen: Set<string>,
): readonly Cause[] {
  const volume = volumes.get(name);
  const isBlock = isJsonObject(volume?.['persistentVolumeClaim']) || isJsonObject(volume?.['ephemeral']);
  const isRepeated = seen.has(name);
  if (name !== '') seen.add(name);
  const rule = 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode';
  return [
    ...(name === '' ? [required(field, '')] : []),
    ...(isRepeated ? [invalidValue(field, name, 'must be unique')] : []),
    ...(volume !== undefined && !isBlock ? [invalidValue(field, name, rule)] : []),
    ...(volume === undefined ? [missingReference(field, name)] : []),
  ];
}

function devicePathCauses(devicePath: string, field: string, seen: Set<string>): readonly Cause[] {
  const leaves = devicePath.split('/').includes('..');
  const isRepeated = seen.has(devicePath);
  if (!leaves) seen.add(devicePath);
  return [
    ...(devicePath === '' ? [required(field, '')] : []),
    ...(isRepeated ? [invalidValue(field, devicePath, 'must be unique')] : []),
    ...(leaves ? [invalidValue(field, devicePath, "can not contain backsteps ('..')")] : []),
  ];
}
