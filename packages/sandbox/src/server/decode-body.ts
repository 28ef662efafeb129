import type { JsonValue } from '@sluice/objects';
import { JsonError, YamlError, parseJson, readYaml } from '@sluice/objects';
import { decodeProtobuf } from '../protobuf/decode.ts';
import { badRequest, unsupportedMediaType } from '../status-error.ts';

const openingBrace = 0x7b;
const accepted = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];

/** The media type of a Content-Type header without its parameters; JSON where there is none. */
export function mediaType(contentType: string | undefined): string {
  const type = (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  return type === '' ? 'application/json' : type;
}

/** The value of a body that is an object in JSON or YAML. */
export function decodeBody(body: Uint8Array, contentType: string | undefined): JsonValue {
  const type = mediaType(contentType);
  if (type === 'application/json') return decodeJson(body);
  if (type === 'application/yaml') return decodeYaml(body);
  if (type === 'application/vnd.kubernetes.protobuf') return decodeProtobuf(body);
  throw unsupportedMediaType(accepted);
}

export function decodeJson(body: Uint8Array): JsonValue {
  try {
    return parseJson(body);
  } catch (error) {
    if (error instanceof JsonError) throw badRequest(`couldn't get version/kind; json parse error: ${error.message}`);
    throw error;
  }
}

/** One YAML document. JSON, which clients often send as YAML, is read as JSON. */
export function decodeYaml(body: Uint8Array): JsonValue {
  if (body[0] === openingBrace) return decodeJson(body);
  try {
    const [document = null] = readYaml(body);
    return document;
  } catch (error) {
    if (error instanceof YamlError) throw badRequest(`error decoding YAML: ${error.message}`);
    throw error;
  }
}
