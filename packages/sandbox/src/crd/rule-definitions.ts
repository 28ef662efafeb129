import type { JsonObject, TypeSchema } from '@sluice/objects';
import { CelError, checkCel, compileCel, customResourceType } from '@sluice/objects';
import { objectsAt, textAt } from '../api-object.ts';
import type { Cause } from '../status-error.ts';
import { invalidValue, required, unsupportedValue } from '../validation/causes.ts';
import { validFieldPath } from './field-path.ts';
import type { SchemaNode } from './schema-node.ts';

const reasons = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired'];

/**
 * What is wrong with the rules of one schema node in a definition.
 *
 * @param uncorrelated where elements stop to be told apart from one version of an object to the next
 */
export function ruleDefinitionCauses(
  schema: SchemaNode,
  path: string,
  uncorrelated: string | undefined,
): readonly Cause[] {
  const rules = objectsAt(schema, 'x-kubernetes-validations');
  if (rules.length === 0) return [];
  const where = (index: number): string => `${path}.x-kubernetes-validations[${index}]`;
  const wording = rules.flatMap((rule, index) => wordingCauses(rule, schema, where(index)));
  if (wording.length > 0) return wording;
  const type = customResourceType(schema);
  return rules.flatMap((rule, index) => [
    ...expressionCauses(rule, type, where(index)),
    ...oldSelfCauses(rule, uncorrelated, where(index)),
  ]);
}

const newlines = /[\n\r]/;

function wordingCauses(rule: JsonObject, schema: SchemaNode, path: string): readonly Cause[] {
  const reason = rule['reason'];
  const isReason = reason === undefined || (typeof reason === 'string' && reasons.includes(reason));
  return [
    ...textCauses(rule, path),
    ...(isBlank(rule['messageExpression'])
      ? [required(`${path}.messageExpression`, 'messageExpression must be non-empty if specified')]
      : []),
    ...(isReason ? [] : [unsupportedValue(`${path}.reason`, reason, reasons)]),
    ...pathCauses(rule, schema, path),
  ];
}

function isBlank(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && value.trim() === '';
}

function textCauses(rule: JsonObject, path: string): readonly Cause[] {
  const text = (textAt(rule, 'rule') ?? '').trim();
  const message = textAt(rule, 'message') ?? '';
  if (text === '') return [required(`${path}.rule`, 'rule is not specified')];
  if (isBlank(message)) return [invalidValue(`${path}.message`, message, 'must be non-empty if specified')];
  if (newlines.test(message.trim())) return [invalidValue(`${path}.message`, message, 'must not contain line breaks')];
  if (!newlines.test(text) || message.trim() !== '') return [];
  return [required(`${path}.message`, 'message must be specified if rule contains line breaks')];
}

function pathCauses(rule: JsonObject, schema: SchemaNode, path: string): readonly Cause[] {
  const fieldPath = textAt(rule, 'fieldPath') ?? '';
  if (fieldPath === '') return [];
  const where = `${path}.fieldPath`;
  return [
    ...(isBlank(fieldPath) ? [invalidValue(where, fieldPath, 'must be non-empty if specified')] : []),
    ...(newlines.test(fieldPath) ? [invalidValue(where, fieldPath, 'must not contain line breaks')] : []),
    ...(validFieldPath(fieldPath, schema) ? [] : [invalidValue(where, fieldPath, 'must be a valid path')]),
  ];
}

function expressionCauses(rule: JsonObject, type: TypeSchema, path: string): readonly Cause[] {
  const problem = conditionProblem(textAt(rule, 'rule') ?? '', type, usesOptional(rule));
  const message = textAt(rule, 'messageExpression') ?? '';
  const messageProblem = message === '' ? undefined : textProblem(message, type, usesOptional(rule));
  return [
    ...(problem === undefined ? [] : [invalidValue(`${path}.rule`, internalForm(rule), problem)]),
    ...(messageProblem === undefined
      ? []
      : [invalidValue(`${path}.messageExpression`, internalForm(rule), messageProblem)]),
  ];
}

function usesOptional(rule: JsonObject): boolean {
  return rule['optionalOldSelf'] === true;
}

function conditionProblem(expression: string, type: TypeSchema, optional: boolean): string | undefined {
  const broken = syntaxProblem(expression);
  if (broken !== undefined) return `compilation failed: ${broken}`;
  const { type: result, problem } = checkCel(expression, variablesOf(type, optional));
  if (problem !== undefined) return `compilation failed: ${problem}`;
  if (result === undefined || result === 'bool' || result === 'dyn') return undefined;
  return 'cel expression must evaluate to a bool';
}

function textProblem(expression: string, type: TypeSchema, optional: boolean): string | undefined {
  const broken = syntaxProblem(expression);
  if (broken !== undefined) return `messageExpression compilation failed: ${broken}`;
  const { type: result, problem } = checkCel(expression, variablesOf(type, optional));
  if (problem !== undefined) return `messageExpression compilation failed: ${problem}`;
  if (result === undefined || result === 'string' || result === 'dyn') return undefined;
  return 'messageExpression must evaluate to a string';
}

/** An old value that may not be there is of no type that is known here. */
function variablesOf(type: TypeSchema, optional: boolean): Record<string, TypeSchema | undefined> {
  return { self: type, oldSelf: optional ? undefined : type };
}

function syntaxProblem(expression: string): string | undefined {
  try {
    compileCel(expression, { variables: ['self', 'oldSelf'] });
    return undefined;
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    // Names and overloads are for the check of types to word.
    return /^Unknown variable|no matching overload|no such overload/.test(error.message) ? undefined : error.message;
  }
}

function oldSelfCauses(rule: JsonObject, uncorrelated: string | undefined, path: string): readonly Cause[] {
  const text = textAt(rule, 'rule') ?? '';
  if (/\boldSelf\b/.test(text)) {
    if (uncorrelated === undefined) return [];
    const detail = `oldSelf cannot be used on the uncorrelatable portion of the schema within ${uncorrelated}`;
    return [invalidValue(`${path}.rule`, text, detail)];
  }
  const optional = rule['optionalOldSelf'];
  if (optional === undefined) return [];
  return [invalidValue(`${path}.optionalOldSelf`, optional, 'may not be set if oldSelf is not used in rule')];
}

/** The rule as the server's own type shows it. */
function internalForm(rule: JsonObject): JsonObject {
  return {
    Rule: rule['rule'] ?? '',
    Message: rule['message'] ?? '',
    MessageExpression: rule['messageExpression'] ?? '',
    Reason: rule['reason'] ?? null,
    FieldPath: rule['fieldPath'] ?? '',
    OptionalOldSelf: rule['optionalOldSelf'] ?? null,
  };
}
