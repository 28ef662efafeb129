import type { JsonObject } from '@sluice/objects';
import { isJsonObject } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { objectAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { duplicateValue, forbiddenField, invalidValue, required } from '../validation/causes.ts';
import { labelCauses } from '../validation/metadata.ts';
import { dnsLabel } from '../validation/names.ts';
import { containerListCauses } from './container-lists.ts';
import { podImageCauses } from './pod-images.ts';
import { eachOf, nonNegative, oneOf } from './rule.ts';

/** The spec of a pod or of a pod template. */
function podSpecCauses(spec: JsonObject, path: string): readonly Cause[] {
  return [
    ...volumeCauses(spec, path),
    ...containerListCauses(spec, path),
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
  const spec = objectAt(pod, 'spec');
  return [...podSpecCauses(spec, 'spec'), ...podImageCauses(spec, 'spec')];
}

export function podStatusCauses(pod: ApiObject): readonly Cause[] {
  if (!textAt(pod, 'status', 'nominatedNodeName') || !textAt(pod, 'spec', 'nodeName')) return [];
  const rule = 'may not be set on pods that are already bound to a node';
  return [forbiddenField('status.nominatedNodeName', rule)];
}
