import type { JsonObject } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { listAt, objectAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { duplicateValue, invalidValue, required, unsupportedValue } from '../validation/causes.ts';
import { dnsLabel1035, dnsSubdomain } from '../validation/names.ts';
import { nameCauses } from './named.ts';
import { eachOf, oneOf, portCauses, requiredText, selectorCauses } from './rule.ts';
import { webhookPathCauses, webhookUrlCauses } from './webhook-url.ts';

const operations = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];
const reviewVersions = ['v1', 'v1beta1'];
const longestTimeoutSeconds = 30;

/** Of both kinds of configurations. */
export function webhookConfigurationCauses(configuration: ApiObject): readonly Cause[] {
  const seen = new Set<string>();
  return eachOf({ webhooks: configuration['webhooks'] ?? [] }, 'webhooks', '', (webhook, where) => {
    const path = where.slice(1);
    const name = textAt(webhook, 'name') ?? '';
    const isRepeated = name !== '' && seen.has(name);
    seen.add(name);
    return [
      ...webhookCauses(webhook, path),
      ...reviewCauses(webhook, `${path}.admissionReviewVersions`),
      ...(isRepeated ? [duplicateValue(`${path}.name`, name)] : []),
    ];
  });
}

function webhookCauses(webhook: JsonObject, path: string): readonly Cause[] {
  return [
    ...fullNameCauses(textAt(webhook, 'name') ?? '', `${path}.name`),
    ...eachOf(webhook, 'rules', path, ruleCauses),
    ...oneOf(webhook, 'failurePolicy', path, ['Fail', 'Ignore']),
    ...oneOf(webhook, 'matchPolicy', path, ['Equivalent', 'Exact']),
    ...effectCauses(webhook, path),
    ...timeoutCauses(webhook, path),
    ...selectorCauses(objectAt(webhook, 'namespaceSelector'), `${path}.namespaceSelector`),
    ...selectorCauses(objectAt(webhook, 'objectSelector'), `${path}.objectSelector`),
    ...oneOf(webhook, 'reinvocationPolicy', path, ['IfNeeded', 'Never']),
    ...clientCauses(objectAt(webhook, 'clientConfig'), `${path}.clientConfig`),
  ];
}

/** A name is a domain of its own. */
function fullNameCauses(name: string, path: string): readonly Cause[] {
  if (name === '') return [required(path, '')];
  const problems = dnsSubdomain(name);
  if (problems.length > 0) return [invalidValue(path, name, problems.join(','))];
  if (name.split('.').length > 2) return [];
  return [invalidValue(path, name, 'should be a domain with at least three segments separated by dots')];
}

const lists: readonly (readonly [string, string])[] = [
  ['apiGroups', 'API groups'],
  ['apiVersions', 'API versions'],
];

function ruleCauses(rule: JsonObject, path: string): readonly Cause[] {
  return [
    ...listCauses(rule, 'operations', 'operations', path),
    ...listAt(rule, 'operations').flatMap((operation, index) =>
      operations.includes(String(operation))
        ? []
        : [unsupportedValue(`${path}.operations[${index}]`, operation, operations)],
    ),
    ...lists.flatMap(([key, called]) => listCauses(rule, key, called, path)),
    ...(listAt(rule, 'resources').length === 0 ? [required(`${path}.resources`, '')] : []),
    ...oneOf(rule, 'scope', path, ['*', 'Cluster', 'Namespaced']),
  ];
}

/** Something must be said; a star says it all. */
function listCauses(rule: JsonObject, key: string, called: string, path: string): readonly Cause[] {
  const list = listAt(rule, key);
  if (list.length === 0) return [required(`${path}.${key}`, '')];
  if (list.length === 1 || !list.includes('*')) return [];
  return [invalidValue(`${path}.${key}`, [...list], `if '*' is present, must not specify other ${called}`)];
}

function effectCauses(webhook: JsonObject, path: string): readonly Cause[] {
  const given = webhook['sideEffects'];
  if (given === undefined || given === null)
    return [required(`${path}.sideEffects`, 'must specify one of None, NoneOnDryRun')];
  return oneOf(webhook, 'sideEffects', path, ['None', 'NoneOnDryRun']);
}

function timeoutCauses({ timeoutSeconds: seconds }: JsonObject, path: string): readonly Cause[] {
  if (typeof seconds !== 'number' || (seconds >= 1 && seconds <= longestTimeoutSeconds)) return [];
  const detail = `the timeout value must be between 1 and ${longestTimeoutSeconds} seconds`;
  return [invalidValue(`${path}.timeoutSeconds`, seconds, detail)];
}

function clientCauses(config: JsonObject, path: string): readonly Cause[] {
  const { url, service } = config;
  if ((url === undefined) === (service === undefined))
    return [required(path, 'exactly one of url or service is required')];
  if (typeof url === 'string') return webhookUrlCauses(url, `${path}.url`);
  const reference = objectAt(config, 'service');
  return [
    ...requiredText(reference, 'name', `${path}.service`),
    ...requiredText(reference, 'namespace', `${path}.service`),
    ...portCauses(reference, 'port', `${path}.service`, 'port is not valid: '),
    ...webhookPathCauses(textAt(reference, 'path') ?? '', `${path}.service.path`),
  ];
}

function reviewCauses(webhook: JsonObject, path: string): readonly Cause[] {
  const versions = listAt(webhook, 'admissionReviewVersions').map(String);
  if (versions.length === 0) return [required(path, 'must specify one of v1, v1beta1')];
  const isKnown = versions.some((version) => reviewVersions.includes(version));
  return [
    ...versions.flatMap((version, index) =>
      versions.indexOf(version) < index
        ? [invalidValue(`${path}[${index}]`, version, 'duplicate version')]
        : nameCauses(dnsLabel1035, version, `${path}[${index}]`),
    ),
    ...(isKnown ? [] : [invalidValue(path, versions, 'must include at least one of v1, v1beta1')]),
  ];
}
