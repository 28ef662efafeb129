import type { ApiObject } from '../api-object.ts';
import { listAt, objectAt, textAt } from '../api-object.ts';
import type { Catalog } from '../registry/catalog.ts';
import type { Store } from '../store/store.ts';
import { StatusError, forbidden } from '../status-error.ts';
import type { AdmissionPlugin, AdmissionRequest } from './admission.ts';
import { matchesResources, selects } from './policy-match.ts';
import type { Objection } from './policy-rules.ts';
import { failsOnFault, objectionsOf } from './policy-rules.ts';

const group = 'admissionregistration.k8s.io';
const codes = new Map([
  ['Unauthorized', 401],
  ['Forbidden', 403],
  ['RequestEntityTooLarge', 413],
  ['Invalid', 422],
]);

interface Match {
  readonly policy: ApiObject;
  readonly binding: ApiObject;
}

/** Refuses, or warns of, what a ValidatingAdmissionPolicy objects to where a binding puts it into force. */
export function validatingPolicies(store: Store, catalog: Catalog): AdmissionPlugin {
  return (request) => {
    const bindings = store.list(`${group}/validatingadmissionpolicybindings`);
    if (bindings.length === 0 || request.resource.group === group) return;
    for (const match of matchesOf(store, bindings, request)) {
      for (const objection of objections(match, request, { store, catalog })) enforce(match, objection, request);
    }
  };
}

function matchesOf(store: Store, bindings: readonly ApiObject[], request: AdmissionRequest): readonly Match[] {
  return bindings.flatMap((binding) => {
    const policy = store.get(`${group}/validatingadmissionpolicies`, '', textAt(binding, 'spec', 'policyName') ?? '');
    if (policy === undefined || !matchesResources(objectAt(policy, 'spec', 'matchConstraints'), request)) return [];
    return matchesResources(objectAt(binding, 'spec', 'matchResources'), request) ? [{ policy, binding }] : [];
  });
}

interface Cluster {
  readonly store: Store;
  readonly catalog: Catalog;
}

function objections(match: Match, request: AdmissionRequest, cluster: Cluster): readonly Objection[] {
  const params = paramsOf(match, request, cluster);
  const found =
    typeof params === 'string'
      ? [{ message: params, reason: 'Invalid', isFault: true }]
      : params.flatMap((each) => objectionsOf(match.policy, request, each));
  return found.filter(({ isFault }) => !isFault || failsOnFault(match.policy));
}

/** The objects that a policy is parametrised with, one `null` for none; a text says why there are none to be had. */
function paramsOf(
  { policy, binding }: Match,
  request: AdmissionRequest,
  { store, catalog }: Cluster,
): readonly (ApiObject | null)[] | string {
  const paramKind = objectAt(policy, 'spec', 'paramKind');
  const reference = objectAt(binding, 'spec', 'paramRef');
  const [apiVersion = '', kind = ''] = [textAt(paramKind, 'apiVersion'), textAt(paramKind, 'kind')];
  if (kind === '' || Object.keys(reference).length === 0) return [null];
  const resource = catalog.findKind(apiVersion, kind);
  if (resource === undefined) return `failed to find resource referenced by paramKind: '${apiVersion}, Kind=${kind}'`;
  const namespace = resource.namespaced ? (textAt(reference, 'namespace') ?? request.namespace) : '';
  const name = textAt(reference, 'name') ?? '';
  const found = store
    .list(resource.table, namespace)
    .filter((object) =>
      name === '' ? selects(objectAt(reference, 'selector'), object) : object.metadata.name === name,
    )
    .map((object) => resource.convert(object));
  if (found.length > 0) return found;
  return textAt(reference, 'parameterNotFoundAction') === 'Allow'
    ? []
    : 'failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction';
}

function enforce({ policy, binding }: Match, { message, reason }: Objection, request: AdmissionRequest): void {
  const actions = listAt(binding, 'spec', 'validationActions');
  const who = `ValidatingAdmissionPolicy '${policy.metadata.name ?? ''}' with binding '${binding.metadata.name ?? ''}'`;
  if (actions.includes('Warn')) request.options.warnings.push(`Validation failed for ${who}: ${message}`);
  if (!actions.includes('Deny')) return;
  const text = `${who} denied request: ${message}`;
  const refusal = forbidden(request.resource, request.name, text);
  throw new StatusError(codes.get(reason) ?? 422, reason, refusal.message, {
    ...refusal.details,
    causes: [{ message: text }],
  });
}
