import type { JsonObject, JsonValue } from '@sluice/objects';
import { compareQuantities, deepEqual, parseQuantity } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { at, listAt, objectAt, objectsAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { forbiddenField, invalidValue, required, tooLong, unsupportedValue } from '../validation/causes.ts';
import { dnsSubdomain } from '../validation/names.ts';
import { configKeyProblems } from './config-key.ts';
import { negativeQuantity } from './container-resources.ts';
import { eachOf, nonNegative, requiredText } from './rule.ts';

const dataLimitBytes = 1024 * 1024;

/** Keys of the data of a ConfigMap or Secret. */
function dataKeyCauses(key: string, path: string): readonly Cause[] {
  const field = `${path}[${key}]`;
  return configKeyProblems(key).map((problem) => invalidValue(field, key, problem));
}

export function configMapCauses(map: ApiObject): readonly Cause[] {
  const data = objectAt(map, 'data');
  const binary = objectAt(map, 'binaryData');
  const twice = Object.keys(data).filter((key) => Object.hasOwn(binary, key));
  const size = [...Object.values(data), ...Object.values(binary)].reduce(
    (sum: number, value) => sum + String(value).length,
    0,
  );
  return [
    ...Object.keys(data).flatMap((key) => dataKeyCauses(key, 'data')),
    ...twice.map((key) => invalidValue(`data[${key}]`, key, 'duplicate of key present in binaryData')),
    ...Object.keys(binary).flatMap((key) => dataKeyCauses(key, 'binaryData')),
    ...(size > dataLimitBytes ? [tooLong('[]', `may not be more than ${dataLimitBytes} bytes`)] : []),
  ];
}

/** What a type of Secret must hold. */
const keysOfType = new Map([
  ['kubernetes.io/tls', ['tls.crt', 'tls.key']],
  ['kubernetes.io/dockerconfigjson', ['.dockerconfigjson']],
  ['kubernetes.io/dockercfg', ['.dockercfg']],
  ['kubernetes.io/ssh-auth', ['ssh-privatekey']],
]);
const jsonKeys = new Set(['.dockerconfigjson', '.dockercfg']);

export function secretCauses(secret: ApiObject): readonly Cause[] {
  const data = objectAt(secret, 'data');
  const type = textAt(secret, 'type') ?? '';
  const missing = (keysOfType.get(type) ?? []).filter((key) => data[key] === undefined);
  const isUnnamed =
    type === 'kubernetes.io/basic-auth' && data['username'] === undefined && data['password'] === undefined;
  return [
    ...Object.keys(data).flatMap((key) => dataKeyCauses(key, 'data')),
    ...missing.map((key) => required(`data[${key}]`, '')),
    ...(isUnnamed ? ['username', 'password'].map((key) => required(`data[${key}]`, '')) : []),
    ...(keysOfType.get(type) ?? []).filter((key) => jsonKeys.has(key)).flatMap((key) => jsonCauses(data[key], key)),
  ];
}

function jsonCauses(value: JsonValue | undefined, key: string): readonly Cause[] {
  if (typeof value !== 'string') return [];
  const text = Buffer.from(value, 'base64').toString();
  try {
    JSON.parse(text);
    return [];
  } catch {
    return [invalidValue(`data[${key}]`, '<secret contents redacted>', goJsonError(text))];
  }
}

/** How Go words what is wrong with JSON, for the words that people begin with. */
function goJsonError(text: string): string {
  for (const word of ['null', 'true', 'false']) {
    const wrong = [...word].findIndex((letter, index) => text[index] !== letter);
    if (wrong > 0)
      return `invalid character '${text[wrong] ?? ''}' in literal ${word} (expecting '${word[wrong] ?? ''}')`;
  }
  return text.trim() === ''
    ? 'unexpected end of JSON input'
    : `invalid character '${text.slice(0, 1)}' looking for beginning of value`;
}

/** Data that was declared immutable stays as it is. */
export function immutableDataCauses(object: ApiObject, old: ApiObject): readonly Cause[] {
  if (old['immutable'] !== true) return [];
  const detail = 'field is immutable when `immutable` is set';
  if (object['immutable'] !== true) return [forbiddenField('immutable', detail)];
  const changed = ['data', 'binaryData'].filter((field) => !deepEqual(object[field], old[field]));
  return changed.map((field) => forbiddenField(field, detail));
}

export function secretUpdateCauses(secret: ApiObject, old: ApiObject): readonly Cause[] {
  const type = secret['type'];
  return [
    ...(type === old['type'] ? [] : [invalidValue('type', type, 'field is immutable')]),
    ...immutableDataCauses(secret, old),
  ];
}

export function claimCauses(claim: ApiObject): readonly Cause[] {
  return claimSpecCauses(objectAt(claim, 'spec'), 'spec');
}

/** What a claim or the template of one asks for. */
export function claimSpecCauses(spec: JsonObject, path: string): readonly Cause[] {
  const modes = listAt(spec, 'accessModes').length;
  const storage = at(spec, 'resources', 'requests', 'storage');
  return [
    ...(modes === 0 ? [required(`${path}.accessModes`, 'at least 1 access mode is required')] : []),
    ...(storage === undefined ? [required(`${path}.resources[storage]`, '')] : []),
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

export function ingressCauses(ingress: ApiObject): readonly Cause[] {
  const spec = objectAt(ingress, 'spec');
  if (spec['defaultBackend'] === undefined && objectsAt(spec, 'rules').length === 0) {
    return [invalidValue('spec', null, 'either `defaultBackend` or `rules` must be specified')];
  }
  return eachOf(spec, 'rules', 'spec', (rule, path) => [
    ...hostCauses(textAt(rule, 'host') ?? '', `${path}.host`),
    ...eachOf(objectAt(rule, 'http'), 'paths', `${path}.http`, ingressPathCauses),
  ]);
}

function hostCauses(host: string, path: string): readonly Cause[] {
  const name = host.startsWith('*.') ? host.slice(2) : host;
  return host === '' ? [] : dnsSubdomain(name).map((problem) => invalidValue(path, host, problem));
}

function ingressPathCauses(entry: JsonObject, path: string): readonly Cause[] {
  const type = textAt(entry, 'pathType') ?? '';
  const value = textAt(entry, 'path') ?? '';
  if (type === '') return [required(`${path}.pathType`, 'pathType must be specified')];
  const isKnown = ['Exact', 'ImplementationSpecific', 'Prefix'].includes(type);
  if (!isKnown) return [unsupportedValue(`${path}.pathType`, type, ['Exact', 'ImplementationSpecific', 'Prefix'])];
  const needsSlash = type !== 'ImplementationSpecific' || value !== '';
  return needsSlash && !value.startsWith('/') ? [invalidValue(`${path}.path`, value, 'must be an absolute path')] : [];
}

export function autoscalerCauses(autoscaler: ApiObject): readonly Cause[] {
  const spec = objectAt(autoscaler, 'spec');
  const { minReplicas: min, maxReplicas: max } = spec;
  const target = objectAt(spec, 'scaleTargetRef');
  const path = 'spec.scaleTargetRef';
  const apiVersion = textAt(target, 'apiVersion') ?? '';
  const isBelow = typeof min === 'number' && typeof max === 'number' && max < min;
  return [
    ...(typeof min === 'number' && min < 1
      ? [invalidValue('spec.minReplicas', min, 'must be greater than or equal to 1')]
      : []),
    ...(typeof max === 'number' && max < 1 ? [required('spec.maxReplicas', 'must be set and greater than 0')] : []),
    ...(isBelow ? [invalidValue('spec.maxReplicas', max, 'must be greater than or equal to `minReplicas`')] : []),
    ...requiredText(target, 'kind', path),
    ...requiredText(target, 'name', path),
    ...(apiVersion === '' ? [invalidValue(`${path}.apiVersion`, '', 'apiVersion must specify API group')] : []),
  ];
}

export function budgetCauses(budget: ApiObject): readonly Cause[] {
  const spec = objectAt(budget, 'spec');
  const { minAvailable, maxUnavailable, selector } = spec;
  if (minAvailable === undefined || maxUnavailable === undefined) return [];
  const shown = {
    MinAvailable: minAvailable,
    Selector: selector ?? null,
    MaxUnavailable: maxUnavailable,
    UnhealthyPodEvictionPolicy: spec['unhealthyPodEvictionPolicy'] ?? null,
  };
  return [invalidValue('spec', shown, 'minAvailable and maxUnavailable cannot be both set')];
}

const cidr = /^(?:\d{1,3}(?:\.\d{1,3}){3}\/\d{1,2}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*\/\d{1,3})$/;

export function networkPolicyCauses(policy: ApiObject): readonly Cause[] {
  const spec = objectAt(policy, 'spec');
  const peers = (rule: JsonObject, path: string, key: string): readonly Cause[] =>
    eachOf(rule, key, path, (peer, where) => {
      const block = textAt(peer, 'ipBlock', 'cidr');
      if (block === undefined || cidr.test(block)) return [];
      return [
        invalidValue(`${where}.ipBlock.cidr`, block, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'),
      ];
    });
  return [
    ...eachOf(spec, 'ingress', 'spec', (rule, path) => peers(rule, path, 'from')),
    ...eachOf(spec, 'egress', 'spec', (rule, path) => peers(rule, path, 'to')),
  ];
}

function hasResources(rule: JsonObject): boolean {
  return ['apiGroups', 'resources', 'resourceNames'].some((key) => listAt(rule, key).length > 0);
}

export function roleCauses(role: ApiObject): readonly Cause[] {
  return objectsAt(role, 'rules').flatMap((rule, index) => {
    const path = `rules[${index}]`;
    const urls = rule['nonResourceURLs'];
    const hasUrls = Array.isArray(urls) && urls.length > 0;
    const isNamespaced = role.kind === 'Role';
    return [
      ...(listAt(rule, 'verbs').length === 0
        ? [required(`${path}.verbs`, 'verbs must contain at least one value')]
        : []),
      ...(hasUrls && isNamespaced
        ? [invalidValue(`${path}.nonResourceURLs`, urls, 'namespaced rules cannot apply to non-resource URLs')]
        : []),
      ...(hasUrls && hasResources(rule)
        ? [
            invalidValue(
              `${path}.nonResourceURLs`,
              urls,
              'rules cannot apply to both regular resources and non-resource URLs',
            ),
          ]
        : []),
      ...(hasUrls ? [] : resourceRuleCauses(rule, path)),
    ];
  });
}

function resourceRuleCauses(rule: JsonObject, path: string): readonly Cause[] {
  return [
    ...(listAt(rule, 'apiGroups').length === 0
      ? [required(`${path}.apiGroups`, 'resource rules must supply at least one api group')]
      : []),
    ...(listAt(rule, 'resources').length === 0
      ? [required(`${path}.resources`, 'resource rules must supply at least one resource')]
      : []),
  ];
}

const subjectKinds = ['ServiceAccount', 'User', 'Group'];

export function bindingCauses(binding: ApiObject): readonly Cause[] {
  return [...referenceCauses(binding), ...subjectCauses(binding)];
}

function referenceCauses(binding: ApiObject): readonly Cause[] {
  const reference = objectAt(binding, 'roleRef');
  const kinds = binding.kind === 'RoleBinding' ? ['Role', 'ClusterRole'] : ['ClusterRole'];
  const group = textAt(reference, 'apiGroup') ?? '';
  const kind = textAt(reference, 'kind') ?? '';
  return [
    ...(group === rbacGroup ? [] : [unsupportedValue('roleRef.apiGroup', group, [rbacGroup])]),
    ...(kinds.includes(kind) ? [] : [unsupportedValue('roleRef.kind', kind, kinds)]),
    ...requiredText(reference, 'name', 'roleRef'),
  ];
}

const rbacGroup = 'rbac.authorization.k8s.io';

function subjectCauses(binding: ApiObject): readonly Cause[] {
  return objectsAt(binding, 'subjects').flatMap((subject, index) => {
    const path = `subjects[${index}]`;
    const kind = textAt(subject, 'kind') ?? '';
    const name = textAt(subject, 'name') ?? '';
    const isHomeless =
      kind === 'ServiceAccount' && !textAt(subject, 'namespace') && binding.kind === 'ClusterRoleBinding';
    return [
      ...(name === '' ? [required(`${path}.name`, '')] : []),
      ...(kind === 'ServiceAccount' && name !== ''
        ? dnsSubdomain(name).map((error) => invalidValue(`${path}.name`, name, error))
        : []),
      ...(subjectKinds.includes(kind) ? [] : [unsupportedValue(`${path}.kind`, kind, subjectKinds)]),
      ...subjectGroupCauses(subject, kind, `${path}.apiGroup`),
      ...(isHomeless ? [required(`${path}.namespace`, '')] : []),
    ];
  });
}

/** Accounts are of the core group, users and groups of that of roles. */
function subjectGroupCauses(subject: JsonObject, kind: string, path: string): readonly Cause[] {
  if (!subjectKinds.includes(kind)) return [];
  const group = textAt(subject, 'apiGroup') ?? '';
  const wanted = kind === 'ServiceAccount' ? '' : rbacGroup;
  return group === wanted || (group === '' && wanted !== '') ? [] : [unsupportedValue(path, group, [wanted])];
}

export function bindingUpdateCauses(binding: ApiObject, old: ApiObject): readonly Cause[] {
  const reference = objectAt(binding, 'roleRef');
  if (deepEqual(reference, objectAt(old, 'roleRef'))) return [];
  const shown = { APIGroup: reference['apiGroup'] ?? '', Kind: reference['kind'] ?? '', Name: reference['name'] ?? '' };
  return [invalidValue('roleRef', shown, 'cannot change roleRef')];
}

export function leaseCauses(lease: ApiObject): readonly Cause[] {
  const spec = objectAt(lease, 'spec');
  const seconds = spec['leaseDurationSeconds'];
  const isTooShort = typeof seconds === 'number' && seconds <= 0;
  return [
    ...(isTooShort ? [invalidValue('spec.leaseDurationSeconds', seconds, 'must be greater than 0')] : []),
    ...nonNegative(spec, 'leaseTransitions', 'spec'),
  ];
}

export function quotaCauses(quota: ApiObject): readonly Cause[] {
  return Object.entries(objectAt(quota, 'spec', 'hard')).flatMap(([name, value]) =>
    negativeQuantity(value, `spec.hard[${name}]`),
  );
}

export function limitRangeCauses(range: ApiObject): readonly Cause[] {
  return eachOf(objectAt(range, 'spec'), 'limits', 'spec', (item, path) =>
    Object.entries(objectAt(item, 'min')).flatMap(([name, min]) => {
      const above = (key: string, called: string): readonly Cause[] => {
        const other = at(item, key, name);
        if (!isAbove(min, other)) return [];
        // The minimum is what is wrong only beside the maximum.
        const [field, shown] = key === 'max' ? ['min', min] : [key, other];
        const detail = `min value ${String(min)} is greater than ${called} value ${String(other)}`;
        return [invalidValue(`${path}.${field}[${name}]`, String(shown), detail)];
      };
      return [...above('max', 'max'), ...above('defaultRequest', 'default request'), ...defaultAbove(item, path, name)];
    }),
  );
}

function defaultAbove(item: JsonObject, path: string, name: string): readonly Cause[] {
  const min = at(item, 'min', name);
  const value = at(item, 'default', name);
  if (!isAbove(min, value)) return [];
  const detail = `min value ${String(min)} is greater than default value ${String(value)}`;
  return [invalidValue(`${path}.default[${name}]`, String(min), detail)];
}

function isAbove(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (typeof a !== 'string' || typeof b !== 'string') return false;
  return compareQuantities(parseQuantity(a), parseQuantity(b)) > 0;
}

export function storageClassCauses(storageClass: ApiObject): readonly Cause[] {
  return textAt(storageClass, 'provisioner') ? [] : [required('provisioner', '')];
}

/** What provisions volumes for a class stays as it was. */
export function storageClassUpdateCauses(storageClass: ApiObject, old: ApiObject): readonly Cause[] {
  const fields = ['parameters', 'provisioner', 'reclaimPolicy', 'volumeBindingMode'];
  const changed = fields.filter((field) => !deepEqual(storageClass[field], old[field]));
  return changed.map((field) => invalidValue(field, storageClass[field] ?? null, 'field is immutable'));
}

export function priorityClassUpdateCauses(priorityClass: ApiObject, old: ApiObject): readonly Cause[] {
  const changed = ['value', 'preemptionPolicy'].filter((field) => !deepEqual(priorityClass[field], old[field]));
  return changed.map((field) => forbiddenField(field, 'may not be changed in an update.'));
}
