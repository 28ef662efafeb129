import { getOwn } from '@sluice/objects';
import { objectAt } from '../api-object.ts';
import type { SchemaNode } from './schema-node.ts';
import { additionalOf, nodeOf } from './schema-node.ts';

/** The schema that a simple path such as `.spec.a` or `.a['b.c']` leads to; `undefined` where it leads nowhere. */
export function schemaAtPath(path: string, schema: SchemaNode): SchemaNode | undefined {
  const steps = stepsOf(path);
  let at: SchemaNode | undefined = schema;
  for (const step of steps ?? []) at = at === undefined ? undefined : stepInto(at, step);
  return steps === undefined ? undefined : at;
}

/** What is wrong with a path, in the server's words; `undefined` where it leads to a field. */
export function pathProblem(path: string, schema: SchemaNode): string | undefined {
  const steps = stepsOf(path);
  if (steps === undefined) return `expected [ or . but got: ${/^[^.[]*/.exec(path)?.[0] ?? ''}`;
  let at: SchemaNode = schema;
  for (const step of steps) {
    const next = stepInto(at, step);
    if (next === undefined) return `does not refer to a valid field`;
    at = next;
  }
  return undefined;
}

export function validFieldPath(path: string, schema: SchemaNode): boolean {
  return schemaAtPath(path, schema) !== undefined;
}

/** The names that a path is made of; `undefined` where it is none. */
export function stepsOf(path: string): readonly string[] | undefined {
  const steps: string[] = [];
  let rest = path;
  while (rest !== '') {
    const found = /^(?:\.([A-Za-z_][\w-]*)|\['((?:[^'\\]|\\.)*)'\])/.exec(rest);
    if (found === null) return undefined;
    steps.push(found[1] ?? (found[2] ?? '').replaceAll(/\\(.)/g, '$1'));
    rest = rest.slice(found[0].length);
  }
  return steps;
}

function stepInto(schema: SchemaNode, step: string): SchemaNode | undefined {
  return nodeOf(getOwn(objectAt(schema, 'properties'), step)) ?? additionalOf(schema);
}
