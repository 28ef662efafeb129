import type { JsonValue } from '@sluice/objects';
import { isJsonArray } from '@sluice/objects';
import type { GoTypeRef } from '../go-types/go-types.ts';

/** A value of another type than its field, in the words of both of Go's decoders. */
export interface Misfit {
  /** Of the one that reads JSON: bodies, JSON patches, merge patches. */
  readonly json: string;
  /** Of the one that reads maps: strategic merge patches and applied objects. */
  readonly unstructured: string;
}

/** Where a value stands. */
export interface MisfitPlace {
  /** Names of fields alone, as Go's decoder names a place. */
  readonly path: string;
  /** Name of the Go struct that has the field. */
  readonly owner: string;
  readonly type: GoTypeRef | undefined;
  readonly shape: string;
}

/** What Go would say of a value that does not go into a field. */
export function misfitOf(value: JsonValue, place: MisfitPlace): Misfit {
  const shown = shownValue(value, place.type);
  const type = goTypeText(place.type, place.shape);
  return {
    json: `json: cannot unmarshal ${shown} into Go struct field ${place.owner}.${place.path} of type ${type}`,
    unstructured: unstructuredText(value, place, type),
  };
}

/** Types that read their own text say the same to both decoders. */
export function sameMisfit(text: string): Misfit {
  return { json: text, unstructured: text };
}

export function badBase64(byte: number): Misfit {
  const text = `illegal base64 data at input byte ${byte}`;
  return { json: text, unstructured: `error decoding from json: ${text}` };
}

function unstructuredText(value: JsonValue, place: MisfitPlace, type: string): string {
  const kind = goKindOf(value);
  const form = place.type?.name === 'bytes' ? 'list' : place.shape;
  const restored = restorations.get(form);
  if (restored !== undefined) return `${restored} ${kind}`;
  if (isConvertible(kind, place)) return `cannot convert ${kind} to ${type}`;
  return place.shape === 'int-or-string'
    ? `json: cannot unmarshal ${shownValue(value, place.type)} into Go value of type int32`
    : `unrecognized type: ${type}`;
}

const restorations = new Map([
  ['struct', 'cannot restore struct from:'],
  ['map', 'cannot restore map from'],
  ['list', 'cannot restore slice from'],
]);

/** Go's reflection could convert it, and Kubernetes does not let it. */
function isConvertible(kind: string, { shape, type }: MisfitPlace): boolean {
  if (kind === 'int64' && shape === 'string') return true;
  return (kind === 'int64' || kind === 'float64') && integers.has(type?.name ?? '');
}

function goKindOf(value: JsonValue): string {
  if (isJsonArray(value)) return 'slice';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'object') return 'map';
  return typeof value === 'bigint' || Number.isInteger(value) ? 'int64' : 'float64';
}

const integers = new Set(['i32', 'i64', 'u64']);

function shownValue(value: JsonValue, type: GoTypeRef | undefined): string {
  if (isJsonArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value !== 'number' && typeof value !== 'bigint') return typeof value;
  return integers.has(type?.name ?? '') ? `number ${String(value)}` : 'number';
}

const scalarTexts = new Map([
  ['s', 'string'],
  ['b', 'bool'],
  ['i32', 'int32'],
  ['i64', 'int64'],
  ['u64', 'uint64'],
  ['d', 'float64'],
  ['f', 'float32'],
  ['bytes', '[]uint8'],
]);
const shapeTexts = new Map([
  ['integer', 'int32'],
  ['boolean', 'bool'],
  ['number', 'float64'],
  ['list', 'slice'],
  ['struct', 'object'],
]);

function goTypeText(type: GoTypeRef | undefined, shape: string): string {
  if (type === undefined) return shapeTexts.get(shape) ?? shape;
  if (type.shape === 'list' || type.shape === 'items') return `[]${goTypeText(type.element, 'any')}`;
  if (type.shape === 'map') return `map[string]${goTypeText(type.element, 'any')}`;
  return scalarTexts.get(type.name) ?? type.name.split('.').slice(1).join('.');
}
