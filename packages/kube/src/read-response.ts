import { type JsonObject, type JsonValue, parseJson } from '@sluice/objects';
import { ApiError, isStatusObject, type StatusDetails } from './api-error.ts';
import type { TransportResponse } from './transport.ts';

/** The JSON body of a success. Throws `ApiError` for any other status, and for a body that is no JSON. */
export function readResponse(response: TransportResponse, request: string): JsonObject {
  if (response.status < 200 || response.status > 299) throw readError(response, request);
  return parseBody(response.body, response.status, request);
}

function parseBody(body: Uint8Array, status: number, request: string): JsonObject {
  let value: JsonValue;
  try {
    value = parseJson(body);
  } catch (cause) {
    const message = `the API server's answer is not JSON: ${cause instanceof Error ? cause.message : ''}`;
    throw Object.assign(new ApiError({ status, reason: 'InternalError', message, request }), { cause });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new ApiError({ status, reason: 'InternalError', message: "the API server's answer is not an object", request });
}

/** The error that an unsuccessful response says; also without a Status body (proxies, load balancers). */
export function readError(response: TransportResponse, request: string): ApiError {
  const retryAfterMs = retryAfterOf(response);
  const status = parseStatus(response.body);
  if (status === undefined) {
    const message = plainMessage(response);
    return new ApiError({ status: response.status, reason: reasonOf(response.status), message, retryAfterMs, request });
  }
  return errorOfStatus(status, response.status, { retryAfterMs, request });
}

/** The error that a Status object says; a watch sends them inside of ERROR events. */
export function errorOfStatus(
  status: JsonObject,
  httpStatus: number,
  context: { readonly retryAfterMs?: number | undefined; readonly request: string },
): ApiError {
  const code = typeof status['code'] === 'number' ? status['code'] : httpStatus;
  const details = (status['details'] ?? {}) as StatusDetails;
  return new ApiError({
    status: code,
    reason: textOf(status['reason']) ?? reasonOf(code),
    message: textOf(status['message']) ?? `the API server answered ${String(code)}`,
    details,
    retryAfterMs:
      context.retryAfterMs ?? (details.retryAfterSeconds === undefined ? undefined : details.retryAfterSeconds * 1000),
    request: context.request,
  });
}

function parseStatus(body: Uint8Array): JsonObject | undefined {
  try {
    const value = parseJson(body);
    return isStatusObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const maxPlainMessage = 300;

function plainMessage(response: TransportResponse): string {
  const text = response.body.toString('utf8', 0, maxPlainMessage).trim().replaceAll(/\s+/g, ' ');
  return text === ''
    ? `the API server answered ${String(response.status)}`
    : `the API server answered ${String(response.status)}: ${text}`;
}

const longestRetryAfterMs = 300_000;

function retryAfterOf(response: TransportResponse): number | undefined {
  const header = response.headers['retry-after'];
  if (header === undefined || !/^\d{1,6}$/.test(header)) return undefined;
  return Math.min(Number(header) * 1000, longestRetryAfterMs);
}

const reasons: ReadonlyMap<number, string> = new Map([
  [400, 'BadRequest'],
  [401, 'Unauthorized'],
  [403, 'Forbidden'],
  [404, 'NotFound'],
  [405, 'MethodNotAllowed'],
  [409, 'Conflict'],
  [410, 'Expired'],
  [413, 'RequestEntityTooLarge'],
  [415, 'UnsupportedMediaType'],
  [422, 'Invalid'],
  [429, 'TooManyRequests'],
  [500, 'InternalError'],
  [503, 'ServiceUnavailable'],
  [504, 'Timeout'],
]);

function reasonOf(status: number): string {
  return reasons.get(status) ?? 'Unknown';
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
