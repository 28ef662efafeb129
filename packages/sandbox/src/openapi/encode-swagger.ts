import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { JsonObject, JsonValue } from '@sluice/objects';
import { isJsonObject, stringifyJson } from '@sluice/objects';

/** Field numbers of the messages in gnostic's OpenAPIv2.proto. */
const inDocument = { swagger: 1, info: 2, definitions: 9 };
const inInfo = { title: 1, version: 2 };
const inSchema = {
  reference: 1,
  format: 2,
  required: 19,
  additionalProperties: 21,
  type: 22,
  items: 23,
  properties: 25,
  extension: 31,
};
/** Every wrapper has its only field first; what has a name has it before its value. */
const first = 1;
const second = 2;

/** The protobuf form of an OpenAPI v2 document of definitions. */
export function encodeSwagger({ swagger = '', info = {}, definitions = {} }: JsonObject): Uint8Array {
  const writer = new BinaryWriter();
  writeText(writer, inDocument.swagger, swagger);
  writeMessage(writer, inDocument.info, () => {
    if (!isJsonObject(info)) return;
    writeText(writer, inInfo.title, info['title']);
    writeText(writer, inInfo.version, info['version']);
  });
  writeMessage(writer, inDocument.definitions, () => writeNamed(writer, definitions));
  return writer.finish();
}

function writeText(writer: BinaryWriter, number: number, value: JsonValue | undefined): void {
  if (typeof value === 'string') writer.tag(number, WireType.LengthDelimited).string(value);
}

function writeMessage(writer: BinaryWriter, number: number, content: () => void): void {
  writer.tag(number, WireType.LengthDelimited).fork();
  content();
  writer.join();
}

function writeNamed(writer: BinaryWriter, schemas: JsonValue): void {
  if (!isJsonObject(schemas)) return;
  for (const [name, schema] of Object.entries(schemas)) {
    writeMessage(writer, first, () => {
      writeText(writer, first, name);
      writeMessage(writer, second, () => writeSchema(writer, schema));
    });
  }
}

function writeSchema(writer: BinaryWriter, schema: JsonValue): void {
  if (!isJsonObject(schema)) return;
  writeText(writer, inSchema.reference, schema['$ref']);
  writeText(writer, inSchema.format, schema['format']);
  for (const name of listOf(schema['required'])) writeText(writer, inSchema.required, name);
  const { additionalProperties, type, items, properties } = schema;
  if (additionalProperties !== undefined)
    writeMessage(writer, inSchema.additionalProperties, () => writeInner(writer, additionalProperties));
  if (type !== undefined) writeMessage(writer, inSchema.type, () => writeText(writer, first, type));
  if (items !== undefined) writeMessage(writer, inSchema.items, () => writeInner(writer, items));
  if (properties !== undefined) writeMessage(writer, inSchema.properties, () => writeNamed(writer, properties));
  writeExtensions(writer, schema);
}

function writeInner(writer: BinaryWriter, schema: JsonValue): void {
  writeMessage(writer, first, () => writeSchema(writer, schema));
}

/** Extensions are YAML, and JSON is. */
function writeExtensions(writer: BinaryWriter, schema: JsonObject): void {
  for (const [name, value] of Object.entries(schema)) {
    if (!name.startsWith('x-')) continue;
    writeMessage(writer, inSchema.extension, () => {
      writeText(writer, first, name);
      writeMessage(writer, second, () => writeText(writer, second, stringifyJson(value)));
    });
  }
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}
