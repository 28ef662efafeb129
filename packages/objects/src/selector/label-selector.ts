import type { JsonObject } from '../object.ts';
import { getOwn, isJsonObject } from '../json/own.ts';
import { labelKeyProblems, labelValueProblems } from '../names/names.ts';
import { SelectorError } from './selector-error.ts';

export type LabelOperator = 'in' | 'notin' | '=' | '==' | '!=' | 'exists' | '!' | '>' | '<';

/** One condition on one label. */
export interface LabelRequirement {
  readonly key: string;
  readonly operator: LabelOperator;
  readonly values: readonly string[];
}

/** Conditions that must all hold. No condition selects everything. */
export type LabelSelector = readonly LabelRequirement[];

/** Labels of an object, as its metadata has them. */
export type Labels = Readonly<Record<string, string>>;

/** @throws SelectorError when key or values are no label key and values, or do not fit the operator. */
export function labelRequirement(key: string, operator: LabelOperator, values: readonly string[]): LabelRequirement {
  const problems = labelKeyProblems(key);
  if (problems.length > 0)
    throw new SelectorError(`key: Invalid value: ${JSON.stringify(key)}: ${problems.join('; ')}`);
  checkCount(operator, values);
  for (const value of values) checkValue(key, value);
  return { key, operator, values };
}

function checkCount(operator: LabelOperator, values: readonly string[]): void {
  const isSet = operator === 'in' || operator === 'notin';
  if (isSet && values.length === 0) {
    throw new SelectorError("values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty");
  }
  if (operator !== '>' && operator !== '<') return;
  const [value = ''] = values;
  if (!/^[-+]?\d{1,19}$/.test(value)) {
    const reason = "for 'Gt', 'Lt' operators, the value must be an integer";
    throw new SelectorError(`values[0]: Invalid value: ${JSON.stringify(value)}: ${reason}`);
  }
}

function checkValue(key: string, value: string): void {
  const problems = labelValueProblems(value);
  if (problems.length > 0) {
    throw new SelectorError(`values[0][${key}]: Invalid value: ${JSON.stringify(value)}: ${problems.join('; ')}`);
  }
}

/** Whether labels satisfy every requirement of a selector. */
export function matchesLabels(selector: LabelSelector, labels: Labels | undefined): boolean {
  return selector.every((requirement) => matches(requirement, getOwn(labels ?? {}, requirement.key)));
}

function matches({ operator, values }: LabelRequirement, value: string | undefined): boolean {
  switch (operator) {
    case 'in':
    case '=':
    case '==':
      return value !== undefined && values.includes(value);
    case 'notin':
    case '!=':
      return value === undefined || !values.includes(value);
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    case '>':
    case '<':
      return comparesWith(value, operator, values[0] ?? '');
  }
}

function comparesWith(value: string | undefined, operator: '>' | '<', limit: string): boolean {
  if (value === undefined || !/^[-+]?\d{1,19}$/.test(value)) return false;
  const actual = BigInt(value.replace('+', ''));
  const wanted = BigInt(limit.replace('+', ''));
  return operator === '>' ? actual > wanted : actual < wanted;
}

/** The selector as text, requirements sorted by key and values sorted, as `status.selector` of a scale has it. */
export function labelSelectorText(selector: LabelSelector): string {
  return selector
    .toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(requirementText)
    .join(',');
}

function requirementText({ key, operator, values }: LabelRequirement): string {
  const joined = values.toSorted().join(',');
  switch (operator) {
    case 'exists':
      return key;
    case '!':
      return `!${key}`;
    case 'in':
    case 'notin':
      return `${key} ${operator} (${joined})`;
    default:
      return `${key}${operator}${joined}`;
  }
}

const expressionOperators: ReadonlyMap<string, LabelOperator> = new Map([
  ['In', 'in'],
  ['NotIn', 'notin'],
  ['Exists', 'exists'],
  ['DoesNotExist', '!'],
]);

/**
 * The selector that a `LabelSelector` field stands for (`matchLabels` and `matchExpressions`).
 *
 * @returns undefined for an absent selector, which selects nothing; an empty one selects everything
 * @throws SelectorError
 */
export function labelSelectorOf(field: JsonObject | undefined): LabelSelector | undefined {
  if (field === undefined) return undefined;
  const labels = getOwn(field, 'matchLabels');
  const expressions = getOwn(field, 'matchExpressions');
  const exact = Object.entries(isJsonObject(labels) ? labels : {}).map(([key, value]) =>
    labelRequirement(key, '=', [String(value)]),
  );
  const rest = (Array.isArray(expressions) ? expressions : []).map((expression) =>
    expressionRequirement(isJsonObject(expression) ? expression : {}),
  );
  return [...exact, ...rest];
}

function expressionRequirement(expression: JsonObject): LabelRequirement {
  const name = getOwn(expression, 'operator');
  const operator = expressionOperators.get(String(name));
  if (operator === undefined) throw new SelectorError(`${JSON.stringify(name)} is not a valid label selector operator`);
  const values = getOwn(expression, 'values');
  return labelRequirement(
    String(getOwn(expression, 'key') ?? ''),
    operator,
    Array.isArray(values) ? values.map(String) : [],
  );
}
