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
  let at: SchemaNode = schema;
  for (let rest = path; rest !== '';) {
    const found = firstStep.exec(rest);
    if (found === null) return `expected [ or . but got: ${/^[^.[]*/.exec(rest)?.[0] ?? ''}`;
    const next = stepInto(at, nameOf(found));
    if (next === undefined) return `does not refer to a valid field`;
    at = next;
    rest = rest.slice(found[0].length);
  }
  return undefined;
}

export function validFieldPath(path: string, schema: SchemaNode): boolean {
  return schemaAtPath(path, schema) !== undefined;
}

const firstStep = /^(?:\.([A-Za-z_][\w-]*)|\['((?:[^'\\]|\\.)*)'\])/;

function nameOf([, plain, quoted = '']: RegExpExecArray): string {
  return plain ?? quoted.replaceAll(/\\(.)/g, '$1');
}

/** The names that a path is made of; `undefined` where it is none. */
export function stepsOf(path: string): readonly string[] | undefined {
  const steps: string[] = [];
  let rest = path;
  while (rest !== '') {
    const found = firstStep.exec(rest);
    if (found === null) return undefined;
    steps.push(nameOf(found));
    rest = rest.slice(found[0].length);
  }
  return steps;
}

function stepInto(schema: SchemaNode, step: string): SchemaNode | undefined {
  return nodeOf(getOwn(objectAt(schema, 'properties'), step)) ?? additionalOf(schema);
}
