import type { JsonObject, JsonValue } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { deepEqual } from '@sluice/objects';
import { listAt, objectAt, objectsAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { isTrueCondition } from '../conditions.ts';
import {
  duplicateValue,
  forbiddenField,
  invalidValue,
  required,
  tooMany,
  unsupportedValue,
} from '../validation/causes.ts';
import { dnsLabel1035, dnsSubdomain } from '../validation/names.ts';
import { pathProblem, schemaAtPath, stepsOf } from './field-path.ts';
import { nodeOf } from './schema-node.ts';
import { structuralCauses } from './validate-structural.ts';

const columnFormats = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'];
const columnTypes = ['boolean', 'date', 'integer', 'number', 'string'];

/** What is wrong with a new CustomResourceDefinition beyond what is wrong with any. */
export function newDefinitionCauses(definition: ApiObject): readonly Cause[] {
  return nameCauses(definition, objectAt(definition, 'spec'));
}

/** What is wrong with a CustomResourceDefinition. */
export function validateDefinition(definition: ApiObject): readonly Cause[] {
  const spec = objectAt(definition, 'spec');
  return [
    ...groupCauses(spec),
    ...scopeCauses(spec),
    ...versionCauses(spec),
    ...namesCauses(spec),
    ...partCauses(objectsAt(spec, 'versions')),
    ...conversionCauses(objectAt(spec, 'conversion')),
    ...unknownFieldCauses(spec),
    ...storedVersionCauses(definition),
    ...approvalCauses(definition),
  ];
}

function nameCauses({ metadata }: ApiObject, spec: JsonObject): readonly Cause[] {
  const expected = `${textAt(spec, 'names', 'plural') ?? ''}.${textAt(spec, 'group') ?? ''}`;
  if (metadata.name === expected) return [];
  return [invalidValue('metadata.name', metadata.name ?? '', 'must be spec.names.plural+"."+spec.group')];
}

function unknownFieldCauses(spec: JsonObject): readonly Cause[] {
  if (spec['preserveUnknownFields'] !== true) return [];
  const detail =
    'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead';
  return [invalidValue('spec.preserveUnknownFields', true, detail)];
}

function groupCauses(spec: JsonObject): readonly Cause[] {
  const group = textAt(spec, 'group') ?? '';
  if (group === '') return [required('spec.group', '')];
  const errors = dnsSubdomain(group);
  if (errors.length > 0) return [invalidValue('spec.group', group, errors.join(','))];
  return group.includes('.') ? [] : [invalidValue('spec.group', group, 'should be a domain with at least one dot')];
}

function scopeCauses(spec: JsonObject): readonly Cause[] {
  const scope = textAt(spec, 'scope') ?? '';
  if (scope === '') return [required('spec.scope', '')];
  return scope === 'Cluster' || scope === 'Namespaced'
    ? []
    : [unsupportedValue('spec.scope', scope, ['Cluster', 'Namespaced'])];
}

function namesCauses(spec: JsonObject): readonly Cause[] {
  const names = objectAt(spec, 'names');
  const keys = ['plural', 'singular', 'kind', 'listKind'] as const;
  const missing = keys.filter((key) => !textAt(names, key)).map((key) => required(`spec.names.${key}`, ''));
  const causes = [...missing, ...keys.flatMap((key) => nameRuleCauses(key, textAt(names, key) ?? ''))];
  causes.push(...labelListCauses(names, 'shortNames'));
  if (names['kind'] !== undefined && names['kind'] === names['listKind']) {
    causes.push(invalidValue('spec.names.listKind', names['listKind'], 'kind and listKind may not be the same'));
  }
  return [...causes, ...labelListCauses(names, 'categories')];
}

function labelListCauses(names: JsonObject, key: string): readonly Cause[] {
  return listAt(names, key).flatMap((name, index) => {
    const errors = dnsLabel1035(String(name));
    return errors.length === 0 ? [] : [invalidValue(`spec.names.${key}[${index}]`, name, errors.join(','))];
  });
}

function nameRuleCauses(key: string, name: string): readonly Cause[] {
  const errors = dnsLabel1035(key.endsWith('ind') ? name.toLowerCase() : name);
  if (name === '' || errors.length === 0) return [];
  const prefix = key.endsWith('ind') ? 'may have mixed case, but should otherwise match: ' : '';
  return [invalidValue(`spec.names.${key}`, name, prefix + errors.join(','))];
}

function versionCauses(spec: JsonObject): readonly Cause[] {
  const versions = objectsAt(spec, 'versions');
  const causes = versions.flatMap((version, index) => [
    ...versionNameCauses(version, `spec.versions[${index}]`),
    ...deprecationCauses(version, `spec.versions[${index}]`),
  ]);
  const names = versions.map((version) => textAt(version, 'name'));
  if (new Set(names).size !== names.length)
    causes.push(invalidValue('spec.versions', internalForms(versions), 'must contain unique version names'));
  if (versions.filter((version) => version['storage'] === true).length !== 1) {
    causes.push(
      invalidValue('spec.versions', internalForms(versions), 'must have exactly one version marked as storage version'),
    );
  }
  // The first version stood at the top once, and is looked at there too.
  return [...causes, ...versionNameCauses(versions[0] ?? {}, 'spec', 'version')];
}

/** The versions as the server's own type shows them, with what they have alike hoisted away. */
function internalForms(versions: readonly JsonObject[]): JsonValue[] {
  const part = (version: JsonObject, name: string): JsonValue => {
    const alike = versions.every((each) => deepEqual(each[name] ?? null, versions[0]?.[name] ?? null));
    return alike ? null : (version[name] ?? null);
  };
  return versions.map((version) => ({
    Name: version['name'] ?? '',
    Served: version['served'] ?? false,
    Storage: version['storage'] ?? false,
    Deprecated: version['deprecated'] ?? false,
    DeprecationWarning: version['deprecationWarning'] ?? null,
    Schema: part(version, 'schema'),
    Subresources: part(version, 'subresources'),
    AdditionalPrinterColumns: part(version, 'additionalPrinterColumns'),
    SelectableFields: part(version, 'selectableFields'),
  }));
}

function versionNameCauses(version: JsonObject, path: string, field = 'name'): readonly Cause[] {
  const name = textAt(version, 'name') ?? '';
  const errors = field === 'version' && name === '' ? [] : dnsLabel1035(name);
  return errors.length === 0 ? [] : [invalidValue(`${path}.${field}`, name, errors.join(','))];
}

const longestWarning = 256;

function deprecationCauses(version: JsonObject, path: string): readonly Cause[] {
  const warning = textAt(version, 'deprecationWarning');
  if (warning === undefined) return [];
  const where = `${path}.deprecationWarning`;
  if (version['deprecated'] !== true) return [invalidValue(where, warning, 'can only be set for deprecated versions')];
  return [
    ...(Buffer.byteLength(warning) > longestWarning
      ? [invalidValue(where, warning, 'must be <= 256 characters long')]
      : []),
    ...(warning === '' ? [invalidValue(where, warning, 'must not be an empty string')] : []),
  ];
}

/**
 * The parts of versions, where the server looks for them: what every version states alike is hoisted to the top of the
 * spec before it is validated, as it stood in the first version of the API.
 */
function partCauses(versions: readonly JsonObject[]): readonly Cause[] {
  const [first] = versions;
  const paths = (part: string, top: string): readonly [JsonObject, string][] => {
    const alike =
      first !== undefined && versions.every((version) => deepEqual(version[part] ?? null, first[part] ?? null));
    if (alike) return [[first, `spec${top}`]];
    return versions.map((version, index) => [version, `spec.versions[${index}].${part}`]);
  };
  return [
    ...paths('schema', '.validation').flatMap(([version, path]) => schemaCauses(version, `${path}.openAPIV3Schema`)),
    ...paths('additionalPrinterColumns', '.additionalPrinterColumns').flatMap(([version, path]) =>
      columnCauses(version, path),
    ),
    ...paths('subresources', '.subresources').flatMap(([version, path]) =>
      scaleCauses(objectAt(version, 'subresources'), path),
    ),
    ...paths('selectableFields', '.selectableFields').flatMap(([version, path]) =>
      selectableFieldCauses(version, path),
    ),
  ];
}

const selectableTypes = ['string', 'boolean', 'integer'];
const mostSelectableFields = 8;

function selectableFieldCauses(version: JsonObject, path: string): readonly Cause[] {
  const schema = nodeOf(objectAt(version, 'schema')['openAPIV3Schema']) ?? {};
  const seen = new Set<string>();
  const causes = objectsAt(version, 'selectableFields').flatMap((field, index) => {
    const jsonPath = textAt(field, 'jsonPath') ?? '';
    const where = `${path}[${index}].jsonPath`;
    const isRepeated = seen.has(jsonPath);
    seen.add(jsonPath);
    if (jsonPath === '') return [required(where, '')];
    return [...selectablePathCauses(jsonPath, schema, where), ...(isRepeated ? [duplicateValue(where, jsonPath)] : [])];
  });
  return seen.size > mostSelectableFields ? [...causes, tooMany(path, seen.size, mostSelectableFields)] : causes;
}

function selectablePathCauses(jsonPath: string, schema: JsonObject, where: string): readonly Cause[] {
  const problem = pathProblem(jsonPath, schema);
  if (problem !== undefined) return [invalidValue(where, jsonPath, `is an invalid path: ${problem}`)];
  const type = schemaAtPath(jsonPath, schema)?.['type'];
  const isSelectable = typeof type === 'string' && selectableTypes.includes(type);
  const rule =
    'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.';
  return [
    ...(stepsOf(jsonPath)?.[0] === 'metadata'
      ? [invalidValue(where, jsonPath, 'must not point to fields in metadata')]
      : []),
    ...(isSelectable ? [] : [invalidValue(where, jsonPath, rule)]),
  ];
}

const strategies = ['None', 'Webhook'];

function conversionCauses(conversion: JsonObject): readonly Cause[] {
  const path = 'spec.conversion';
  const strategy = textAt(conversion, 'strategy') ?? '';
  const webhook = nodeOf(conversion['webhook']);
  const isKnown = strategies.includes(strategy);
  return [
    ...(isKnown
      ? []
      : [
          strategy === ''
            ? required(`${path}.strategy`, '')
            : unsupportedValue(`${path}.strategy`, strategy, strategies),
        ]),
    ...(strategy === 'Webhook' ? webhookCauses(webhook, path) : strayWebhookCauses(webhook, path)),
  ];
}

function strayWebhookCauses(webhook: JsonObject | undefined, path: string): readonly Cause[] {
  const detail = 'should not be set when strategy is not set to Webhook';
  return [
    ...(webhook?.['clientConfig'] === undefined ? [] : [forbiddenField(`${path}.webhookClientConfig`, detail)]),
    ...(listAt(webhook, 'conversionReviewVersions').length === 0
      ? []
      : [forbiddenField(`${path}.conversionReviewVersions`, detail)]),
  ];
}

function webhookCauses(webhook: JsonObject | undefined, path: string): readonly Cause[] {
  const config = nodeOf(webhook?.['clientConfig']);
  const where = `${path}.webhookClientConfig`;
  return [
    ...(config === undefined
      ? [required(where, 'required when strategy is set to Webhook')]
      : clientConfigCauses(config, where)),
    ...reviewVersionCauses(listAt(webhook, 'conversionReviewVersions').map(String), `${path}.conversionReviewVersions`),
  ];
}

function clientConfigCauses(config: JsonObject, path: string): readonly Cause[] {
  const { url, service } = config;
  if ((url === undefined) === (service === undefined))
    return [required(path, 'exactly one of url or service is required')];
  return typeof url === 'string' ? urlCauses(url, `${path}.url`) : [];
}

const urlForm = '; desired format: https://host[/path]';

function urlCauses(url: string, path: string): readonly Cause[] {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1] ?? '';
  if (scheme === 'https') return [];
  return [invalidValue(path, scheme, `'https' is the only allowed URL scheme${urlForm}`)];
}

