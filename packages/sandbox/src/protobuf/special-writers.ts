import type { JsonValue } from '@sluice/objects';
import { isJsonArray, isJsonObject, stringifyJson } from '@sluice/objects';
import type { BinaryWriter } from '@bufbuild/protobuf/wire';
import { WireType } from '@bufbuild/protobuf/wire';
import { schemaType } from './schema-choices.ts';
import { durationNanoseconds, timeParts } from './times.ts';

/** Writes the content of a message; `undefined` where the field is missing and Go writes its zero value. */
export type WriteMessage = (writer: BinaryWriter, value: JsonValue | undefined) => void;

/** Types that Go writes into JSON in a form of their own. */
export const specialWriters: ReadonlyMap<string, WriteMessage> = new Map<string, WriteMessage>([
  ['meta.v1.Time', (writer, value) => writeTime(writer, value, 0)],
  ['meta.v1.MicroTime', (writer, value) => writeTime(writer, value, 1000)],
  ['meta.v1.Duration', (writer, value) => void writer.tag(1, WireType.Varint).int64(durationNanoseconds(value))],
  ['api.resource.Quantity', (writer, value) => text(writer, 1, value === undefined ? '0' : String(value))],
  ['util.intstr.IntOrString', writeIntOrString],
  ['meta.v1.FieldsV1', writeRaw],
  ['runtime.RawExtension', writeRaw],
  ['apiextensions.v1.JSON', writeRaw],
]);

export function text(writer: BinaryWriter, number: number, value: string): void {
  writer.tag(number, WireType.LengthDelimited).string(value);
}

/** A zero time is an empty message. `resolution`: nanoseconds that the type keeps; 0 for whole seconds. */
function writeTime(writer: BinaryWriter, value: JsonValue | undefined, resolution: number): void {
  const parts = typeof value === 'string' ? timeParts(value) : undefined;
  if (parts === undefined) return;
  const nanoseconds = resolution === 0 ? 0 : parts.nanoseconds - (parts.nanoseconds % resolution);
  writer.tag(1, WireType.Varint).int64(parts.seconds).tag(2, WireType.Varint).int32(nanoseconds);
}

function writeIntOrString(writer: BinaryWriter, value: JsonValue | undefined): void {
  const isText = typeof value === 'string';
  writer.tag(1, WireType.Varint).int32(isText ? 1 : 0);
  writer.tag(2, WireType.Varint).int32(isText ? 0 : Number(value ?? 0));
  text(writer, 3, isText ? value : '');
}

const encoder = new TextEncoder();

function writeRaw(writer: BinaryWriter, value: JsonValue | undefined): void {
  if (value === undefined || value === null) return;
  writer.tag(1, WireType.LengthDelimited).bytes(encoder.encode(stringifyJson(value)));
}

/** What writes a field of a JSON schema that is a schema, or a boolean, a list of schemas or of names. */
export function choiceWriter(name: string, messageWriter: (type: string) => WriteMessage): WriteMessage {
  const schema = (writer: BinaryWriter, number: number, value: JsonValue): void => {
    writer.tag(number, WireType.LengthDelimited).fork();
    messageWriter(schemaType)(writer, value);
    writer.join();
  };
  if (name.endsWith('OrBool')) {
    return (writer, value) => {
      writer.tag(1, WireType.Varint).bool(value !== false);
      if (isJsonObject(value)) schema(writer, 2, value);
    };
  }
  return (writer, value) => {
    if (isJsonObject(value)) return schema(writer, 1, value);
    for (const each of isJsonArray(value) ? value : []) {
      if (typeof each === 'string') text(writer, 2, each);
      else schema(writer, 2, each);
    }
  };
}
