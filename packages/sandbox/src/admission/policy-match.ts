import type { JsonObject, JsonValue } from '@sluice/objects';
import { matchesLabels, parseLabelSelector } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { listAt, objectAt, objectsAt, textAt } from '../api-object.ts';
import type { AdmissionRequest } from './admission.ts';

/** Whether a request is one of those that `matchConstraints` or `matchResources` describe. */
export function matchesResources(constraints: JsonObject, request: AdmissionRequest): boolean {
  const rules = objectsAt(constraints, 'resourceRules');
  return (
    (rules.length === 0 || rules.some((rule) => matchesRule(rule, request))) &&
    !objectsAt(constraints, 'excludeResourceRules').some((rule) => matchesRule(rule, request)) &&
    matchesNamespace(objectAt(constraints, 'namespaceSelector'), request) &&
    matchesObject(objectAt(constraints, 'objectSelector'), request)
  );
}

function matchesRule(rule: JsonObject, { operation, resource, name, options }: AdmissionRequest): boolean {
  const scope = textAt(rule, 'scope') ?? '*';
  const names = listAt(rule, 'resourceNames');
  return (
    includes(rule, 'operations', operation) &&
    includes(rule, 'apiGroups', resource.group) &&
    includes(rule, 'apiVersions', resource.version) &&
    listAt(rule, 'resources').some((each) => matchesResource(String(each), resource.resource, options.subresource)) &&
    (scope === '*' || (scope === 'Namespaced') === resource.namespaced) &&
    (names.length === 0 || names.includes(name))
  );
}

function includes(rule: JsonObject, field: string, value: string): boolean {
  const list = listAt(rule, field);
  return list.includes('*') || list.includes(value);
}

// `pods`, `pods/status`, `*`, `*/scale`, `pods/*`: without a slash, no subresource is meant.
function matchesResource(pattern: string, resource: string, subresource: string): boolean {
  const [wanted = '', wantedSub = ''] = pattern.split('/');
  return (wanted === '*' || wanted === resource) && (wantedSub === '*' || wantedSub === subresource);
}

function matchesNamespace(selector: JsonObject, request: AdmissionRequest): boolean {
  const { resource, namespace, context, draft, old } = request;
  if (resource.table === '/namespaces') return selects(selector, draft ?? old);
  return !resource.namespaced || selects(selector, context.lookup('/namespaces', '', namespace));
}

function matchesObject(selector: JsonObject, { draft, old }: AdmissionRequest): boolean {
  return [draft, old].some((object) => object !== undefined && selects(selector, object));
}

/** Whether a label selector, which is an object, selects another. An empty one selects everything. */
export function selects(selector: JsonObject, object: ApiObject | undefined): boolean {
  const labels = Object.entries(objectAt(selector, 'matchLabels')).map(([key, value]) => `${key}=${String(value)}`);
  const text = [...labels, ...objectsAt(selector, 'matchExpressions').map(requirementText)].join(',');
  return text === '' || matchesLabels(parseLabelSelector(text), object?.metadata.labels);
}

function requirementText(requirement: JsonObject): string {
  const key = textAt(requirement, 'key') ?? '';
  const values = listAt(requirement, 'values')
    .map((value: JsonValue) => String(value))
    .join(',');
  switch (textAt(requirement, 'operator')) {
    case 'In':
      return `${key} in (${values})`;
    case 'NotIn':
      return `${key} notin (${values})`;
    case 'DoesNotExist':
      return `!${key}`;
    default:
      return key;
  }
}
