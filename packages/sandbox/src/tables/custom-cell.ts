import type { JsonValue, PrinterColumn } from '@sluice/objects';
import { JsonPathError, findJsonPath, stringifyJson } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { ageOf } from './age.ts';

/** The cell of a column that a CustomResourceDefinition declares; null where its path finds nothing of its type. */
export function customCell(column: PrinterColumn, object: ApiObject, now: number): JsonValue {
  const [value] = found(object, column.jsonPath ?? '');
  if (value === undefined || value === null) return null;
  switch (column.type) {
    case 'string':
      return typeof value === 'string' ? value : stringifyJson(value);
    case 'date':
      return typeof value === 'string' ? dateCell(value, now) : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    case 'integer':
      return typeof value === 'number' ? Math.trunc(value) : typeof value === 'bigint' ? value : null;
    default:
      return typeof value === 'number' || typeof value === 'bigint' ? value : null;
  }
}

function dateCell(text: string, now: number): string {
  return Number.isNaN(Date.parse(text)) ? '<invalid>' : ageOf(text, now);
}

function found(object: ApiObject, path: string): readonly JsonValue[] {
  try {
    return findJsonPath(object, path);
  } catch (error) {
    if (error instanceof JsonPathError) return [];
    throw error;
  }
}
