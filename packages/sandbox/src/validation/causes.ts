import type { JsonValue } from '@sluice/objects';
import { stringifyJson } from '@sluice/objects';
import type { Cause } from '../status-error.ts';

/** The kinds of field errors, worded as the API server words them. */
export function required(field: string, detail: string): Cause {
  return { reason: 'FieldValueRequired', message: withDetail('Required value', detail), field };
}

export function invalidValue(field: string, value: JsonValue | undefined, detail: string): Cause {
  return { reason: 'FieldValueInvalid', message: withDetail(`Invalid value: ${shown(value)}`, detail), field };
}

export function forbiddenField(field: string, detail: string): Cause {
  return { reason: 'FieldValueForbidden', message: withDetail('Forbidden', detail), field };
}

export function duplicateValue(field: string, value: JsonValue | undefined): Cause {
  return { reason: 'FieldValueDuplicate', message: `Duplicate value: ${shown(value)}`, field };
}

export function missingReference(field: string, value: JsonValue | undefined): Cause {
  return { reason: 'FieldValueNotFound', message: `Not found: ${shown(value)}`, field };
}

export function unsupportedValue(field: string, value: JsonValue | undefined, supported: readonly string[]): Cause {
  const list = supported.map((entry) => JSON.stringify(entry)).join(', ');
  return {
    reason: 'FieldValueNotSupported',
    message: `Unsupported value: ${shown(value)}: supported values: ${list}`,
    field,
  };
}

export function wrongType(field: string, value: JsonValue | undefined, detail: string): Cause {
  return { reason: 'FieldValueTypeInvalid', message: withDetail(`Invalid value: ${shown(value)}`, detail), field };
}

export function tooLong(field: string, detail: string): Cause {
  return { reason: 'FieldValueTooLong', message: withDetail('Too long', detail), field };
}

export function tooMany(field: string, value: number, limit: number): Cause {
  return { reason: 'FieldValueTooMany', message: `Too many: ${value}: must have at most ${limit} items`, field };
}

function withDetail(text: string, detail: string): string {
  return detail === '' ? text : `${text}: ${detail}`;
}

const htmlEscapes: Readonly<Record<string, string>> = {
  '<': String.raw`\u003c`,
  '>': String.raw`\u003e`,
  '&': String.raw`\u0026`,
};

/** Go writes JSON so that it can stand in HTML. */
function escaped(character: string): string {
  return htmlEscapes[character] ?? character;
}

function shown(value: JsonValue | undefined): string {
  if (typeof value === 'string') return stringifyJson(value);
  return value === undefined ? 'null' : stringifyJson(value).replaceAll(/[<>&]/g, escaped);
}