function reviewVersionCauses(versions: readonly string[], path: string): readonly Cause[] {
  if (versions.length === 0) return [required(path, '')];
  const isKnown = versions.some((version) => version === 'v1' || version === 'v1beta1');
  return isKnown ? [] : [invalidValue(path, [...versions], 'must include at least one of v1, v1beta1')];
}

const approval = 'api-approved.kubernetes.io';

/** Groups of the Kubernetes project need the approval of its reviewers. */
function approvalCauses(definition: ApiObject): readonly Cause[] {
  const group = textAt(definition, 'spec', 'group') ?? '';
  const isProtected = ['k8s.io', 'kubernetes.io'].some((domain) => group === domain || group.endsWith(`.${domain}`));
  if (!isProtected) return [];
  const given = definition.metadata.annotations?.[approval];
  const field = `metadata.annotations[${approval}]`;
  const see = 'see https://github.com/kubernetes/enhancements/pull/1111';
  if (!given) return [required(field, `protected groups must have approval annotation "${approval}", ${see}`)];
  const isApproved = given.startsWith('unapproved') || /^https?:\/\/[^/]/.test(given);
  if (isApproved) return [];
  const rule = `protected groups must have approval annotation "${approval}" with either a URL or a reason starting with "unapproved", ${see}`;
  return [invalidValue(field, given, rule)];
}

