import type { KubeObject, TypeSchema } from '@sluice/objects';

/** Something in an object that the API server would refuse. */
export interface Problem {
  /** `spec.template.spec.containers[0].image` */
  readonly path: string;
  /** The same path by its parts, for finding its place in a file. */
  readonly segments: readonly (string | number)[];
  /** `expected string, got map` */
  readonly message: string;
}

/** What can be said of an object without asking the server. */
export interface Verdict {
  readonly problems: readonly Problem[];
  /** Every field is known and of the right type: only rules that no schema has (immutability, admission) are left. */
  readonly proven: boolean;
}

/** Enough to mend, few enough to read. */
const maxProblems = 20;

/** Compares an object with the schema of its kind. Never throws; depth is that of the schema. */
export function validateObject(object: KubeObject, schema: TypeSchema): Verdict {
  const found: Findings = { problems: [], proven: true };
  visit(object, schema, [], found);
  return { problems: found.problems, proven: found.proven && found.problems.length === 0 };
}

interface Findings {
  readonly problems: Problem[];
  proven: boolean;
}

type Segments = readonly (string | number)[];

function visit(value: unknown, schema: TypeSchema, path: Segments, found: Findings): void {
  if (found.problems.length >= maxProblems) return;
  // The server has rules of its own for nulls, by kind of schema: it is asked.
  if (value === null || value === undefined) {
    found.proven = false;
    return;
  }
  switch (schema.shape) {
    case 'any':
      return;
    case 'struct':
      visitStruct(value, schema, path, found);
      return;
    case 'map':
      visitMap(value, schema, path, found);
      return;
    case 'list':
      visitList(value, schema, path, found);
      return;
    default:
      visitScalar(value, schema, path, found);
  }
}

function visitScalar(value: unknown, schema: TypeSchema, path: Segments, found: Findings): void {
  if (!isScalarOf(value, schema.shape)) {
    report(
      found,
      path,
      `expected ${schema.shape === 'int-or-string' ? 'integer or string' : schema.shape}, got ${nameOf(value)}`,
    );
  }
}

function isScalarOf(value: unknown, shape: TypeSchema['shape']): boolean {
  switch (shape) {
    case 'string':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'integer':
      return isInteger(value);
    case 'number':
      return typeof value === 'number' || typeof value === 'bigint';
    default:
      return typeof value === 'string' || isInteger(value);
  }
}

function isInteger(value: unknown): boolean {
  return typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value));
}

function visitStruct(value: unknown, schema: TypeSchema, path: Segments, found: Findings): void {
  if (!isMap(value)) {
    report(found, path, `expected map, got ${nameOf(value)}`);
    return;
  }
  for (const name of schema.required) {
    if (!Object.hasOwn(value, name)) found.proven = false;
  }
  for (const [name, below] of Object.entries(value)) {
    const field = schema.field(name);
    if (field !== undefined) visit(below, field, [...path, name], found);
    // The server may be newer than what is known here.
    else if (!schema.preservesUnknownFields) found.proven = false;
  }
}

function visitMap(value: unknown, schema: TypeSchema, path: Segments, found: Findings): void {
  if (!isMap(value)) {
    report(found, path, `expected map, got ${nameOf(value)}`);
    return;
  }
  const element = schema.element;
  if (element === undefined) return;
  for (const [name, below] of Object.entries(value)) visit(below, element, [...path, name], found);
}

function visitList(value: unknown, schema: TypeSchema, path: Segments, found: Findings): void {
  if (!Array.isArray(value)) {
    report(found, path, `expected list, got ${nameOf(value)}`);
    return;
  }
  const element = schema.element;
  const items = value as readonly unknown[];
  if (element !== undefined) items.forEach((item, index) => visit(item, element, [...path, index], found));
  if (hasRepeatedKeys(items, schema)) found.proven = false;
}

/** Two elements of a list that are one to the server. Keys that are left out may have defaults, so it decides. */
function hasRepeatedKeys(items: readonly unknown[], schema: TypeSchema): boolean {
  if (schema.listType === 'atomic' || items.length < 2) return false;
  const keys = items.map((item) => {
    if (schema.listType === 'set' || !isMap(item)) return String(item);
    return JSON.stringify(schema.listMapKeys.map((key) => String(Object.hasOwn(item, key) ? item[key] : '')));
  });
  return new Set(keys).size < items.length;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nameOf(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'object') return 'map';
  if (typeof value === 'bigint') return 'number';
  return typeof value;
}

function report(found: Findings, segments: Segments, message: string): void {
  found.problems.push({ path: formatPath(segments), segments, message });
}

/** `spec.containers[0].image`; keys with dots in brackets and quotes. */
export function formatPath(segments: Segments): string {
  return segments
    .map((part, index) => {
      if (typeof part === 'number') return `[${part}]`;
      if (!/^[\w-]+$/.test(part)) return `[${JSON.stringify(part)}]`;
      return index === 0 ? part : `.${part}`;
    })
    .join('');
}
