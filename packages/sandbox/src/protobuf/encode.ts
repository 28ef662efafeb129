import type { JsonObject, JsonValue } from '@sluice/objects';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { goType, goTypeOfKind } from '../go-types/go-types.ts';
import { messageWriter } from './message-writers.ts';
import { text } from './special-writers.ts';

/** How Kubernetes marks protobuf: four bytes, then a message that names the kind and carries the object. */
export const magic: Uint8Array = Uint8Array.of(0x6b, 0x38, 0x73, 0x00);

/** The name of the message type of a kind; `undefined` for kinds that have no protobuf form. */
export function messageTypeOf(apiVersion: string, kind: string): string | undefined {
  return (goTypeOfKind(apiVersion, kind) ?? (isMeta(apiVersion) ? goType(`meta.v1.${kind}`) : undefined))?.name;
}

/** Kinds that belong to the protocol itself. */
function isMeta(apiVersion: string): boolean {
  return apiVersion === '' || apiVersion === 'v1' || apiVersion.startsWith('meta.k8s.io/');
}

/**
 * An object of a built-in kind in the protobuf that a real API server would send.
 *
 * @throws Error for a kind that has no protobuf form
 */
export function encodeProtobuf(object: JsonObject): Uint8Array {
  const { apiVersion = '', kind = '' } = object;
  return wrap(String(apiVersion), String(kind), encodeMessage(typeNameOf(String(apiVersion), String(kind)), object));
}

function typeNameOf(apiVersion: string, kind: string): string {
  const name = messageTypeOf(apiVersion, kind);
  if (name === undefined) throw new Error(`${apiVersion} ${kind} has no protobuf form`);
  return name;
}

function encodeMessage(type: string, value: JsonValue): Uint8Array {
  const writer = new BinaryWriter();
  messageWriter(type)(writer, value);
  return writer.finish();
}

/** The message of an object without its envelope, as lists carry it. */
export function encodeBare(object: JsonObject): Uint8Array {
  return encodeMessage(typeNameOf(String(object['apiVersion']), String(object['kind'])), object);
}

/** The envelope: apiVersion and kind, the object's message, and two fields that stay empty. */
export function wrap(apiVersion: string, kind: string, message: Uint8Array): Uint8Array {
  const writer = new BinaryWriter().raw(magic).tag(1, WireType.LengthDelimited).fork();
  text(writer, 1, apiVersion);
  text(writer, 2, kind);
  writer.join().tag(2, WireType.LengthDelimited).bytes(message);
  text(writer, 3, '');
  text(writer, 4, '');
  return writer.finish();
}

/** A list of messages that are encoded already. */
export function encodeList(
  apiVersion: string,
  kind: string,
  metadata: JsonObject,
  items: readonly Uint8Array[],
): Uint8Array {
  const writer = new BinaryWriter().tag(1, WireType.LengthDelimited).fork();
  messageWriter('meta.v1.ListMeta')(writer, metadata);
  writer.join();
  for (const item of items) writer.tag(2, WireType.LengthDelimited).bytes(item);
  return wrap(apiVersion, kind, writer.finish());
}

/** One frame of a watch: its length, then the event. */
export function encodeFrame(type: string, object: Uint8Array): Uint8Array {
  const writer = new BinaryWriter();
  text(writer, 1, type);
  writer.tag(2, WireType.LengthDelimited).fork().tag(1, WireType.LengthDelimited).bytes(object).join();
  const event = writer.finish();
  const frame = Buffer.allocUnsafe(4 + event.length);
  frame.writeUInt32BE(event.length);
  frame.set(event, 4);
  return frame;
}
