import type { CelProgram, JsonObject, JsonValue, TypeSchema } from '@sluice/objects';
import {
  CelError,
  compileCel,
  customResourceType,
  getOwn,
  isJsonArray,
  isJsonObject,
  stringifyJson,
  withCelDeadline,
} from '@sluice/objects';
import { objectsAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { duplicateValue, invalidValue, required } from '../validation/causes.ts';
import { counterpart, isUnchanged } from './ratchet.ts';
import type { SchemaNode } from './schema-node.ts';
import { additionalOf, itemsOf, propertyOf } from './schema-node.ts';

/** Time for all rules of one object. */
const deadlineMs = 1000;

interface Rule {
  readonly text: string;
  readonly program: CelProgram;
  readonly message: string;
  readonly messageProgram: CelProgram | undefined;
  readonly reason: string;
  readonly fieldPath: string;
  /** It compares with the old value, so it waits for an update. */
  readonly isTransition: boolean;
  readonly optionalOldSelf: boolean;
}

interface NodeRules {
  readonly rules: readonly Rule[];
  readonly type: TypeSchema;
}

const compiled = new WeakMap<SchemaNode, NodeRules>();

/** What the `x-kubernetes-validations` of a schema say against an object, or against its change. */
export function ruleCauses(object: JsonObject, old: JsonObject | undefined, schema: SchemaNode): readonly Cause[] {
  if (!hasRules(schema)) return [];
  return withCelDeadline(deadlineMs, () =>
    nodeCauses(headed(object), old === undefined ? undefined : headed(old), schema, ''),
  );
}

const known = new WeakMap<SchemaNode, boolean>();

/** Whether there is any rule in a schema. */
export function hasRules(schema: SchemaNode): boolean {
  let found = known.get(schema);
  if (found === undefined) known.set(schema, (found = stringifyJson(schema).includes('"x-kubernetes-validations"')));
  return found;
}

/** Of metadata, rules see the name only. */
function headed(object: JsonObject): JsonObject {
  const metadata = object['metadata'];
  const { name, generateName } = isJsonObject(metadata) ? metadata : {};
  return {
    ...object,
    metadata: { ...(name === undefined ? {} : { name }), ...(generateName === undefined ? {} : { generateName }) },
  };
}

function nodeCauses(value: JsonValue, old: JsonValue | undefined, schema: SchemaNode, path: string): readonly Cause[] {
  return [...ownCauses(value, old, schema, path), ...innerCauses(value, old, schema, path)];
}

function innerCauses(value: JsonValue, old: JsonValue | undefined, schema: SchemaNode, path: string): readonly Cause[] {
  if (isJsonArray(value)) {
    const items = itemsOf(schema);
    if (items === undefined) return [];
    return value.flatMap((entry, index) =>
      nodeCauses(entry, counterpart(entry, old, schema), items, `${path}[${index}]`),
    );
  }
  if (!isJsonObject(value)) return [];
  const additional = additionalOf(schema);
  const before = isJsonObject(old) ? old : {};
  return Object.keys(value).flatMap((key) => {
    const property = propertyOf(schema, key) ?? additional;
    if (property === undefined || (path === '' && key === 'metadata')) return [];
    const where = propertyOf(schema, key) === undefined ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    return nodeCauses(value[key] as JsonValue, getOwn(before, key), property, where);
  });
}

function ownCauses(value: JsonValue, old: JsonValue | undefined, schema: SchemaNode, path: string): readonly Cause[] {
  if (schema['x-kubernetes-validations'] === undefined || value === null) return [];
  const { rules, type } = rulesOf(schema);
  return rules.flatMap((rule) => {
    if (rule.isTransition && old === undefined && !rule.optionalOldSelf) return [];
    if (isUnchanged(value, old)) return [];
    const variables = { self: value, ...(old === undefined ? {} : { oldSelf: old }) };
    const failure = evaluate(rule, variables, type);
    return failure === undefined ? [] : [causeOf(rule, value, path, failure)];
  });
}

/** A rule that could not be evaluated: the value is then called by its type. */
class Failure {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

function goWords(message: string): string {
  return message
    .replace(/^No such key/, 'no such key')
    .replace(/^Index out of bounds, index (-?\d+).*/, 'index out of bounds: $1');
}

function evaluate(rule: Rule, variables: Record<string, JsonValue>, type: TypeSchema): string | Failure | undefined {
  const schemas = { self: type, oldSelf: type };
  try {
    return rule.program.evaluate(variables, { schemas, deadlineMs, optional: optionalOf(rule) }) === true
      ? undefined
      : messageOf(rule, variables, type);
  } catch (error) {
    if (error instanceof CelError && error.kind !== 'deadline')
      return new Failure(`${goWords(error.message)} evaluating rule: ${rule.message || rule.text}`);
    throw error;
  }
}

function optionalOf({ optionalOldSelf }: Rule): readonly string[] {
  return optionalOldSelf ? ['oldSelf'] : [];
}

function messageOf(rule: Rule, variables: Record<string, JsonValue>, type: TypeSchema): string {
  const schemas = { self: type, oldSelf: type };
  const computed = rule.messageProgram?.evaluate(variables, { schemas, deadlineMs, optional: optionalOf(rule) });
  if (typeof computed === 'string' && computed.trim() !== '') return computed.trim();
  return rule.message === '' ? `failed rule: ${rule.text}` : rule.message;
}

function causeOf(rule: Rule, value: JsonValue, path: string, failure: string | Failure): Cause {
  const place = path === '' ? '<nil>' : path;
  if (failure instanceof Failure) return invalidValue(place, typeName(value), failure.message);
  const message = failure;
  const field = path + rule.fieldPath === '' ? '<nil>' : (path + rule.fieldPath).replace(/^\./, '');
  if (rule.reason === 'FieldValueForbidden') return { reason: rule.reason, message: `Forbidden: ${message}`, field };
  if (rule.reason === 'FieldValueRequired') return required(field, message);
  const shown = typeof value === 'object' ? '' : `${stringifyJson(value)}: `;
  if (rule.reason === 'FieldValueDuplicate')
    return duplicateValue(field, typeof value === 'object' ? typeName(value) : value);
  return { reason: rule.reason, message: `Invalid value: ${shown}${message}`, field };
}

function typeName(value: JsonValue): string {
  if (isJsonArray(value)) return 'array';
  if (typeof value === 'bigint') return 'integer';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

function rulesOf(schema: SchemaNode): NodeRules {
  let rules = compiled.get(schema);
  if (rules === undefined) {
    rules = { rules: objectsAt(schema, 'x-kubernetes-validations').map(compileRule), type: customResourceType(schema) };
    compiled.set(schema, rules);
  }
  return rules;
}

function compileRule(rule: JsonObject): Rule {
  const text = textAt(rule, 'rule') ?? '';
  const messageExpression = textAt(rule, 'messageExpression');
  const variables = ['self', 'oldSelf'];
  return {
    text,
    program: compileCel(text, { variables, isCondition: true }),
    message: textAt(rule, 'message') ?? '',
    messageProgram: messageExpression === undefined ? undefined : compileCel(messageExpression, { variables }),
    reason: textAt(rule, 'reason') ?? 'FieldValueInvalid',
    fieldPath: textAt(rule, 'fieldPath') ?? '',
    isTransition: /\boldSelf\b/.test(text),
    optionalOldSelf: rule['optionalOldSelf'] === true,
  };
}
