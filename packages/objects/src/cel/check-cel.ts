import type { ASTNode, Environment } from '@marcbachmann/cel-js';
import type { TypeSchema } from '../schema.ts';
import { kubernetesEnvironment, linearMatches } from './cel-library.ts';
import { renameMatches } from './cel-source.ts';
import { escapedName } from './cel-values.ts';

/** What a type check found: the type of the expression, or what is wrong with it, as cel-go words it. */
export interface CelCheck {
  readonly type: string | undefined;
  readonly problem: string | undefined;
}

/**
 * Checks the types of an expression whose variables have schemas, as the API server does before it accepts a rule. What
 * this checker cannot word as cel-go does is left to the evaluation: then there is neither a type nor a problem.
 */
export function checkCel(expression: string, variables: Readonly<Record<string, TypeSchema | undefined>>): CelCheck {
  const types = new TypeNames();
  const environment = kubernetesEnvironment();
  const declared = Object.entries(variables).map(([name, schema]) => [name, types.of(schema)] as const);
  types.declareIn(environment);
  for (const [name, type] of declared) environment.registerVariable(name, type);
  return checkIn(expression, environment);
}

function checkIn(expression: string, environment: Environment): CelCheck {
  try {
    const checked = environment.parse(renameMatches(expression, linearMatches)).check();
    if (checked.valid) return { type: checked.type, problem: undefined };
    const { error } = checked;
    const node = error !== undefined && 'node' in error ? (error.node as ASTNode | undefined) : undefined;
    return {
      type: undefined,
      problem: node === undefined ? undefined : problemOf(error?.message ?? '', node, expression),
    };
  } catch {
    return { type: undefined, problem: undefined };
  }
}

function problemOf(message: string, node: ASTNode, expression: string): string | undefined {
  const first = message.split('\n', 1)[0] ?? '';
  const worded = wording(first, node, expression);
  if (worded === undefined) return undefined;
  const [text, at] = worded;
  return `ERROR: <input>:${placed(text, at, expression)}`;
}

/** Line and column of a place, what is wrong there, the line, and a pointer to the column. */
function placed(text: string, at: number, expression: string): string {
  const before = expression.slice(0, at);
  const line = before.split('\n').length;
  const column = at - (before.lastIndexOf('\n') + 1);
  const shown = expression.split('\n')[line - 1] ?? '';
  return `${line}:${column + 1}: ${text}\n | ${shown}\n | ${'.'.repeat(column)}^`;
}

/** The same fault in the words of cel-go, and where it says that it is. */
function wording(message: string, node: ASTNode, expression: string): readonly [string, number] | undefined {
  const field = /^No such key: (.*)$/.exec(message)?.[1];
  if (field !== undefined) return [`undefined field '${field}'`, expression.lastIndexOf('.', node.pos)];
  const variable = /^Unknown variable: (.*)$/.exec(message)?.[1];
  if (variable !== undefined && libraryFunctions.has(variable)) return undefined;
  if (variable !== undefined) return [`undeclared reference to '${variable}' (in container '')`, node.pos];
  const binary = /^no such overload: (\S+) (\S+) (\S+)$/.exec(message);
  if (binary !== null) return binaryWording(binary, node, expression);
  const unary = /^no such overload: ([!-])(\S+)$/.exec(message);
  if (unary === null) return callWording(message, node, expression);
  const name = unary[1] === '!' ? '!_' : '-_';
  return [`found no matching overload for '${name}' applied to '(${unary[2] ?? ''})'`, node.pos];
}

function binaryWording(
  [, left = '', operator = '', right = '']: readonly string[],
  node: ASTNode,
  expression: string,
): readonly [string, number] {
  const at = expression.indexOf(operator, endOfFirst(node));
  return [`found no matching overload for '_${operator}_' applied to '(${left}, ${right})'`, at];
}

/** Behind the left operand, where the operator is looked for. */
function endOfFirst(node: ASTNode): number {
  const [first] = Array.isArray(node.args) ? (node.args as readonly unknown[]) : [];
  return typeof first === 'object' && first !== null && 'end' in first && typeof first.end === 'number'
    ? first.end
    : node.pos;
}

function callWording(message: string, node: ASTNode, expression: string): readonly [string, number] | undefined {
  const call = /^found no matching overload for '(?:(\S+)\.)?([\w]+)\((.*)\)'$/.exec(message);
  if (call === null) return undefined;
  const [, receiver, name = '', types = ''] = call;
  const at = expression.indexOf('(', expression.indexOf(name, node.pos));
  if (receiver === undefined && !isLibraryFunction(name)) {
    return [`undeclared reference to '${name}' (in container '')`, at];
  }
  const applied = receiver === undefined ? `(${types})` : `${receiver}.(${types})`;
  return [`found no matching overload for '${name}' applied to '${applied}'`, at];
}

const libraryFunctions = new Set(
  'size int uint double string bool bytes duration timestamp type dyn has matches quantity isQuantity ip isIP cidr isCIDR url isURL semver isSemver format'.split(
    ' ',
  ),
);

function isLibraryFunction(name: string): boolean {
  return libraryFunctions.has(name);
}

/** Names for the structs of schemas, which the environment must know before they are used. */
class TypeNames {
  readonly #schemas = new Map<string, Record<string, string>>();
  #count = 0;

  of(schema: TypeSchema | undefined): string {
    switch (schema?.shape) {
      case 'string':
        return textTypes.get(schema.format ?? '') ?? 'string';
      case 'integer':
        return 'int';
      case 'number':
        return 'double';
      case 'boolean':
        return 'bool';
      case 'list':
        return `list<${this.of(schema.element)}>`;
      case 'map':
        return `map<string, ${this.of(schema.element)}>`;
      case 'struct':
        return this.#struct(schema);
      default:
        return 'dyn';
    }
  }

  declareIn(environment: Environment): void {
    for (const [name, schema] of this.#schemas) environment.registerType({ name, schema });
  }

  #struct(schema: TypeSchema): string {
    const fields: Record<string, string> = {};
    for (const name of schema.fieldNames()) fields[escapedName(name)] = this.of(schema.field(name));
    this.#count += 1;
    const name = `Struct${this.#count}`;
    this.#schemas.set(name, fields);
    return name;
  }
}

const textTypes = new Map([
  ['date', 'google.protobuf.Timestamp'],
  ['date-time', 'google.protobuf.Timestamp'],
  ['duration', 'google.protobuf.Duration'],
  ['byte', 'bytes'],
]);
