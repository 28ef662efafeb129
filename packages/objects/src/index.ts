export type {
  JsonArray,
  JsonObject,
  JsonValue,
  KubeObject,
  ManagedFieldsEntry,
  ObjectMeta,
  ObjectRef,
  OwnerReference,
  TypeRef,
} from './object.ts';
export type { GroupFacts, KindFacts, PrinterColumn, SchemaFacts, SubresourceFacts, TypeSchema } from './schema.ts';

export { cloneJson } from './json/clone-json.ts';
export { deepEqual } from './json/deep-equal.ts';
export { goText } from './json/go-text.ts';
export { JsonError } from './json/json-error.ts';
export { getOwn, isJsonArray, isJsonObject, objectOf, setOwn } from './json/own.ts';
export { parseJson, type ParseJsonOptions } from './json/parse-json.ts';
export { stringifyJson } from './json/stringify-json.ts';

export { loadSchemaFacts } from './facts/load-schema-facts.ts';

export { type FieldPath, locate } from './yaml/locate.ts';
export type { YamlDocument, YamlEntry, YamlMap, YamlNode, YamlScalar, YamlSeq } from './yaml/node.ts';
export { parseYaml, type ParseYamlOptions } from './yaml/parse-yaml.ts';
export { readYaml } from './yaml/read-yaml.ts';
export {
  type ResolvedScalar,
  resolvePlain,
  resolveScalar,
  type ScalarType,
  type ScalarValue,
  type YamlDialect,
} from './yaml/resolve-scalar.ts';
export type { ScalarStyle } from './yaml/token.ts';
export { type Position, positionAt, YamlError } from './yaml/yaml-error.ts';
export { isMergeKey, yamlToJson } from './yaml/yaml-to-json.ts';
export { compareKeys } from './yaml/compare-keys.ts';
export { writeYaml, type WriteYamlOptions, writeYamlStream } from './yaml/write-yaml.ts';

export { applyJsonPatch } from './patch/json-patch.ts';
export { applyMergePatch, createMergePatch, withoutNulls } from './patch/merge-patch.ts';
export { PatchError } from './patch/patch-error.ts';
export { applyStrategicMergePatch } from './patch/strategic-merge-patch.ts';
export { DurationError, formatDuration, parseDuration } from './duration/duration.ts';

export { type ApplyConflict, conflictCauses, conflictMessage } from './managed-fields/conflicts.ts';
export { type Comparison, compareTyped } from './managed-fields/compare-typed.ts';
export type { FieldManagerContext } from './managed-fields/field-manager.ts';
export { FieldSet } from './managed-fields/field-set.ts';
export { lastAppliedAnnotation } from './managed-fields/last-applied.ts';
export { decodeOwners, encodeOwners, type FieldOwner, type FieldOwners } from './managed-fields/managers.ts';
export { mergeTyped } from './managed-fields/merge-typed.ts';
export { fieldElement, type FieldSetPath, type PathElement, pathText } from './managed-fields/path-element.ts';
export {
  applyServerSide,
  type ServerSideApply,
  type ServerSideApplyResult,
} from './managed-fields/server-side-apply.ts';
export { toFieldSet } from './managed-fields/to-field-set.ts';
export { TypedValueError } from './managed-fields/typed-value.ts';
export { updateManagedFields } from './managed-fields/update-managed-fields.ts';
export { validateTyped } from './managed-fields/validate-typed.ts';
export { withZeroStructs, zeroObject } from './managed-fields/zero-structs.ts';

export { customResourceType } from './custom-type/custom-type.ts';

export {
  configKeyProblems,
  dns1035LabelProblems,
  dnsLabelProblems,
  dnsSubdomainProblems,
  labelKeyProblems,
  labelValueProblems,
  portNameProblems,
} from './names/names.ts';
export {
  addQuantities,
  canonicalQuantity,
  compareQuantities,
  parseQuantity,
  type Quantity,
  QuantityError,
  quantityNumber,
} from './quantity/quantity.ts';
export { type FieldSelector, type FieldTerm, matchesFields, parseFieldSelector } from './selector/field-selector.ts';
export {
  type LabelOperator,
  labelRequirement,
  type LabelRequirement,
  type Labels,
  type LabelSelector,
  labelSelectorOf,
  labelSelectorText,
  matchesLabels,
} from './selector/label-selector.ts';
export { parseLabelSelector } from './selector/parse-label-selector.ts';
export { SelectorError } from './selector/selector-error.ts';

export { withCelDeadline } from './cel/cel-deadline.ts';
export { CelError } from './cel/cel-error.ts';
export { type CelCheck, checkCel } from './cel/check-cel.ts';
export { type CelProgram, compileCel, type CompileCelOptions, type EvaluateCelOptions } from './cel/compile-cel.ts';

export { compileJsonPath, findJsonPath } from './json-path/find-json-path.ts';
export { JsonPathError } from './json-path/json-path-error.ts';
export { duplicateFields } from './json/duplicate-fields.ts';
