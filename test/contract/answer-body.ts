import { BinaryReader } from '@bufbuild/protobuf/wire';
import type { JsonObject } from '@sluice/objects';
import { readYaml } from '@sluice/objects';
import { decodeProtobuf, encodeProtobuf } from '@sluice/sandbox';
import type { ApiAnswer } from '../control-plane/api-request.ts';
import type { RequestStep } from './contract-case.ts';

/** A body as it is sent: objects become protobuf where the step says so. */
export function encodeBody({ body, headers }: RequestStep): unknown {
  if (!isProtobuf(headers?.['content-type']) || typeof body !== 'object' || body instanceof Uint8Array) return body;
  return encodeProtobuf(body as JsonObject);
}

/** The value of an answer's body, by its media type; text where it is no object. */
export function readBody({ headers, text, bytes }: ApiAnswer): unknown {
  const type = [headers['content-type']].flat()[0];
  if (isProtobuf(type)) return readProtobuf(bytes);
  return type === 'application/yaml' ? readYaml(text) : parseBody(text);
}

export function isProtobuf(contentType: string | undefined): boolean {
  return contentType?.startsWith('application/vnd.kubernetes.protobuf') === true;
}

export function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * The object as JSON. `isExact` says whether it has the very same bytes when it is written again: so a real server's answer
 * shows that what the sandbox writes is what it would write.
 */
function readProtobuf(bytes: Uint8Array): unknown {
  const object = decodeProtobuf(bytes);
  return { ...object, isExact: Buffer.compare(encodeProtobuf(object), bytes) === 0 };
}

/** A frame of a watch: the event's type and its object. */
export function readFrame(bytes: Uint8Array): unknown {
  const { 1: type, 2: object } = messageFields(bytes);
  const raw = messageFields(object ?? new Uint8Array())[1];
  return { type: new TextDecoder().decode(type), object: raw === undefined ? undefined : readProtobuf(raw) };
}

/** Fields that are texts or messages, by their numbers. */
function messageFields(bytes: Uint8Array): Record<number, Uint8Array> {
  const reader = new BinaryReader(bytes);
  const fields: Record<number, Uint8Array> = {};
  while (reader.pos < reader.len) {
    const [number] = reader.tag();
    fields[number] = reader.bytes();
  }
  return fields;
}
