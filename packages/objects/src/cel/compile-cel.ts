import { Optional, type Environment, type ParseResult } from '@marcbachmann/cel-js';
import type { JsonValue } from '../object.ts';
import type { TypeSchema } from '../schema.ts';
import { withCelDeadline } from './cel-deadline.ts';
import { CelError } from './cel-error.ts';
import { kubernetesEnvironment, linearMatches } from './cel-library.ts';
import { renameMatches } from './cel-source.ts';
import { fromCel, toCel } from './cel-values.ts';

export interface CompileCelOptions {
  /** Names that the expression may use; any other name is an error. */
  readonly variables: readonly string[];
  /** Refuse an expression that cannot give a boolean. */
  readonly isCondition?: boolean;
}

export interface EvaluateCelOptions {
  /** Time for one evaluation. Default 100 ms. */
  readonly deadlineMs?: number;
  /** Types of variables, where integers and floats must be told apart. */
  readonly schemas?: Readonly<Record<string, TypeSchema | undefined>>;
  /** Variables that may be missing: the expression sees an optional value. */
  readonly optional?: readonly string[];
}

/** A compiled expression. It can be evaluated any number of times. */
export interface CelProgram {
  /** @throws CelError `evaluation` for missing fields and the like, `deadline` for a run that takes too long. */
  evaluate(variables: Readonly<Record<string, JsonValue>>, options?: EvaluateCelOptions): JsonValue;
}

const longestExpression = 100_000;
const defaultDeadlineMs = 100;
const environments = new Map<string, Environment>();
let base: Environment | undefined;

/**
 * Compiles an expression of the Common Expression Language, with the functions that Kubernetes and Flux add: text and
 * list functions, optional types, sets, quantities, regular expressions in linear time.
 *
 * @throws CelError `compile`
 */
export function compileCel(expression: string, options: CompileCelOptions): CelProgram {
  if (expression.length > longestExpression) throw new CelError('compile', 'expression is too long');
  const parsed = parse(expression, environmentFor(options.variables));
  if (callsMatches(parsed.ast)) throw new CelError('compile', 'write matches( without a comment before it');
  const { valid, type, error } = parsed.check();
  if (!valid) throw compileError(error);
  if (options.isCondition === true && type !== 'bool' && type !== 'dyn') {
    throw new CelError('compile', `expression must be a condition but gives ${type ?? 'something else'}`);
  }
  return {
    evaluate: (variables, evaluateOptions = {}) => evaluate(parsed, options.variables, variables, evaluateOptions),
  };
}

function parse(expression: string, environment: Environment): ParseResult {
  try {
    return environment.parse(renameMatches(expression, linearMatches));
  } catch (error) {
    throw compileError(error);
  }
}

/** Whether a call of the library's own `matches` is left, which runs patterns without a bound. */
function callsMatches(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(callsMatches);
  if (typeof node !== 'object' || node === null || !('op' in node) || !('args' in node)) return false;
  const isCall = node.op === 'rcall' && Array.isArray(node.args) && node.args[0] === 'matches';
  return isCall || callsMatches(node.args);
}

/** The library's messages go on with a drawing of the place. */
function compileError(error: unknown): CelError {
  const message = error instanceof Error ? firstLine(error.message) : 'expression is not valid';
  return new CelError('compile', message, { cause: error });
}

function firstLine(message: string): string {
  return (message.split('\n', 1)[0] ?? '').replaceAll(linearMatches, 'matches');
}

function environmentFor(variables: readonly string[]): Environment {
  const key = JSON.stringify(variables);
  let environment = environments.get(key);
  if (environment === undefined) {
    base ??= kubernetesEnvironment();
    environment = base.clone();
    for (const name of variables) environment.registerVariable(name, 'dyn');
    environments.set(key, environment);
  }
  return environment;
}

function evaluate(
  parsed: ParseResult,
  names: readonly string[],
  variables: Readonly<Record<string, JsonValue>>,
  { deadlineMs = defaultDeadlineMs, schemas = {}, optional = [] }: EvaluateCelOptions,
): JsonValue {
  const context: Record<string, unknown> = {};
  for (const name of names) {
    const isGiven = Object.hasOwn(variables, name);
    const value = isGiven ? toCel(variables[name] as JsonValue, schemas[name]) : undefined;
    if (optional.includes(name)) context[name] = isGiven ? Optional.of(value) : Optional.none();
    else if (isGiven) context[name] = value;
  }
  try {
    return withCelDeadline(deadlineMs, () => fromCel(parsed(context)));
  } catch (error) {
    if (error instanceof CelError) throw error;
    throw new CelError('evaluation', error instanceof Error ? firstLine(error.message) : 'evaluation failed', {
      cause: error,
    });
  }
}
