import type { JsonObject, JsonValue } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { listAt, objectAt, textAt } from '../api-object.ts';
import type { CustomRules, ScalePaths } from '../registry/resource.ts';
import type { Cause } from '../status-error.ts';
import { invalidValue } from '../validation/causes.ts';
import { hasRules, ruleCauses } from './cel-rules.ts';
import { applySchemaDefaults } from './defaults.ts';
import { pruneUnknown } from './prune.ts';
import type { SchemaNode } from './schema-node.ts';
import { nodeOf } from './schema-node.ts';
import { validateValue } from './validate-value.ts';

/** The rules of one version of a CustomResourceDefinition. */
export function customRules(version: JsonObject): CustomRules {
  const schema = nodeOf(objectAt(version, 'schema')['openAPIV3Schema']);
  return {
    openApiSchema: schema,
    prune: (object) => (schema === undefined ? [] : pruneUnknown(object, schema)),
    applyDefaults: (object) => applyDefaults(object, schema),
    validate: (object, old) => (schema === undefined ? [] : validateCustom(object, old, schema)),
    scale: scalePaths(objectAt(version, 'subresources')['scale']),
    selectableFields: listAt(version, 'selectableFields').flatMap(
      (field) => textAt(field, 'jsonPath')?.replace(/^\./, '') ?? [],
    ),
  };
}

/** Faults of form: rules are asked only of values that have the types which the rules were written for. */
const blocking = new Set([
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
]);

const unchecked =
  'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation';

function validateCustom(object: ApiObject, old: ApiObject | undefined, schema: SchemaNode): readonly Cause[] {
  const causes = validateValue(object, schema, '', old);
  if (!hasRules(schema)) return causes;
  if (causes.some(({ reason }) => blocking.has(reason))) return [...causes, invalidValue('<nil>', null, unchecked)];
  return [...causes, ...ruleCauses(object, old, schema)];
}

function applyDefaults(object: ApiObject, schema: SchemaNode | undefined): void {
  if (schema !== undefined) applySchemaDefaults(object, schema);
}

function scalePaths(scale: JsonValue | undefined): ScalePaths | undefined {
  const specReplicasPath = textAt(scale, 'specReplicasPath');
  const statusReplicasPath = textAt(scale, 'statusReplicasPath');
  if (specReplicasPath === undefined || statusReplicasPath === undefined) return undefined;
  const labelSelectorPath = textAt(scale, 'labelSelectorPath');
  return { specReplicasPath, statusReplicasPath, ...(labelSelectorPath === undefined ? {} : { labelSelectorPath }) };
}
