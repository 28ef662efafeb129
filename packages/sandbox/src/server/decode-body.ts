import type { JsonValue } from '@sluice/objects';
import { JsonError, YamlError, isJsonObject, parseJson, readYaml } from '@sluice/objects';
import { decodeProtobuf } from '../protobuf/decode.ts';
import { StatusError, badRequest, unsupportedMediaType } from '../status-error.ts';
import { JsonSyntaxError, duplicateKeys } from './go-json.ts';
import { mergedDuplicates } from './merged-duplicates.ts';

const openingBrace = 0x7b;
const summaryBytes = 30;
const accepted = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];

/** A decoded body. */
export interface Decoded {
  readonly value: JsonValue;
  /** What a strict reading objects to: keys that stand twice. */
  readonly strictErrors: readonly string[];
  /** Keys that stand twice in YAML, with their lines. */
  readonly duplicates?: readonly string[];
}

/** The media type of a Content-Type header without its parameters; JSON where there is none. */
export function mediaType(contentType: string | undefined): string {
  const type = (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  return type === '' ? 'application/json' : type;
}

/**
 * The value of a body that is an object in JSON, YAML or protobuf.
 *
 * @param kind what the error says that the body should have been
 * @param merges what stands twice is read into one struct, as Go does for its own types; otherwise the last counts
 * @throws StatusError 415 for another media type, 400 for what cannot be read
 */
export function decodeObjectBody(
  body: Uint8Array,
  contentType: string | undefined,
  kind: string,
  merges = false,
): Decoded {
  const type = mediaType(contentType);
  if (!accepted.includes(type)) throw unsupportedMediaType(accepted);
  try {
    return typed(decodeAs(type, body, merges));
  } catch (error) {
    throw unrecognized(error, body, kind);
  }
}

/** Options in a body: unlike an object, they are not called unrecognized when they cannot be read. */
export function decodeOptions(body: Uint8Array, contentType: string | undefined): JsonValue {
  const type = mediaType(contentType);
  if (!accepted.includes(type)) throw unsupportedMediaType(accepted);
  try {
    return typed(decodeAs(type, body, false)).value;
  } catch (error) {
    throw badRequest(reasonOf(error) ?? String(error));
  }
}

/** The value of a body alone. */
export function decodeBody(body: Uint8Array, contentType: string | undefined, kind = 'object'): JsonValue {
  return decodeObjectBody(body, contentType, kind).value;
}

function decodeAs(type: string, body: Uint8Array, merges: boolean): Decoded {
  if (type === 'application/vnd.kubernetes.protobuf') return { value: decodeProtobuf(body), strictErrors: [] };
  if (type === 'application/json' || body[0] === openingBrace)
    return readJson(body, "couldn't get version/kind; json parse error: ", merges);
  const duplicates: string[] = [];
  const [value = null] = readYaml(body, {
    onDuplicateKey: (reason, line) => duplicates.push(`line ${line}: ${reason}`),
  });
  return { value, strictErrors: [], duplicates };
}

/** A JSON text and what stands twice in it. */
function readJson(body: Uint8Array, prefix: string, merges = false): Decoded {
  try {
    const strictErrors = duplicateKeys(Buffer.from(body).toString()).map(
      (path) => `duplicate field ${JSON.stringify(path)}`,
    );
    return { value: merges && strictErrors.length > 0 ? mergedDuplicates(body) : parseJson(body), strictErrors };
  } catch (error) {
    if (error instanceof JsonSyntaxError || error instanceof JsonError)
      throw new JsonSyntaxError(prefix + error.message);
    throw error;
  }
}

const typeFields = String.raw`struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" }`;

/** Nothing at all is an empty object; anything but an object has no kind. */
function typed(decoded: Decoded): Decoded {
  const { value } = decoded;
  if (value === null) return { ...decoded, value: {} };
  const prefix = "couldn't get version/kind; json parse error: json: cannot unmarshal";
  if (!isJsonObject(value)) throw new JsonSyntaxError(`${prefix} ${goKind(value)} into Go value of type ${typeFields}`);
  const wrong = ['apiVersion', 'kind'].find(
    (key) => Object.hasOwn(value, key) && value[key] !== null && typeof value[key] !== 'string',
  );
  if (wrong === undefined) return decoded;
  throw new JsonSyntaxError(
    `${prefix} ${goKind(value[wrong] as JsonValue)} into Go struct field .${wrong} of type string`,
  );
}

/** What Go's decoder calls a value. */
export function goKind(value: JsonValue): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'bigint') return 'number';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

function unrecognized(error: unknown, body: Uint8Array, kind: string): unknown {
  const reason = reasonOf(error);
  if (reason === undefined) return error;
  return badRequest(`the object provided is unrecognized (must be of type ${kind}): ${reason} (${summaryOf(body)})`);
}

function reasonOf(error: unknown): string | undefined {
  if (error instanceof JsonSyntaxError) return error.message;
  if (error instanceof StatusError && error.code === 400) return error.message;
  if (error instanceof YamlError) return error.upstreamMessage;
  return undefined;
}

/** The beginning of the body: as text where it looks like an object, in hexadecimal otherwise. */
function summaryOf(body: Uint8Array): string {
  if (body.length === 0) return '<empty>';
  const start = Buffer.from(body.subarray(0, summaryBytes));
  const shown = body[0] === openingBrace ? start.toString() : start.toString('hex');
  return body.length > summaryBytes ? `${shown} ...` : shown;
}

/** The value of a patch in JSON. `prefix` begins the message of the error. */
export function decodePatch(body: Uint8Array, prefix: string): Decoded {
  try {
    return readJson(body, prefix);
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw badRequest(error.message);
    throw error;
  }
}

/** One YAML document of an apply, and the keys that stand twice in it, of which the last counts. */
export function decodeYaml(body: Uint8Array): { readonly value: JsonValue; readonly duplicates: readonly string[] } {
  const duplicates: string[] = [];
  const onDuplicateKey = (reason: string, line: number): void => void duplicates.push(`line ${line}: ${reason}`);
  try {
    const [value = null] = readYaml(body, { onDuplicateKey });
    return { value, duplicates };
  } catch (error) {
    if (error instanceof YamlError)
      throw badRequest(`error decoding YAML: error converting YAML to JSON: ${error.upstreamMessage}`);
    throw error;
  }
}

/** How Go's YAML decoder lists what it objects to. */
export function yamlErrors(duplicates: readonly string[]): string {
  return ['yaml: unmarshal errors:', ...duplicates.map((each) => `  ${each}`)].join('\n');
}
