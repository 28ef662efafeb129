import type { JsonObject } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { listAt, objectAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { forbiddenField, invalidValue, required, unsupportedValue } from '../validation/causes.ts';
import { dnsSubdomain } from '../validation/names.ts';
import { accessModeCauses, volumeModes } from './claim.ts';
import { namedBy } from './text.ts';
import { positiveQuantity, signOfQuantity } from './quantities.ts';
import { oneOf, requiredText, sorted } from './rule.ts';

/** In the order in which the server looks for them; the first found is the volume's. */
const sourceKeys =
  'hostPath gcePersistentDisk awsElasticBlockStore glusterfs flocker nfs rbd quobyte cephfs iscsi cinder fc flexVolume azureFile vsphereVolume photonPersistentDisk portworxVolume azureDisk scaleIO local storageos csi'.split(
    ' ',
  );

export function volumeCauses(volume: ApiObject): readonly Cause[] {
  const spec = objectAt(volume, 'spec');
  const sources = sourceKeys.filter((key) => spec[key] !== undefined);
  return [
    ...(listAt(spec, 'accessModes').length === 0 ? [required('spec.accessModes', '')] : []),
    ...accessModeCauses(spec, 'spec'),
    ...capacityCauses(spec),
    ...oneOf(spec, 'persistentVolumeReclaimPolicy', 'spec', ['Delete', 'Recycle', 'Retain']),
    ...(sources[0] === 'hostPath' ? hostPathCauses(spec) : []),
    ...sources.slice(1).map((key) => forbiddenField(`spec.${key}`, 'may not specify more than 1 volume type')),
    ...(sources.length === 0 ? [required('spec', 'must specify a volume type')] : []),
    ...namedBy(dnsSubdomain, spec, 'storageClassName', 'spec'),
    ...oneOf(spec, 'volumeMode', 'spec', volumeModes),
  ];
}

function hostPathCauses(spec: JsonObject): readonly Cause[] {
  const hostPath = objectAt(spec, 'hostPath');
  const isLost = hostPath['path'] === '/' && spec['persistentVolumeReclaimPolicy'] === 'Recycle';
  const detail = "may not be 'recycle' for a hostPath mount of '/'";
  return [
    ...requiredText(hostPath, 'path', 'spec.hostPath'),
    ...(isLost ? [forbiddenField('spec.persistentVolumeReclaimPolicy', detail)] : []),
  ];
}

/** Storage is all that a volume has. */
function capacityCauses(spec: JsonObject): readonly Cause[] {
  const capacity = objectAt(spec, 'capacity');
  const names = Object.keys(capacity);
  const isStorage = names.length === 1 && names[0] === 'storage';
  return [
    ...(names.length === 0 ? [required('spec.capacity', '')] : []),
    ...(isStorage ? [] : [unsupportedValue('spec.capacity', sorted(spec['capacity']), ['storage'])]),
    ...Object.entries(capacity).flatMap(([name, amount]) => {
      const path = `spec.capacity[${name}]`;
      const isNegative = signOfQuantity(amount) < 0;
      return [
        ...(isNegative ? [invalidValue(path, Number(amount), 'must be a valid resource quantity')] : []),
        ...positiveQuantity(amount, path),
      ];
    }),
  ];
}