function schemaCauses(version: JsonObject, path: string): readonly Cause[] {
  const schema = nodeOf(objectAt(version, 'schema')['openAPIV3Schema']);
  if (schema !== undefined) return structuralCauses(schema, path);
  return [required('spec.versions[0].schema.openAPIV3Schema', '')];
}

function columnCauses(version: JsonObject, path: string): readonly Cause[] {
  return objectsAt(version, 'additionalPrinterColumns').flatMap((column, index) => {
    const where = `${path}[${index}]`;
    const type = textAt(column, 'type') ?? '';
    const causes: Cause[] = [];
    if (!textAt(column, 'name')) causes.push(required(`${where}.name`, ''));
    if (type === '') causes.push(required(`${where}.type`, `must be one of ${columnTypes.join(',')}`));
    else if (!columnTypes.includes(type))
      causes.push(invalidValue(`${where}.type`, type, `must be one of ${columnTypes.join(',')}`));
    const format = textAt(column, 'format') ?? '';
    if (format !== '' && !columnFormats.includes(format))
      causes.push(invalidValue(`${where}.format`, format, `must be one of ${columnFormats.join(',')}`));
    const jsonPath = textAt(column, 'jsonPath') ?? '';
    if (jsonPath === '') causes.push(required(`${where}.JSONPath`, ''));
    else if (!jsonPath.startsWith('.'))
      causes.push(invalidValue(`${where}.JSONPath`, jsonPath, 'must be a simple json path starting with .'));
    return causes;
  });
}

