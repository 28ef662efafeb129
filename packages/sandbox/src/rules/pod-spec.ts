import type { JsonObject } from '@sluice/objects';
import { deepEqual, isJsonObject } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { objectAt, objectsAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { duplicateValue, forbiddenField, invalidValue, required } from '../validation/causes.ts';
import { labelCauses } from '../validation/metadata.ts';
import { dnsLabel } from '../validation/names.ts';
import { containerListCauses, volumeNames } from './container.ts';
import { eachOf, nonNegative, oneOf } from './rule.ts';

/** The spec of a pod or of a pod template. */
function podSpecCauses(spec: JsonObject, path: string): readonly Cause[] {
  const context = { volumes: volumeNames(spec), hostNetwork: spec['hostNetwork'] === true };
  const isEmpty = objectsAt(spec, 'containers').length === 0;
  return [
    ...volumeCauses(spec, path),
    ...(isEmpty ? [required(`${path}.containers`, '')] : containerListCauses(spec, 'containers', path, context)),
    ...containerListCauses(spec, 'initContainers', path, context),
    ...oneOf(spec, 'restartPolicy', path, ['Always', 'OnFailure', 'Never']),
    ...oneOf(spec, 'dnsPolicy', path, ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None']),
    ...nonNegative(spec, 'activeDeadlineSeconds', path),
    ...eachOf(spec, 'tolerations', path, tolerationCauses),
  ];
}

/** A template: the labels of its metadata and its spec. */
export function templateCauses(template: JsonObject, path: string): readonly Cause[] {
  const labels = objectAt(template, 'metadata', 'labels');
  return [
    ...labelCauses(labels, `${path}.metadata.labels`),
    ...podSpecCauses(objectAt(template, 'spec'), `${path}.spec`),
  ];
}

function volumeCauses(spec: JsonObject, path: string): readonly Cause[] {
  const seen = new Set<string>();
  return eachOf(spec, 'volumes', path, (volume, where) => {
    const name = textAt(volume, 'name') ?? '';
    const isRepeated = seen.has(name);
    seen.add(name);
    const sources = Object.keys(volume).filter((key) => key !== 'name' && isJsonObject(volume[key]));
    return [
      ...(name === ''
        ? [required(`${where}.name`, '')]
        : dnsLabel(name).map((problem) => invalidValue(`${where}.name`, name, problem))),
      ...(isRepeated ? [duplicateValue(`${where}.name`, name)] : []),
      ...inOrder(sources)
        .slice(1)
        .map((source) => forbiddenField(`${where}.${source}`, 'may not specify more than 1 volume type')),
    ];
  });
}

/** The order in which the server looks for sources; the first found is the volume's. */
const sourceOrder = [
  'emptyDir',
  'hostPath',
  'secret',
  'nfs',
  'persistentVolumeClaim',
  'configMap',
  'downwardAPI',
  'projected',
  'csi',
  'ephemeral',
  'image',
];

function inOrder(sources: readonly string[]): readonly string[] {
  return [
    ...sourceOrder.filter((source) => sources.includes(source)),
    ...sources.filter((source) => !sourceOrder.includes(source)),
  ];
}

function tolerationCauses(toleration: JsonObject, path: string): readonly Cause[] {
  const { operator, value } = toleration;
  if (operator === 'Exists' && typeof value === 'string' && value !== '') {
    return [invalidValue(`${path}.operator`, value, "value must be empty when `operator` is 'Exists'")];
  }
  return oneOf(toleration, 'effect', path, ['NoSchedule', 'PreferNoSchedule', 'NoExecute']);
}

export function podCauses(pod: ApiObject): readonly Cause[] {
  return podSpecCauses(objectAt(pod, 'spec'), 'spec');
}

const changeable =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

/** Little of a pod's spec may change once it is made. */
export function podStatusCauses(pod: ApiObject): readonly Cause[] {
  if (!textAt(pod, 'status', 'nominatedNodeName') || !textAt(pod, 'spec', 'nodeName')) return [];
  const rule = 'may not be set on pods that are already bound to a node';
  return [forbiddenField('status.nominatedNodeName', rule)];
}

export function podUpdateCauses(pod: ApiObject, old: ApiObject): readonly Cause[] {
  return deepEqual(fixedParts(pod), fixedParts(old)) ? [] : [forbiddenField('spec', changeable)];
}

function fixedParts(pod: ApiObject): JsonObject {
  const { activeDeadlineSeconds: _deadline, tolerations: _tolerations, ...spec } = objectAt(pod, 'spec');
  const withoutImage = (container: JsonObject): JsonObject => ({ ...container, image: '' });
  const lists = ['containers', 'initContainers'].map((key): [string, JsonObject[]] => [
    key,
    objectsAt(spec, key).map(withoutImage),
  ]);
  return { ...spec, ...Object.fromEntries(lists) };
}
