import type { JsonArray, JsonObject, JsonValue } from '../object.ts';
import type { TypeSchema } from '../schema.ts';
import { goSyntax, goText, goTypeName } from '../json/go-text.ts';
import { elementText, fieldElement, indexElement, type PathElement } from './path-element.ts';
import { childSchema, elementOf, formOf, isAtomic, isUntyped, TypedValueError } from './typed-value.ts';

/**
 * Checks a value that server-side apply is given: its forms fit the schema, fields are declared, elements of `set` and
 * `map` lists have their keys, and no two of them the same.
 *
 * @throws TypedValueError with every problem and its path.
 */
export function validateTyped(value: JsonValue, schema: TypeSchema | undefined, allowDuplicates = false): void {
  const problems = new Validator(allowDuplicates).check(value, schema);
  if (problems.length > 0) {
    throw new TypedValueError(
      listed(problems.map(({ brief }) => brief)),
      listed(problems.map(({ detailed }) => detailed)),
    );
  }
}

function listed(problems: readonly string[]): string {
  return problems.length === 1 ? (problems[0] ?? '') : ['errors:', ...problems.map((each) => `  ${each}`)].join('\n');
}

/** One fault, without and with the value that is wrong. */
interface Problem {
  readonly brief: string;
  readonly detailed: string;
}

class Validator {
  private readonly allowDuplicates: boolean;
  private readonly problems: Problem[] = [];
  private path = '';

  constructor(allowDuplicates: boolean) {
    this.allowDuplicates = allowDuplicates;
  }

  check(value: JsonValue, schema: TypeSchema | undefined): Problem[] {
    this.value(value, schema);
    return this.problems;
  }

  private value(value: JsonValue, schema: TypeSchema | undefined): void {
    if (value === null) return;
    const form = formOf(schema, value);
    if (form === 'map') this.map(value, schema);
    else if (form === 'list') this.list(value, schema);
    else this.scalar(value, schema);
  }

  private map(value: JsonValue, schema: TypeSchema | undefined): void {
    if (typeof value !== 'object' || Array.isArray(value)) this.reportForm('map', value);
    else for (const [key, field] of Object.entries(value as JsonObject)) this.field(key, field, schema);
  }

  private field(key: string, field: JsonValue, schema: TypeSchema | undefined): void {
    this.below(fieldElement(key), () => {
      const inner = childSchema(schema, key);
      const isDeclared = inner !== undefined || isUntyped(schema) || schema?.preservesUnknownFields === true;
      if (isDeclared) this.value(field, inner);
      else this.report('field not declared in schema');
    });
  }

  private list(value: JsonValue, schema: TypeSchema | undefined): void {
    if (!Array.isArray(value)) this.reportForm('list', value);
    else if (isAtomic(schema, 'list')) {
      for (const [index, item] of value.entries())
        this.below(indexElement(index), () => this.value(item, schema?.element));
    } else this.associativeList(value, schema);
  }

  private associativeList(list: JsonArray, schema: TypeSchema | undefined): void {
    const seen = new Set<string>();
    for (const [index, item] of list.entries()) {
      const element = this.element(schema, item, index);
      if (element === undefined) return;
      if (seen.has(element.id) && !this.allowDuplicates)
        this.report(`duplicate entries for key ${elementText(element)}`);
      seen.add(element.id);
      this.below(element, () => this.value(item, schema?.element));
    }
  }

  private element(schema: TypeSchema | undefined, item: JsonValue, index: number): PathElement | undefined {
    try {
      return elementOf(schema, item);
    } catch (error) {
      if (!(error instanceof TypedValueError)) throw error;
      this.report(`element ${index}: ${error.message}`);
      return undefined;
    }
  }

  private scalar(value: JsonValue, schema: TypeSchema | undefined): void {
    const wanted = scalarProblem(value, schema);
    if (wanted !== undefined)
      this.report(`expected ${wanted}, got ${goTypeName(value)}`, `expected ${wanted}, got ${scalarOf(value, wanted)}`);
  }

  private below(element: PathElement, action: () => void): void {
    const before = this.path;
    this.path += elementText(element);
    action();
    this.path = before;
  }

  private reportForm(form: string, value: JsonValue): void {
    this.report(`expected ${form}, got ${goTypeName(value)}`, `expected ${form}, got &{${goText(value)}}`);
  }

  private report(brief: string, detailed = brief): void {
    const prefix = this.path === '' ? '' : `${this.path}: `;
    this.problems.push({ brief: prefix + brief, detailed: prefix + detailed });
  }
}

function scalarProblem(value: JsonValue, schema: TypeSchema | undefined): string | undefined {
  const type = typeof value === 'bigint' ? 'number' : typeof value;
  switch (schema?.shape) {
    case 'integer':
    case 'number':
      return type === 'number' ? undefined : 'numeric (int or float)';
    case 'string':
      return type === 'string' ? undefined : 'string';
    case 'boolean':
      return type === 'boolean' ? undefined : 'boolean';
    default:
      return type === 'object' ? 'any scalar' : undefined;
  }
}

/** Each of Go's checks shows the value in its own way. */
function scalarOf(value: JsonValue, wanted: string): string {
  if (wanted === 'boolean') return `&{${goText(value)}}`;
  return wanted === 'string' ? `&value.valueUnstructured{Value:${goSyntax(value)}}` : goTypeName(value);
}
