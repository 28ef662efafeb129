import type { JsonObject } from '@sluice/objects';
import { at, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { forbiddenField, invalidValue, missingReference, required } from '../validation/causes.ts';
import type { ContainerContext } from './container-context.ts';
import { localPathCauses } from './local-path.ts';
import { eachOf, oneOf } from './rule.ts';
import { overlaps, placesOf } from './volume-overlaps.ts';

/** Where a container mounts the volumes of its pod. */
export function mountCauses(container: JsonObject, path: string, context: ContainerContext): readonly Cause[] {
  const seen = new Set<string>();
  const devices = placesOf(container, 'volumeDevices', 'devicePath');
  return eachOf(container, 'volumeMounts', path, (mount, where) => [
    ...placeCauses(mount, where, context, seen),
    ...overlaps(mount, where, 'mountPath', devices, 'volumeDevices'),
    ...subPathCauses(mount, where, `${path}.volumeMounts`),
    ...propagationCauses(mount, container, `${path}.volumeMounts`),
    ...recursiveCauses(mount, `${path}.volumeMounts`),
  ]);
}

function placeCauses(mount: JsonObject, path: string, { volumes }: ContainerContext, seen: Set<string>): Cause[] {
  const name = textAt(mount, 'name') ?? '';
  const mountPath = textAt(mount, 'mountPath') ?? '';
  const isRepeated = seen.has(mountPath);
  seen.add(mountPath);
  return [
    ...(name === '' ? [required(`${path}.name`, '')] : []),
    ...(volumes.has(name) ? [] : [missingReference(`${path}.name`, name)]),
    ...(mountPath === '' ? [required(`${path}.mountPath`, '')] : []),
    ...(isRepeated ? [invalidValue(`${path}.mountPath`, mountPath, 'must be unique')] : []),
  ];
}

/** The server names the list here, not the mount. */
function subPathCauses(mount: JsonObject, path: string, list: string): readonly Cause[] {
  const subPath = textAt(mount, 'subPath') ?? '';
  const expression = textAt(mount, 'subPathExpr') ?? '';
  const both = subPath !== '' && expression !== '';
  return [
    ...localPathCauses(subPath, `${list}.subPath`),
    ...(both
      ? [invalidValue(`${path}.subPathExpr`, expression, 'subPathExpr and subPath are mutually exclusive')]
      : []),
    ...localPathCauses(expression, `${list}.subPathExpr`),
  ];
}

function propagationCauses(mount: JsonObject, container: JsonObject, list: string): readonly Cause[] {
  const isRefused =
    mount['mountPropagation'] === 'Bidirectional' && at(container, 'securityContext', 'privileged') !== true;
  const rule = 'Bidirectional mount propagation is available only to privileged containers';
  return [
    ...oneOf(mount, 'mountPropagation', list, ['Bidirectional', 'HostToContainer', 'None']),
    ...(isRefused ? [forbiddenField(`${list}.mountPropagation`, rule)] : []),
  ];
}

function recursiveCauses(mount: JsonObject, list: string): readonly Cause[] {
  const { recursiveReadOnly, readOnly, mountPropagation = 'None' } = mount;
  if (recursiveReadOnly !== 'Enabled' && recursiveReadOnly !== 'IfPossible') {
    return oneOf(mount, 'recursiveReadOnly', list, ['Disabled', 'Enabled', 'IfPossible']);
  }
  const field = `${list}.recursiveReadOnly`;
  return [
    ...(readOnly === true ? [] : [forbiddenField(field, 'may only be specified when readOnly is true')]),
    ...(mountPropagation === 'None'
      ? []
      : [forbiddenField(field, 'may only be specified when mountPropagation is None or not specified')]),
  ];
}