function scaleCauses(subresources: JsonObject, path: string): readonly Cause[] {
  const scale = nodeOf(subresources['scale']);
  if (scale === undefined) return [];
  const counts = (['spec', 'status'] as const).flatMap((part) => {
    const field = `${path}.scale.${part}ReplicasPath`;
    const value = textAt(scale, `${part}ReplicasPath`) ?? '';
    if (value === '') return [required(field, '')];
    return simplePathCauses(value, field, [`.${part}`], `should be a json path under .${part}`);
  });
  const selector = textAt(scale, 'labelSelectorPath') ?? '';
  if (selector === '') return counts;
  const rule = 'should be a json path under either .spec or .status';
  return [...counts, ...simplePathCauses(selector, `${path}.scale.labelSelectorPath`, ['.spec', '.status'], rule)];
}

function simplePathCauses(value: string, field: string, roots: readonly string[], rule: string): readonly Cause[] {
  if (!value.startsWith('.')) return [invalidValue(field, value, 'must be a simple json path starting with .')];
  return roots.some((root) => value.startsWith(`${root}.`)) ? [] : [invalidValue(field, value, rule)];
}

/** What a definition must not change once it is there. */
export function validateDefinitionUpdate(definition: ApiObject, old: ApiObject): readonly Cause[] {
  const isEstablished = isTrueCondition(old, 'Established');
  const fields = [
    ...(isEstablished
      ? [
          ['spec', 'scope'],
          ['spec', 'names', 'kind'],
        ]
      : []),
    ['spec', 'group'],
    ['spec', 'names', 'plural'],
  ];
  return fields.flatMap((path) => {
    const value = textAt(definition, ...path);
    return value === textAt(old, ...path) ? [] : [invalidValue(path.join('.'), value ?? '', 'field is immutable')];
  });
}

/** Stored versions must stay in the list of versions. */
function storedVersionCauses(definition: ApiObject): readonly Cause[] {
  if (listAt(definition, 'status', 'storedVersions').length === 0) {
    return [invalidValue('status.storedVersions', null, 'must have at least one stored version')];
  }
  const names = objectsAt(definition, 'spec', 'versions').map((version) => version['name']);
  return listAt(definition, 'status', 'storedVersions').flatMap((version, index) => {
    if (names.includes(version)) return [];
    const detail = `missing from spec.versions; ${String(version)} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${String(version)} and removes ${String(version)} from status.storedVersions`;
    return [invalidValue(`status.storedVersions[${index}]`, version, detail)];
  });
}
