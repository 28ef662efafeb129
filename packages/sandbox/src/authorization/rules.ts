import type { JsonObject } from '@sluice/objects';
import { listAt } from '../api-object.ts';
import type { Attributes } from './attributes.ts';

/** Whether a rule of a Role allows something. */
export function ruleAllows(rule: JsonObject, attributes: Attributes): boolean {
  if (!has(rule, 'verbs', attributes.verb)) return false;
  return attributes.isResource ? allowsResource(rule, attributes) : allowsPath(rule, attributes.path);
}

function has(rule: JsonObject, field: string, value: string): boolean {
  const values = listAt(rule, field);
  return values.includes('*') || values.includes(value);
}

function allowsResource(rule: JsonObject, { group, resource, subresource, name }: Attributes): boolean {
  if (!has(rule, 'apiGroups', group)) return false;
  const wanted = subresource === '' ? resource : `${resource}/${subresource}`;
  const resources = listAt(rule, 'resources');
  const matches =
    resources.includes('*') ||
    resources.includes(wanted) ||
    (subresource !== '' && resources.includes(`*/${subresource}`));
  const names = listAt(rule, 'resourceNames');
  return matches && (names.length === 0 || names.includes(name));
}

function allowsPath(rule: JsonObject, path: string): boolean {
  return listAt(rule, 'nonResourceURLs').some((pattern) => {
    const text = String(pattern);
    return text === '*' || text === path || (text.endsWith('*') && path.startsWith(text.slice(0, -1)));
  });
}

/** Whether everything that one rule allows is allowed by others: what nobody may grant without having it. */
export function isCovered(rule: JsonObject, held: readonly JsonObject[]): boolean {
  const paths = listAt(rule, 'nonResourceURLs').map(String);
  const verbs = listAt(rule, 'verbs').map(String);
  if (paths.length > 0)
    return paths.every((path) =>
      verbs.every((verb) => held.some((own) => has(own, 'verbs', verb) && allowsPath(own, path))),
    );
  const names = listAt(rule, 'resourceNames').map(String);
  return combinations(rule).every(([group, resource]) =>
    verbs.every((verb) =>
      (names.length === 0 ? [''] : names).every((name) =>
        held.some((own) => holds(own, { verb, group, resource, name })),
      ),
    ),
  );
}

function combinations(rule: JsonObject): readonly [string, string][] {
  return listAt(rule, 'apiGroups').flatMap((group) =>
    listAt(rule, 'resources').map((resource): [string, string] => [String(group), String(resource)]),
  );
}

function holds(own: JsonObject, wanted: { verb: string; group: string; resource: string; name: string }): boolean {
  const names = listAt(own, 'resourceNames');
  const nameFits = names.length === 0 || (wanted.name !== '' && names.includes(wanted.name));
  const subresource = wanted.resource.split('/')[1];
  const resources = listAt(own, 'resources');
  const resourceFits =
    resources.includes('*') ||
    resources.includes(wanted.resource) ||
    (subresource !== undefined && resources.includes(`*/${subresource}`));
  return has(own, 'verbs', wanted.verb) && has(own, 'apiGroups', wanted.group) && resourceFits && nameFits;
}
