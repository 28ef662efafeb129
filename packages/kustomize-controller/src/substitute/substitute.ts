import { operatorOf, toleratesUnset } from './operators.ts';
import { type Expression, parseTemplate, type Template } from './parse-template.ts';

/** An expression over a variable that is not set, where that is an error. */
class UnsetVariableError extends Error {
  override readonly name = 'UnsetVariableError';
  readonly variable: string;

  constructor(variable: string) {
    super(`variable not set (strict mode): "${variable}"`);
    this.variable = variable;
  }
}

export interface SubstituteOptions {
  /** Whether a variable that is not set is an error, unless the expression says what to do then. */
  readonly strict: boolean;
}

/**
 * Replaces the `${…}` of a text in a single pass: values are not looked at for more. Throws `TemplateError` for what
 * does not parse and, when strict, `UnsetVariableError`.
 */
export function substitute(text: string, variables: ReadonlyMap<string, string>, options: SubstituteOptions): string {
  return evaluate(parseTemplate(text), variables, options);
}

function evaluate(template: Template, variables: ReadonlyMap<string, string>, options: SubstituteOptions): string {
  return template
    .map((node) => (typeof node === 'string' ? node : evaluateExpression(node, variables, options)))
    .join('');
}

function evaluateExpression(
  { variable, operator, args }: Expression,
  variables: ReadonlyMap<string, string>,
  options: SubstituteOptions,
): string {
  const values = args.map((arg) => evaluate(arg, variables, options));
  const value = variables.get(variable);
  if (value === undefined && options.strict && !toleratesUnset(operator)) throw new UnsetVariableError(variable);
  return operatorOf(operator)(value ?? '', values);
}
