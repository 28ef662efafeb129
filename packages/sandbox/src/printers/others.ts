import type { JsonObject, JsonValue } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { at, listAt, objectAt, objectsAt, textAt } from '../api-object.ts';
import { convertEvent } from '../registry/event-groups.ts';
import { ageOf, humanDuration } from '../tables/age.ts';
import type { Printer } from './printer.ts';
import { ageOfObject, count, nameOf, none, selectorTerms, textOr, unset } from './printer.ts';

const size = (value: JsonValue | undefined, ...path: readonly string[]): number =>
  Object.keys(objectAt(value, ...path)).length;

export const printConfigMap: Printer = (object, now) => [
  nameOf(object),
  size(object, 'data') + size(object, 'binaryData'),
  ageOfObject(object, now),
];

export const printSecret: Printer = (object, now) => [
  nameOf(object),
  textOr('', object, 'type'),
  size(object, 'data'),
  ageOfObject(object, now),
];

export const printNamespace: Printer = (object, now) => [
  nameOf(object),
  textOr('', object, 'status', 'phase'),
  ageOfObject(object, now),
];

export const printLease: Printer = (object, now) => [
  nameOf(object),
  textOr('', object, 'spec', 'holderIdentity'),
  ageOfObject(object, now),
];

export const printLeaseCandidate: Printer = (object, now) => [
  nameOf(object),
  textOr('', object, 'spec', 'leaseName'),
  textOr('', object, 'spec', 'binaryVersion'),
  textOr('', object, 'spec', 'emulationVersion'),
  ageOfObject(object, now),
];

export const printPriorityClass: Printer = (object, now) => [
  nameOf(object),
  count(object, 'value'),
  at(object, 'globalDefault') === true,
  ageOfObject(object, now),
  textOr('', object, 'preemptionPolicy'),
];

export const printRuntimeClass: Printer = (object, now) => [
  nameOf(object),
  textOr('', object, 'handler'),
  ageOfObject(object, now),
];

export const printDisruptionBudget: Printer = (object, now) => [
  nameOf(object),
  limitText(at(object, 'spec', 'minAvailable')),
  limitText(at(object, 'spec', 'maxUnavailable')),
  count(object, 'status', 'disruptionsAllowed'),
  ageOfObject(object, now),
];

function limitText(limit: JsonValue | undefined): string {
  return typeof limit === 'string' || typeof limit === 'number' ? String(limit) : 'N/A';
}

export const printResourceQuota: Printer = (object, now) => {
  const entries = Object.entries(objectAt(object, 'status', 'hard')).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const used = objectAt(object, 'status', 'used');
  const column = (isLimit: boolean): string =>
    entries
      .filter(([name]) => name.startsWith('limits.') === isLimit)
      .map(([name, hard]) => `${name}: ${String(used[name] ?? '0')}/${String(hard)}`)
      .join(', ');
  return [nameOf(object), column(false), column(true), ageOfObject(object, now)];
};

export const printEvent: Printer = (given, now) => {
  const object = convertEvent(given, 'v1');
  const seen = (...path: readonly string[]): string => ageOf(textAt(object, ...path), now);
  const first = seen(textAt(object, 'firstTimestamp') === undefined ? 'eventTime' : 'firstTimestamp');
  const series = at(object, 'series');
  const last = textAt(object, 'lastTimestamp') === undefined ? first : seen('lastTimestamp');
  const kind = textOr('', object, 'involvedObject', 'kind').toLowerCase();
  const name = textOr('', object, 'involvedObject', 'name');
  return [
    series === undefined ? last : seen('series', 'lastObservedTime'),
    textOr('', object, 'type'),
    textOr('', object, 'reason'),
    name === '' ? kind : `${kind}/${name}`,
    textOr('', object, 'involvedObject', 'fieldPath'),
    eventSource(object),
    textOr('', object, 'message').trim(),
    first,
    series === undefined ? Number(count(object, 'count')) || 1 : count(series, 'count'),
    nameOf(object),
  ];
};

function eventSource(event: ApiObject): string {
  const component = textOr(textOr('', event, 'reportingComponent'), event, 'source', 'component');
  const host = textOr(textOr('', event, 'reportingInstance'), event, 'source', 'host');
  return host === '' ? component : `${component}, ${host}`;
}

export const printBinding: Printer = (object, now) => {
  const of = (kind: string, text: (subject: JsonObject) => string): string =>
    objectsAt(object, 'subjects')
      .filter((subject) => subject['kind'] === kind)
      .map(text)
      .join(', ');
  const byName = (subject: JsonObject): string => textOr('', subject, 'name');
  return [
    nameOf(object),
    `${textOr('', object, 'roleRef', 'kind')}/${textOr('', object, 'roleRef', 'name')}`,
    ageOfObject(object, now),
    of('User', byName),
    of('Group', byName),
    of('ServiceAccount', (subject) => `${textOr('', subject, 'namespace')}/${byName(subject)}`),
  ];
};

/** Kinds without a printer of their own say when they were made, not how long ago. */
export const printRole: Printer = (object) => [nameOf(object), object.metadata.creationTimestamp ?? ''];

