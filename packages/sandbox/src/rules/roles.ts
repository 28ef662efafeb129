import type { JsonObject } from '@sluice/objects';
import { deepEqual } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { listAt, objectAt, objectsAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { invalidValue, required, unsupportedValue } from '../validation/causes.ts';
import { dnsSubdomain } from '../validation/names.ts';
import { requiredText } from './rule.ts';

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
