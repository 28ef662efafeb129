import type { JsonObject } from '@sluice/objects';

/** `status.details` of an API error, as far as it is read. */
export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly retryAfterSeconds?: number;
  readonly causes?: readonly StatusCause[];
}

export interface StatusCause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

export interface ApiErrorInput {
  readonly status: number;
  readonly reason: string;
  readonly message: string;
  readonly details?: StatusDetails | undefined;
  readonly retryAfterMs?: number | undefined;
  /** The request, as `PATCH /apis/apps/v1/…`; no query, no credentials. */
  readonly request: string;
}

/** The API server's refusal. `message` is the server's own text. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** HTTP status. */
  readonly status: number;
  /** `reason` of the Status object: `NotFound`, `Conflict`, `Invalid`, … */
  readonly reason: string;
  readonly details: StatusDetails;
  /** How long the server asks to wait. */
  readonly retryAfterMs: number | undefined;
  readonly request: string;

  constructor(input: ApiErrorInput) {
    super(input.message);
    this.status = input.status;
    this.reason = input.reason;
    this.details = input.details ?? {};
    this.retryAfterMs = input.retryAfterMs;
    this.request = input.request;
  }
}

/** No answer came: refused, reset, timed out, not TLS, too large. `message` is one line and names the server. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  /** `ECONNREFUSED`, `ETIMEDOUT`, `ERESPONSETOOLARGE`, … */
  readonly code: string;
  readonly request: string;

  constructor(message: string, code: string, request: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.request = request;
  }
}

/** The server does not serve this kind. */
export class NoKindMatchError extends Error {
  override readonly name = 'NoKindMatchError';
  readonly apiVersion: string;
  readonly kind: string;

  constructor(apiVersion: string, kind: string) {
    super(`no matches for kind "${kind}" in version "${apiVersion}"`);
    this.apiVersion = apiVersion;
    this.kind = kind;
  }
}

export function isNotFound(error: unknown): boolean {
  return hasStatus(error, 404);
}

/** A conflict of versions or of field managers (409, but not an object that is there already). */
export function isConflict(error: unknown): boolean {
  return error instanceof ApiError && error.status === 409 && error.reason !== 'AlreadyExists';
}

export function isAlreadyExists(error: unknown): boolean {
  return error instanceof ApiError && error.reason === 'AlreadyExists';
}

export function isForbidden(error: unknown): boolean {
  return hasStatus(error, 403);
}

export function isUnauthorized(error: unknown): boolean {
  return hasStatus(error, 401);
}

/** The object does not pass validation (422). */
export function isInvalid(error: unknown): boolean {
  return hasStatus(error, 422);
}

/** The resource version is too old (410): list again. */
export function isExpired(error: unknown): boolean {
  return hasStatus(error, 410);
}

export function isTooManyRequests(error: unknown): boolean {
  return hasStatus(error, 429);
}

/** Whether the same request may pass later without anybody changing anything: no answer, 429, 5xx. */
export function isTransient(error: unknown): boolean {
  if (error instanceof ConnectionError) return true;
  return error instanceof ApiError && (error.status === 429 || error.status >= 500);
}

function hasStatus(error: unknown, status: number): boolean {
  return error instanceof ApiError && error.status === status;
}

/** Whether a JSON value is a failure Status object of the API. */
export function isStatusObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'Status';
}
