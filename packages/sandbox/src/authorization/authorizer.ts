import type { JsonObject, JsonValue } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { objectsAt, textAt } from '../api-object.ts';
import type { User } from '../registry/user.ts';
import type { Store } from '../store/store.ts';
import { StatusError, forbidden } from '../status-error.ts';
import type { Attributes, Decision } from './attributes.ts';
import { ruleAllows } from './rules.ts';

const rbac = 'rbac.authorization.k8s.io';
const administrators = 'system:masters';

/** Decides by the roles and bindings in the store. The group `system:masters` may do everything. */
export class Authorizer {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  decide(attributes: Attributes): Decision {
    if (isAdministrator(attributes.user)) return { allowed: true, reason: '' };
    for (const { rules, reason } of this.#grants(attributes.user, attributes.namespace)) {
      if (rules.some((rule) => ruleAllows(rule, attributes))) return { allowed: true, reason };
    }
    return { allowed: false, reason: '' };
  }

  /** @throws StatusError 403 where no rule allows it. */
  demand(attributes: Attributes): void {
    if (!this.decide(attributes).allowed) throw refusal(attributes);
  }

  /** Every rule that applies to a user in a namespace, or in the cluster where it is empty. */
  rulesOf(user: User, namespace: string): readonly JsonObject[] {
    const granted = this.#grants(user, namespace).flatMap(({ rules }) => rules);
    return isAdministrator(user) && granted.length === 0 ? [everything, everyPath] : granted;
  }

  #grants(user: User, namespace: string): readonly { rules: readonly JsonObject[]; reason: string }[] {
    const cluster = this.#store.list(`${rbac}/clusterrolebindings`);
    const local = namespace === '' ? [] : this.#store.list(`${rbac}/rolebindings`, namespace);
    return [...cluster, ...local].flatMap((binding) => {
      const subject = objectsAt(binding, 'subjects').find((each) => isSubject(each, user, binding));
      return subject === undefined ? [] : [{ rules: this.#rules(binding), reason: reasonOf(binding, subject) }];
    });
  }

  #rules(binding: ApiObject): readonly JsonObject[] {
    const kind = textAt(binding, 'roleRef', 'kind');
    const name = textAt(binding, 'roleRef', 'name') ?? '';
    const role =
      kind === 'Role'
        ? this.#store.get(`${rbac}/roles`, binding.metadata.namespace ?? '', name)
        : this.#store.get(`${rbac}/clusterroles`, '', name);
    return objectsAt(role, 'rules');
  }
}

const everything: JsonObject = { verbs: ['*'], apiGroups: ['*'], resources: ['*'] };
const everyPath: JsonObject = { verbs: ['*'], nonResourceURLs: ['*'] };

export function isAdministrator(user: User): boolean {
  return user.groups.includes(administrators);
}

function isSubject(subject: JsonValue, user: User, binding: ApiObject): boolean {
  const name = textAt(subject, 'name') ?? '';
  const kind = textAt(subject, 'kind');
  if (kind === 'User') return name === user.name || name === '*';
  if (kind === 'Group') return user.groups.includes(name);
  const namespace = textAt(subject, 'namespace') ?? binding.metadata.namespace ?? '';
  return kind === 'ServiceAccount' && user.name === `system:serviceaccount:${namespace}:${name}`;
}

function reasonOf(binding: ApiObject, subject: JsonValue): string {
  const { namespace, name = '' } = binding.metadata;
  const place = namespace === undefined ? name : `${name}/${namespace}`;
  const role = `${textAt(binding, 'roleRef', 'kind') ?? ''} ${JSON.stringify(textAt(binding, 'roleRef', 'name') ?? '')}`;
  const who = subjectText(subject);
  return `RBAC: allowed by ${binding.kind} ${JSON.stringify(place)} of ${role} to ${who}`;
}

function subjectText(subject: JsonValue): string {
  const kind = textAt(subject, 'kind') ?? '';
  const name = textAt(subject, 'name') ?? '';
  return kind === 'ServiceAccount'
    ? `${kind} ${JSON.stringify(`${name}/${textAt(subject, 'namespace') ?? ''}`)}`
    : `${kind} ${JSON.stringify(name)}`;
}

function refusal(attributes: Attributes): StatusError {
  const { user, verb, isResource, group, resource, subresource, namespace, name, path } = attributes;
  const who = `User ${JSON.stringify(user.name)} cannot ${verb}`;
  if (!isResource) return new StatusError(403, 'Forbidden', `forbidden: ${who} path ${JSON.stringify(path)}`, {});
  const what = subresource === '' ? resource : `${resource}/${subresource}`;
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace ${JSON.stringify(namespace)}`;
  return forbidden(
    { group, resource },
    name,
    `${who} resource ${JSON.stringify(what)} in API group ${JSON.stringify(group)} ${where}`,
  );
}
