import { BinaryReader } from '@bufbuild/protobuf/wire';
import type { JsonValue } from '@sluice/objects';
import { parseJson } from '@sluice/objects';
import { timeText } from './times.ts';

/** Values of a message by field number; repeated numbers keep every value. */
export type RawFields = ReadonlyMap<number, readonly (Uint8Array | bigint)[]>;

/** Types that Go writes into JSON in a form of their own. */
export const specialTypes: ReadonlyMap<string, (fields: RawFields) => JsonValue | undefined> = new Map([
  ['meta.v1.Time', (fields: RawFields) => timeOf(fields, 0)],
  ['meta.v1.MicroTime', (fields: RawFields) => timeOf(fields, 6)],
  ['meta.v1.Duration', (fields: RawFields) => `${Number(numberOf(fields, 1)) / 1e9}s`],
  ['api.resource.Quantity', (fields: RawFields) => textOf(fields, 1)],
  ['util.intstr.IntOrString', intOrString],
  ['meta.v1.FieldsV1', rawJson],
  ['runtime.RawExtension', rawJson],
  ['apiextensions.v1.JSON', rawJson],
]);

export function textOf(fields: RawFields, number: number): string {
  const value = fields.get(number)?.at(-1);
  return value instanceof Uint8Array ? new TextDecoder().decode(value) : '';
}

export function numberOf(fields: RawFields, number: number): bigint {
  const value = fields.get(number)?.at(-1);
  return typeof value === 'bigint' ? BigInt.asIntN(64, value) : 0n;
}

/** The zero time is null in JSON, where it is not left out. */
function timeOf(fields: RawFields, digits: number): string | undefined {
  if (!fields.has(1) && !fields.has(2)) return undefined;
  return timeText({ seconds: Number(numberOf(fields, 1)), nanoseconds: Number(numberOf(fields, 2)) }, digits);
}

function intOrString(fields: RawFields): JsonValue {
  return numberOf(fields, 1) === 0n ? Number(numberOf(fields, 2)) : textOf(fields, 3);
}

function rawJson(fields: RawFields): JsonValue | undefined {
  const raw = fields.get(1)?.at(-1);
  if (!(raw instanceof Uint8Array) || raw.length === 0) return undefined;
  return parseJson(raw);
}

/** Reads every field of a message without knowing its type. */
export function rawFields(bytes: Uint8Array): RawFields {
  const reader = new BinaryReader(bytes);
  const fields = new Map<number, (Uint8Array | bigint)[]>();
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag();
    const value = rawValue(reader, wireType, number);
    const values = fields.get(number);
    if (value === undefined) continue;
    if (values === undefined) fields.set(number, [value]);
    else values.push(value);
  }
  return fields;
}

function rawValue(reader: BinaryReader, wireType: number, number: number): Uint8Array | bigint | undefined {
  if (wireType === 0) return BigInt(reader.uint64());
  if (wireType === 1) return BigInt(reader.fixed64());
  if (wireType === 2) return reader.bytes();
  if (wireType === 5) return BigInt(reader.fixed32());
  reader.skip(wireType, number);
  return undefined;
}
