import type { JsonObject } from '@sluice/objects';
import { listAt, objectsAt, textAt } from '../api-object.ts';
import type { Authorizer } from '../authorization/authorizer.ts';
import { isAdministrator } from '../authorization/authorizer.ts';
import { isCovered } from '../authorization/rules.ts';
import type { User } from '../registry/user.ts';
import { forbidden, notFound } from '../status-error.ts';
import type { AdmissionPlugin, AdmissionRequest } from './admission.ts';

const roleKinds = new Set(['Role', 'ClusterRole']);
const bindingKinds = new Set(['RoleBinding', 'ClusterRoleBinding']);

/** Nobody grants rights that they do not have, unless they may `escalate` roles or `bind` this one. */
export function rightsEscalation(authorizer: Authorizer): AdmissionPlugin {
  return (request) => {
    const { draft, resource, options } = request;
    if (draft === undefined || resource.group !== 'rbac.authorization.k8s.io' || isAdministrator(options.user)) return;
    if (roleKinds.has(resource.kind)) demand(authorizer, request, () => objectsAt(draft, 'rules'), 'escalate');
    if (bindingKinds.has(resource.kind)) demand(authorizer, request, () => referredRules(request), 'bind');
  };
}

/** @throws StatusError 404 for a role that is not there */
function referredRules({ draft, context, namespace, resource }: AdmissionRequest): readonly JsonObject[] {
  const name = textAt(draft, 'roleRef', 'name') ?? '';
  const isLocal = textAt(draft, 'roleRef', 'kind') === 'Role';
  const roles = isLocal ? 'roles' : 'clusterroles';
  const role = context.lookup(`${resource.group}/${roles}`, isLocal ? namespace : '', name);
  if (role === undefined) throw notFound(resource, name);
  return objectsAt(role, 'rules');
}

function demand(
  authorizer: Authorizer,
  request: AdmissionRequest,
  rules: () => readonly JsonObject[],
  verb: string,
): void {
  const { resource, namespace, name, options } = request;
  const { user } = options;
  const subject =
    verb === 'bind'
      ? textAt(request.draft, 'roleRef', 'kind') === 'Role'
        ? 'roles'
        : 'clusterroles'
      : resource.resource;
  const target = verb === 'bind' ? (textAt(request.draft, 'roleRef', 'name') ?? '') : name;
  const right = {
    user,
    verb,
    isResource: true,
    group: resource.group,
    resource: subject,
    subresource: '',
    namespace,
    name: target,
    path: '',
  };
  if (authorizer.decide(right).allowed) return;
  const held = authorizer.rulesOf(user, namespace);
  const missing = rules().filter((rule) => !isCovered(rule, held));
  if (missing.length > 0) throw forbidden(resource, name, why(user, missing));
}

function why(user: User, missing: readonly JsonObject[]): string {
  const groups = user.groups.map((group) => JSON.stringify(group)).join(' ');
  const list = missing.map(ruleText).join('\n');
  return `user ${JSON.stringify(user.name)} (groups=[${groups}]) is attempting to grant RBAC permissions not currently held:\n${list}`;
}

function ruleText(rule: JsonObject): string {
  const part = (name: string, field: string): string[] => {
    const values = listAt(rule, field);
    return values.length === 0 ? [] : [`${name}:[${values.map((value) => JSON.stringify(value)).join(', ')}]`];
  };
  const parts = [
    part('APIGroups', 'apiGroups'),
    part('Resources', 'resources'),
    part('ResourceNames', 'resourceNames'),
    part('NonResourceURLs', 'nonResourceURLs'),
    part('Verbs', 'verbs'),
  ];
  return `{${parts.flat().join(', ')}}`;
}
