import type { JsonObject } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { objectAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { forbiddenField } from '../validation/causes.ts';
import { annotationCauses, labelCauses } from '../validation/metadata.ts';
import { containerListCauses } from './container-lists.ts';
import { fileKeyVolumeCauses } from './file-keys.ts';
import { podImageCauses } from './pod-images.ts';
import { podSettingCauses } from './pod-settings.ts';
import { oneOf } from './rule.ts';
import { imageReferenceCauses, podVolumeCauses } from './pod-volumes.ts';
import { volumeCauses } from './volumes.ts';

/** The spec of a pod or of a pod template. */
function podSpecCauses(spec: JsonObject, path: string): readonly Cause[] {
  return [
    ...volumeCauses(spec, path),
    ...containerListCauses(spec, path),
    ...oneOf(spec, 'restartPolicy', path, ['Always', 'OnFailure', 'Never']),
    ...oneOf(spec, 'dnsPolicy', path, ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None']),
    ...podSettingCauses(spec, path),
    ...fileKeyVolumeCauses(spec, path),
  ];
}

/** A template: the labels of its metadata and its spec. */
export function templateCauses(template: JsonObject, path: string): readonly Cause[] {
  const { labels, annotations } = objectAt(template, 'metadata');
  return [
    ...labelCauses(objectAt(labels), `${path}.labels`),
    ...annotationCauses(objectAt(annotations), `${path}.annotations`),
    ...podSpecCauses(objectAt(template, 'spec'), `${path}.spec`),
  ];
}

export function podCauses(pod: ApiObject): readonly Cause[] {
  const spec = objectAt(pod, 'spec');
  return [
    ...imageReferenceCauses(spec, 'spec'),
    ...podSpecCauses(spec, 'spec'),
    ...podVolumeCauses(spec, 'spec'),
    ...podImageCauses(spec, 'spec'),
  ];
}

export function podStatusCauses(pod: ApiObject): readonly Cause[] {
  if (!textAt(pod, 'status', 'nominatedNodeName') || !textAt(pod, 'spec', 'nodeName')) return [];
  const rule = 'may not be set on pods that are already bound to a node';
  return [forbiddenField('status.nominatedNodeName', rule)];
}
