import type { JsonObject, JsonValue } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { deepEqual } from '@sluice/objects';
import { listAt, objectAt, objectsAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { invalidValue, required, unsupportedValue } from '../validation/causes.ts';
import { dnsLabel1035, dnsSubdomain } from '../validation/names.ts';
import { nodeOf } from './schema-node.ts';
import { structuralCauses } from './validate-structural.ts';

const columnTypes = ['boolean', 'date', 'integer', 'number', 'string'];

/** What is wrong with a CustomResourceDefinition. */
export function validateDefinition(definition: ApiObject): readonly Cause[] {
  const spec = objectAt(definition, 'spec');
  return [
    ...nameCauses(definition, spec),
    ...groupCauses(spec),
    ...scopeCauses(spec),
    ...versionCauses(spec),
    ...namesCauses(spec),
    ...unknownFieldCauses(spec),
    ...storedVersionCauses(definition),
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
  const causes: Cause[] = [];
  for (const key of ['plural', 'singular', 'kind', 'listKind'] as const) {
    const name = textAt(names, key) ?? '';
    if (name === '') causes.push(required(`spec.names.${key}`, ''));
    else causes.push(...nameRuleCauses(key, name));
  }
  if (names['kind'] !== undefined && names['kind'] === names['listKind']) {
    causes.push(invalidValue('spec.names.listKind', names['listKind'], 'kind and listKind may not be the same'));
  }
  return causes;
}

function nameRuleCauses(key: string, name: string): readonly Cause[] {
  const errors = dnsLabel1035(name.toLowerCase() === name || key.endsWith('ind') ? name.toLowerCase() : name);
  if (errors.length === 0) return [];
  const prefix = key.endsWith('ind') ? 'may have mixed case, but should otherwise match: ' : '';
  return [invalidValue(`spec.names.${key}`, name, prefix + errors.join(','))];
}

function versionCauses(spec: JsonObject): readonly Cause[] {
  const versions = objectsAt(spec, 'versions');
  const causes = [
    ...versions.flatMap((version, index) => versionNameCauses(version, `spec.versions[${index}]`)),
    ...partCauses(versions),
  ];
  const names = versions.map((version) => textAt(version, 'name'));
  if (new Set(names).size !== names.length)
    causes.push(invalidValue('spec.versions', internalForms(versions), 'must contain unique version names'));
  if (versions.filter((version) => version['storage'] === true).length !== 1) {
    causes.push(
      invalidValue('spec.versions', internalForms(versions), 'must have exactly one version marked as storage version'),
    );
  }
  return causes;
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

function versionNameCauses(version: JsonObject, path: string): readonly Cause[] {
  const name = textAt(version, 'name') ?? '';
  return dnsLabel1035(name).map((error) => invalidValue(`${path}.name`, name, error));
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
  ];
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
  return (['spec', 'status'] as const).flatMap((part) => {
    const field = `${path}.scale.${part}ReplicasPath`;
    const value = textAt(scale, `${part}ReplicasPath`) ?? '';
    if (value === '') return [required(field, '')];
    return value.startsWith(`.${part}.`) ? [] : [invalidValue(field, value, `should be a json path under .${part}`)];
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
