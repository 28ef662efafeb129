import type { JsonObject } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { listAt, objectAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { invalidValue, required } from '../validation/causes.ts';
import { dnsLabel1035, dnsSubdomain } from '../validation/names.ts';
import { templateCauses } from './pod-spec.ts';
import { allNonNegative, requiredText } from './rule.ts';

/** A list that must have something in it. */
function filled(owner: JsonObject, key: string, path: string, detail = ''): readonly Cause[] {
  return listAt(owner, key).length === 0 ? [required(`${path}.${key}`, detail)] : [];
}

export function eventCauses(event: ApiObject): readonly Cause[] {
  if (event.apiVersion !== 'v1') return newEventCauses(event);
  const place = textAt(event, 'involvedObject', 'namespace') ?? '';
  const { namespace = '' } = event.metadata;
  const isElsewhere = place !== namespace && !(place === '' && namespace === 'default');
  return isElsewhere ? [invalidValue('involvedObject.namespace', place, 'does not match event.namespace')] : [];
}

/** Events of the newer group say when they happened and of which type they are. */
function newEventCauses(event: ApiObject): readonly Cause[] {
  const place = textAt(event, 'regarding', 'namespace') ?? '';
  const type = textAt(event, 'type') ?? '';
  const isElsewhere = place !== event.metadata.namespace;
  return [
    ...(isElsewhere ? [invalidValue('involvedObject.namespace', place, 'does not match event.namespace')] : []),
    ...(textAt(event, 'eventTime') === undefined ? [required('eventTime', '')] : []),
    ...(type === 'Normal' || type === 'Warning' ? [] : [invalidValue('type', type, `has invalid value: ${type}`)]),
  ];
}

export function podTemplateCauses(template: ApiObject): readonly Cause[] {
  return templateCauses(objectAt(template, 'template'), 'template');
}

export function replicationControllerCauses(controller: ApiObject): readonly Cause[] {
  const spec = objectAt(controller, 'spec');
  const hasSelector = Object.keys(objectAt(spec, 'selector')).length > 0;
  return [
    ...allNonNegative(spec, ['minReadySeconds'], 'spec'),
    ...(hasSelector ? [] : [required('spec.selector', '')]),
    ...allNonNegative(spec, ['replicas'], 'spec'),
    ...(spec['template'] === undefined
      ? [required('spec.template', '')]
      : templateCauses(objectAt(spec, 'template'), 'spec.template')),
  ];
}

export function revisionCauses(revision: ApiObject): readonly Cause[] {
  return revision['data'] === undefined || revision['data'] === null ? [required('data', 'data is mandatory')] : [];
}

export function capacityCauses(capacity: ApiObject): readonly Cause[] {
  const name = textAt(capacity, 'storageClassName') ?? '';
  return dnsSubdomain(name).map((problem) => invalidValue('storageClassName', name, problem));
}

const highestGroupPriority = 20_000;
const highestVersionPriority = 1000;

export function apiServiceCauses(service: ApiObject): readonly Cause[] {
  const spec = objectAt(service, 'spec');
  const [group, version] = [textAt(spec, 'group') ?? '', textAt(spec, 'version') ?? ''];
  const { name = '' } = service.metadata;
  const expected = `${version}.${group}`;
  const between = (key: string, limit: number): readonly Cause[] => {
    const value = Number(spec[key] ?? 0);
    if (value > 0 && value < limit) return [];
    return [invalidValue(`spec.${key}`, value, `must be positive and less than ${limit}`)];
  };
  const nameRule = 'must be `spec.version+"."+spec.group`: ';
  return [
    ...(name === expected ? [] : [invalidValue('metadata.name', name, `${nameRule}${JSON.stringify(expected)}`)]),
    ...(group === '' && version !== 'v1'
      ? [required('spec.group', 'only v1 may have an empty group and it better be legacy kube')]
      : []),
    ...dnsLabel1035(version).map((problem) => invalidValue('spec.version', version, problem)),
    ...between('groupPriorityMinimum', highestGroupPriority),
    ...between('versionPriority', highestVersionPriority),
  ];
}

export function signingRequestCauses(request: ApiObject): readonly Cause[] {
  const spec = objectAt(request, 'spec');
  const given = textAt(spec, 'request');
  const text = Buffer.from(given ?? '', 'base64').toString();
  const isRequest = text.includes('-----BEGIN CERTIFICATE REQUEST-----');
  return [
    ...(isRequest ? [] : [invalidValue('spec.request', given ?? null, 'PEM block type must be CERTIFICATE REQUEST')]),
    ...filled(spec, 'usages', 'spec'),
    ...requiredText(spec, 'signerName', 'spec'),
  ];
}

export function ingressClassCauses(ingressClass: ApiObject): readonly Cause[] {
  return requiredText(objectAt(ingressClass, 'spec'), 'controller', 'spec');
}

export function addressCauses(address: ApiObject): readonly Cause[] {
  return objectAt(address, 'spec')['parentRef'] === undefined ? [required('spec.parentRef', '')] : [];
}

export function rangeCauses(range: ApiObject): readonly Cause[] {
  return filled(objectAt(range, 'spec'), 'cidrs', 'spec', 'at least one CIDR required');
}

export function attachmentCauses(attachment: ApiObject): readonly Cause[] {
  const spec = objectAt(attachment, 'spec');
  const source = objectAt(spec, 'source');
  const sources = ['inlineVolumeSpec', 'persistentVolumeName'].filter((key) => source[key] !== undefined);
  const node = textAt(spec, 'nodeName') ?? '';
  return [
    ...requiredText(spec, 'attacher', 'spec'),
    ...(sources.length === 1
      ? []
      : [required('spec.source', 'must specify exactly one of inlineVolumeSpec and persistentVolumeName')]),
    ...dnsSubdomain(node).map((problem) => invalidValue('spec.nodeName', node, problem)),
  ];
}

export function attributesClassCauses(attributesClass: ApiObject): readonly Cause[] {
  const isEmpty = Object.keys(objectAt(attributesClass, 'parameters')).length === 0;
  return [
    ...(textAt(attributesClass, 'driverName') ? [] : [required('driverName', '')]),
    ...(isEmpty ? [required('parameters', 'must contain at least one key/value pair')] : []),
  ];
}

export function mutatingPolicyCauses(policy: ApiObject): readonly Cause[] {
  const spec = objectAt(policy, 'spec');
  return [
    ...(spec['matchConstraints'] === undefined ? [required('spec.matchConstraints', '')] : []),
    ...filled(spec, 'mutations', 'spec', 'mutations must contain at least one item'),
    ...requiredText(spec, 'reinvocationPolicy', 'spec'),
  ];
}

export function validatingPolicyCauses(policy: ApiObject): readonly Cause[] {
  const spec = objectAt(policy, 'spec');
  const detail = 'validations or auditAnnotations must contain at least one item';
  const isEmpty = listAt(spec, 'validations').length === 0 && listAt(spec, 'auditAnnotations').length === 0;
  return [
    ...(spec['matchConstraints'] === undefined ? [required('spec.matchConstraints', '')] : []),
    ...(isEmpty ? [required('spec.validations', detail), required('spec.auditAnnotations', detail)] : []),
  ];
}

export function policyBindingCauses(binding: ApiObject): readonly Cause[] {
  return requiredText(objectAt(binding, 'spec'), 'policyName', 'spec');
}

export function validatingBindingCauses(binding: ApiObject): readonly Cause[] {
  const spec = objectAt(binding, 'spec');
  return [
    ...policyBindingCauses(binding),
    ...filled(spec, 'validationActions', 'spec', 'at least one validation action is required'),
  ];
}

export function runtimeClassCauses(runtimeClass: ApiObject): readonly Cause[] {
  return textAt(runtimeClass, 'handler') ? [] : [required('handler', '')];
}

const placements = ['nodeName', 'nodeSelector', 'allNodes', 'perDeviceNodeSelection'];

export function resourceSliceCauses(slice: ApiObject): readonly Cause[] {
  const spec = objectAt(slice, 'spec');
  const pool = objectAt(spec, 'pool');
  const count = Number(pool['resourceSliceCount'] ?? 0);
  const given = placements.filter((key) => Boolean(spec[key]));
  const choice = placements.map((key) => `\`${key}\``).join(', ');
  return [
    ...requiredText(spec, 'driver', 'spec'),
    ...requiredText(pool, 'name', 'spec.pool'),
    ...(count > 0 ? [] : [invalidValue('spec.pool.resourceSliceCount', count, 'must be greater than zero')]),
    ...(given.length === 1 ? [] : [required('spec', `exactly one of ${choice} is required`)]),
  ];
}

export function flowSchemaCauses(schema: ApiObject): readonly Cause[] {
  const name = textAt(schema, 'spec', 'priorityLevelConfiguration', 'name') ?? '';
  return name === '' ? [required('spec.priorityLevelConfiguration.name', 'must reference a priority level')] : [];
}

export function priorityLevelCauses(level: ApiObject): readonly Cause[] {
  return requiredText(objectAt(level, 'spec'), 'type', 'spec');
}
