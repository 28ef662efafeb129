import type { JsonObject, JsonValue } from '@sluice/objects';
import { getOwn, isJsonArray, isJsonObject } from '@sluice/objects';
import type { BinaryWriter } from '@bufbuild/protobuf/wire';
import { WireType } from '@bufbuild/protobuf/wire';
import type { GoField, GoTypeRef } from '../go-types/go-types.ts';
import { goType } from '../go-types/go-types.ts';
import { isSchemaChoice } from './schema-choices.ts';
import type { WriteMessage } from './special-writers.ts';
import { choiceWriter, specialWriters } from './special-writers.ts';

type WriteField = (writer: BinaryWriter, value: JsonValue | undefined) => void;

const writers = new Map<string, WriteMessage>();
const nothing: JsonObject = {};

/** What writes the messages of a Go type. Made once, when the type is first needed. */
export function messageWriter(name: string): WriteMessage {
  const known = writers.get(name);
  if (known !== undefined) return known;
  const made =
    specialWriters.get(name) ?? (isSchemaChoice(name) ? choiceWriter(name, messageWriter) : structWriter(name));
  writers.set(name, made);
  return made;
}

function structWriter(name: string): WriteMessage {
  let fields: readonly { readonly field: GoField; readonly write: WriteField }[] | undefined;
  return (writer, value) => {
    fields ??= (goType(name)?.fields ?? [])
      .toSorted((a, b) => a.number - b.number)
      .map((field) => ({ field, write: fieldWriter(field) }));
    const object = isJsonObject(value) ? value : nothing;
    for (const { field, write } of fields) write(writer, field.isInline ? object : getOwn(object, field.name));
  };
}

/** Go leaves out pointers and lists that are nil, and writes everything else, empty or not. */
function fieldWriter({ number, type, isPointer }: GoField): WriteField {
  if (type.shape === 'list')
    return type.element === undefined ? () => undefined : listWriter(valueWriter(number, type.element));
  if (type.shape === 'map') return mapWriter(number, type.element);
  const write = valueWriter(number, type);
  if (isPointer || type.shape === 'items' || type.name === 'bytes') return ifPresent(write);
  return (writer, value) => write(writer, value === null ? undefined : value);
}

function ifPresent(write: WriteField): WriteField {
  return (writer, value) => {
    if (value !== undefined && value !== null) write(writer, value);
  };
}

function listWriter(write: WriteField): WriteField {
  return (writer, value) => {
    if (isJsonArray(value)) for (const element of value) write(writer, element ?? undefined);
  };
}

function mapWriter(number: number, element: GoTypeRef | undefined): WriteField {
  const write: WriteField = element === undefined ? () => undefined : valueWriter(2, element);
  return (writer, value) => {
    if (!isJsonObject(value)) return;
    for (const key of Object.keys(value).toSorted()) {
      writer.tag(number, WireType.LengthDelimited).fork().tag(1, WireType.LengthDelimited).string(key);
      write(writer, getOwn(value, key) ?? undefined);
      writer.join();
    }
  };
}

/** Writes tag and value of one element. */
function valueWriter(number: number, type: GoTypeRef): WriteField {
  if (type.shape === 'scalar') return scalarWriter(number, type.name);
  const write = type.shape === 'items' ? itemsWriter(type.element) : messageWriter(type.name);
  return (writer, value) => {
    writer.tag(number, WireType.LengthDelimited).fork();
    write(writer, value);
    writer.join();
  };
}

function itemsWriter(element: GoTypeRef | undefined): WriteMessage {
  return element === undefined ? () => undefined : listWriter(valueWriter(1, element));
}

const scalarWriters: Readonly<
  Record<string, (writer: BinaryWriter, number: number, value: JsonValue | undefined) => void>
> = {
  s: (writer, number, value) =>
    void writer.tag(number, WireType.LengthDelimited).string(typeof value === 'string' ? value : ''),
  b: (writer, number, value) => void writer.tag(number, WireType.Varint).bool(value === true),
  i32: (writer, number, value) => void writer.tag(number, WireType.Varint).int32(Number(value ?? 0)),
  i64: (writer, number, value) => void writer.tag(number, WireType.Varint).int64(wholeNumber(value)),
  u64: (writer, number, value) => void writer.tag(number, WireType.Varint).uint64(wholeNumber(value)),
  d: (writer, number, value) => void writer.tag(number, WireType.Bit64).double(Number(value ?? 0)),
  f: (writer, number, value) => void writer.tag(number, WireType.Bit32).float(Number(value ?? 0)),
  bytes: (writer, number, value) =>
    void writer
      .tag(number, WireType.LengthDelimited)
      .bytes(Buffer.from(typeof value === 'string' ? value : '', 'base64')),
};

function wholeNumber(value: JsonValue | undefined): number | bigint {
  return typeof value === 'bigint' || typeof value === 'number' ? value : 0;
}

function scalarWriter(number: number, name: string): WriteField {
  const write = Object.hasOwn(scalarWriters, name) ? scalarWriters[name] : undefined;
  if (write === undefined) throw new Error(`protobuf has no form for ${name}`);
  return (writer, value) => write(writer, number, value);
}
