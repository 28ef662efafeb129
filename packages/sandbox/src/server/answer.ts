import type { JsonValue } from '@sluice/objects';
import { parseJson, stringifyJson, writeYaml } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import type { StatusError } from '../status-error.ts';
import { objectText } from './encode.ts';

/** A whole answer. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Where a watch writes its frames. */
export interface Sink {
  write(text: string): void;
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

/** The same answer in YAML. */
export function asYaml(answer: Answer): Answer {
  if (answer.contentType !== 'application/json') return answer;
  return { ...answer, contentType: 'application/yaml', body: writeYaml(parseJson(answer.body)) };
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

/** The answer to a path that nothing serves. */
export const pageNotFound: Answer = text(404, '404 page not found\n');
