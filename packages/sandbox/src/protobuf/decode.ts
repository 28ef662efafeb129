import type { JsonArray, JsonObject, JsonValue } from '@sluice/objects';
import { isJsonObject, setOwn } from '@sluice/objects';
import { badRequest } from '../status-error.ts';
import type { GoField, GoType, GoTypeRef } from '../go-types/go-types.ts';
import { goType } from '../go-types/go-types.ts';
import { magic, messageTypeOf } from './encode.ts';
import { decodeSchemaChoice, isSchemaChoice } from './schema-choices.ts';
import type { RawFields } from './special-types.ts';
import { rawFields, specialTypes, textOf } from './special-types.ts';

const deepest = 128;

/**
 * Reads an object of a built-in kind from the protobuf that typed clients send; the result is what they would send as JSON.
 *
 * @throws StatusError 400 for bytes that are not such a message, and for kinds that have no protobuf form.
 */
export function decodeProtobuf(bytes: Uint8Array): JsonObject {
  if (bytes.length === 0) throw badRequest('empty data');
  if (!magic.every((byte, index) => bytes[index] === byte))
    throw badRequest('provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]');
  try {
    return decodeUnknown(rawFields(bytes.subarray(magic.length)));
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError || (error instanceof Error && error.name === 'Error'))
      throw badRequest(`invalid protobuf: ${error.message}`);
    throw error;
  }
}

function decodeUnknown(unknown: RawFields): JsonObject {
  const head = bytesAt(unknown, 1);
  const typeMeta = head === undefined ? new Map() : rawFields(head);
  const [apiVersion, kind] = [textOf(typeMeta, 1), textOf(typeMeta, 2)];
  const type = goType(messageTypeOf(apiVersion, kind) ?? `meta.v1.${kind}`);
  if (type === undefined)
    throw badRequest(`no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)}`);
  const raw = bytesAt(unknown, 2);
  return { apiVersion, kind, ...(raw === undefined ? {} : decodeStruct(type, raw, 0)) };
}

function bytesAt(fields: RawFields, number: number): Uint8Array | undefined {
  const value = fields.get(number)?.at(-1);
  return value instanceof Uint8Array ? value : undefined;
}

function decodeStruct(type: GoType, bytes: Uint8Array, depth: number): JsonObject {
  if (depth > deepest) throw badRequest('the message is nested too deeply');
  const fields = rawFields(bytes);
  const object: JsonObject = {};
  for (const field of type.fields) {
    const values = fields.get(field.number);
    if (values === undefined) continue;
    const value = decodeField(field, values, depth);
    if (field.isInline && isJsonObject(value)) Object.assign(object, value);
    else if (value !== undefined && !isLeftOut(field, value)) setOwn(object, field.name, value);
  }
  return object;
}

/** Protobuf carries what is empty, JSON does not. */
function isLeftOut({ omitsEmpty, isPointer }: GoField, value: JsonValue): boolean {
  return omitsEmpty && !isPointer && (value === '' || value === 0 || value === false);
}

function decodeField(field: GoField, values: readonly (Uint8Array | bigint)[], depth: number): JsonValue | undefined {
  const { type } = field;
  if (type.shape === 'list') return values.flatMap((value) => decodeElement(type.element, value, depth));
  if (type.shape === 'map') return decodeMap(type.element, values, depth);
  const last = values.at(-1);
  return last === undefined ? undefined : decodeValue(type, last, depth);
}

/** Lists of numbers may be packed; the API has none that are, but for a reader it costs nothing to say so. */
function decodeElement(type: GoTypeRef | undefined, value: Uint8Array | bigint, depth: number): JsonArray {
  const element = type === undefined ? undefined : decodeValue(type, value, depth);
  return element === undefined ? [] : [element];
}

function decodeMap(type: GoTypeRef | undefined, entries: readonly (Uint8Array | bigint)[], depth: number): JsonObject {
  const map: JsonObject = {};
  for (const entry of entries) {
    if (!(entry instanceof Uint8Array)) continue;
    const fields = rawFields(entry);
    const value = fields.get(2)?.at(-1);
    setOwn(
      map,
      textOf(fields, 1),
      value === undefined || type === undefined ? emptyValue(type) : (decodeValue(type, value, depth) ?? null),
    );
  }
  return map;
}

function emptyValue(type: GoTypeRef | undefined): JsonValue {
  return type?.name === 's' || type?.name === 'bytes' ? '' : null;
}

function decodeValue(type: GoTypeRef, value: Uint8Array | bigint, depth: number): JsonValue | undefined {
  if (type.shape === 'scalar') return decodeScalar(type.name, value);
  if (!(value instanceof Uint8Array)) throw new Error('a message was expected');
  if (type.shape === 'items')
    return (rawFields(value).get(1) ?? []).flatMap((each) => decodeElement(type.element, each, depth));
  const special = specialTypes.get(type.name);
  if (special !== undefined) return special(rawFields(value));
  if (isSchemaChoice(type.name))
    return decodeSchemaChoice(type.name, rawFields(value), (name, bytes) => decodeNamed(name, bytes, depth));
  return decodeNamed(type.name, value, depth);
}

function decodeNamed(name: string, bytes: Uint8Array, depth: number): JsonObject {
  const type = goType(name);
  if (type === undefined) throw new Error(`no type ${name}`);
  return decodeStruct(type, bytes, depth + 1);
}

function decodeScalar(name: string, value: Uint8Array | bigint): JsonValue {
  if (value instanceof Uint8Array) {
    return name === 'bytes'
      ? Buffer.from(value).toString('base64')
      : new TextDecoder('utf-8', { fatal: true }).decode(value);
  }
  if (name === 'b') return value !== 0n;
  if (name === 'd') return floatOf(value);
  const signed = name === 'u64' ? value : BigInt.asIntN(64, value);
  return Number.isSafeInteger(Number(signed)) ? Number(signed) : signed;
}

function floatOf(bits: bigint): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, bits);
  return view.getFloat64(0);
}