export const printNode: Printer = (object, now) => {
  const info = (field: string): string => textOr('<unknown>', object, 'status', 'nodeInfo', field);
  const architecture = textAt(object, 'status', 'nodeInfo', 'architecture');
  return [
    nameOf(object),
    nodeStatus(object),
    nodeRoles(object),
    ageOfObject(object, now),
    textOr('', object, 'status', 'nodeInfo', 'kubeletVersion'),
    nodeAddress(object, 'InternalIP'),
    nodeAddress(object, 'ExternalIP'),
    info('osImage'),
    architecture === undefined || architecture === ''
      ? info('kernelVersion')
      : `${info('kernelVersion')} (${architecture})`,
    info('containerRuntimeVersion'),
  ];
};

function nodeStatus(node: ApiObject): string {
  const ready = objectsAt(node, 'status', 'conditions').find(({ type }) => type === 'Ready');
  const state = ready === undefined ? 'Unknown' : ready['status'] === 'True' ? 'Ready' : 'NotReady';
  return at(node, 'spec', 'unschedulable') === true ? `${state},SchedulingDisabled` : state;
}

const roleLabel = 'node-role.kubernetes.io/';

function nodeRoles(node: ApiObject): string {
  const labels = Object.entries(node.metadata.labels ?? {});
  const roles = labels.flatMap(([key, value]) => {
    if (key.startsWith(roleLabel) && key.length > roleLabel.length) return [key.slice(roleLabel.length)];
    return key === 'kubernetes.io/role' && value !== '' ? [value] : [];
  });
  return [...new Set(roles)].toSorted().join(',') || none;
}

function nodeAddress(node: ApiObject, type: string): string {
  const found = objectsAt(node, 'status', 'addresses').find((address) => address['type'] === type);
  return textOr(none, found, 'address');
}

export const printSigningRequest: Printer = (object, now) => {
  const seconds = at(object, 'spec', 'expirationSeconds');
  return [
    nameOf(object),
    ageOfObject(object, now),
    textOr(none, object, 'spec', 'signerName'),
    textOr('', object, 'spec', 'username'),
    typeof seconds === 'number' ? humanDuration(seconds * 1000) : none,
    signingStatus(object),
  ];
};

function signingStatus(request: ApiObject): string {
  const types = new Set(objectsAt(request, 'status', 'conditions').map(({ type }) => type));
  const decision = types.has('Denied') ? 'Denied' : types.has('Approved') ? 'Approved' : 'Pending';
  const issued = textOr('', request, 'status', 'certificate') === '' ? '' : ',Issued';
  return `${decision}${types.has('Failed') ? ',Failed' : ''}${issued}`;
}

export const printWebhooks: Printer = (object, now) => [
  nameOf(object),
  listAt(object, 'webhooks').length,
  ageOfObject(object, now),
];

/** `rules` is where the policy has what it does. */
export function printAdmissionPolicy(rules: 'validations' | 'mutations'): Printer {
  return (object, now) => {
    const parameters = at(object, 'spec', 'paramKind');
    const kind = `${textOr('', parameters, 'apiVersion')}/${textOr('', parameters, 'kind')}`;
    return [
      nameOf(object),
      listAt(object, 'spec', rules).length,
      parameters === undefined ? unset : kind,
      ageOfObject(object, now),
    ];
  };
}

export const printAdmissionBinding: Printer = (object, now) => [
  nameOf(object),
  textOr('', object, 'spec', 'policyName'),
  parameterText(at(object, 'spec', 'paramRef')),
  ageOfObject(object, now),
];

function parameterText(reference: JsonValue | undefined): string {
  const name = textOr('', reference, 'name');
  if (name !== '') return `${textOr('*', reference, 'namespace')}/${name}`;
  const selector = at(reference, 'selector');
  return selector === undefined ? unset : selectorTerms(selector).join(',');
}

export const printServiceCidr: Printer = (object, now) => [
  nameOf(object),
  listAt(object, 'spec', 'cidrs').map(String).join(','),
  ageOfObject(object, now),
];

export const printResourceSlice: Printer = (object, now) => [
  nameOf(object),
  textOr('', object, 'spec', 'nodeName'),
  textOr('', object, 'spec', 'driver'),
  textOr('', object, 'spec', 'pool', 'name'),
  ageOfObject(object, now),
];

export const printResourceClaim: Printer = (object, now) => [
  nameOf(object),
  claimState(object).join(','),
  ageOfObject(object, now),
];

function claimState(claim: ApiObject): readonly string[] {
  const isDeleted = claim.metadata.deletionTimestamp !== undefined;
  if (at(claim, 'status', 'allocation') === undefined) return isDeleted ? ['deleted'] : ['pending'];
  const isReserved = listAt(claim, 'status', 'reservedFor').length > 0;
  return [...(isDeleted ? ['deleted'] : []), 'allocated', ...(isReserved ? ['reserved'] : [])];
}

export const printIpAddress: Printer = (object, now) => {
  const reference = objectAt(object, 'spec', 'parentRef');
  const group = textOr('', reference, 'group');
  const resource = `${textOr('', reference, 'resource')}${group === '' ? '' : `.${group}`}`.toLowerCase();
  const path = [resource, textOr('', reference, 'namespace'), textOr('', reference, 'name')];
  return [nameOf(object), path.filter((part) => part !== '').join('/') || none, ageOfObject(object, now)];
};

export const printNameAndAge: Printer = (object, now) => [nameOf(object), ageOfObject(object, now)];
