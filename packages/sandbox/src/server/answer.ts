import type { JsonValue } from '@sluice/objects';
import { isJsonObject, parseJson, stringifyJson, writeYaml } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { textAt } from '../api-object.ts';
import { encodeProtobuf, messageTypeOf } from '../protobuf/encode.ts';
import type { StatusError } from '../status-error.ts';
import { objectText } from './encode.ts';
import type { Format } from './negotiation.ts';

export const protobufType = 'application/vnd.kubernetes.protobuf';

/** A whole answer. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Where a watch writes its frames. */
export interface Sink {
  write(frame: string | Uint8Array): void;
  end(): void;
}

/** An answer that goes on: `start` is called once the head is sent, what it returns when the client has gone. */
export interface Stream {
  readonly contentType: string;
  readonly start: (sink: Sink) => () => void;
}

export function isStream(answer: Answer | Stream): answer is Stream {
  return 'start' in answer;
}

export function json(status: number, value: JsonValue, headers?: Readonly<Record<string, string>>): Answer {
  return {
    status,
    contentType: 'application/json',
    body: stringifyJson(value),
    ...(headers === undefined ? {} : { headers }),
  };
}

/** The same answer in another format, where it has one. */
export function inFormat(answer: Answer, format: Format): Answer {
  if (format === 'json' || answer.contentType !== 'application/json') return answer;
  const value = parseJson(answer.body);
  if (format === 'yaml') return { ...answer, contentType: 'application/yaml', body: writeYaml(value) };
  if (
    !isJsonObject(value) ||
    messageTypeOf(textAt(value, 'apiVersion') ?? '', textAt(value, 'kind') ?? '') === undefined
  )
    return answer;
  return { ...answer, contentType: protobufType, body: encodeProtobuf(value) };
}

export function objectAnswer(status: number, object: ApiObject): Answer {
  return { status, contentType: 'application/json', body: `${objectText(object)}\n` };
}

export function text(status: number, body: string): Answer {
  return { status, contentType: 'text/plain; charset=utf-8', body };
}

export function failure(error: StatusError): Answer {
  const seconds = error.details?.retryAfterSeconds;
  return json(error.code, error.body(), seconds === undefined ? undefined : { 'Retry-After': String(seconds) });
}

/** Success with nothing to say. */
export const noContent: Answer = { status: 204, contentType: '', body: '' };

/** The answer to a path that nothing serves. */
export const pageNotFound: Answer = text(404, '404 page not found\n');
