import type { JsonValue } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import type { Resource } from '../registry/resource.ts';
import { builtinPrinters } from '../printers/builtin-printers.ts';
import { ageOf } from './age.ts';
import { customCell } from './custom-cell.ts';

/** The cells of an object's row, one for each column of its resource. */
export function cellsOf(resource: Resource, object: ApiObject, now: number): JsonValue[] {
  const printer = resource.origin === 'builtin' ? builtinPrinters.get(resource.table) : undefined;
  if (printer !== undefined) return printer(object, now);
  return resource.columns.map((column) => {
    if (column.jsonPath !== undefined) return customCell(column, object, now);
    if (column.name === 'Name') return object.metadata.name ?? '';
    if (column.name === 'Created At') return object.metadata.creationTimestamp ?? '';
    if (column.name === 'Age') return ageOf(object.metadata.creationTimestamp, now);
    return '';
  });
}
