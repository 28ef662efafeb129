import { redactUrl } from './redact-url.ts';

/**
 * A request that failed before a usable response was there. `message` is one line for a user, and names the URL without
 * credentials, query or fragment.
 */
export class RequestError extends Error {
  override readonly name: string = 'RequestError';
  /** Where the request went, without credentials, query and fragment. */
  readonly url: string;

  constructor(problem: string, url: URL, cause?: unknown) {
    super(`${problem}: ${redactUrl(url)}`, cause === undefined ? undefined : { cause });
    this.url = redactUrl(url);
  }
}

/** No connection, or one that broke. `code` is the system's (`ECONNREFUSED`, `ENOTFOUND`, a TLS code). */
export class ConnectionError extends RequestError {
  override readonly name = 'ConnectionError';
  readonly code: string | undefined;

  constructor(url: URL, cause: unknown) {
    super(describeConnectionFailure(cause), url, cause);
    this.code = codeOf(cause);
  }
}

/** A deadline passed: of the whole request, or of silence on the connection. */
export class TimeoutError extends RequestError {
  override readonly name = 'TimeoutError';
  readonly deadline: 'total' | 'idle';
  readonly timeoutMs: number;

  constructor(url: URL, deadline: 'total' | 'idle', timeoutMs: number) {
    const problem = deadline === 'total' ? 'no complete response within' : 'nothing was heard for';
    super(`${problem} ${String(timeoutMs / 1000)} s`, url);
    this.deadline = deadline;
    this.timeoutMs = timeoutMs;
  }
}

/** The body, or what its length header declares, is beyond the limit. */
export class BodyTooLargeError extends RequestError {
  override readonly name = 'BodyTooLargeError';
  readonly maxBytes: number;

  constructor(url: URL, maxBytes: number) {
    super(`response is larger than the limit of ${String(maxBytes)} bytes`, url);
    this.maxBytes = maxBytes;
  }
}

/** A redirect that is not followed: to another origin, too many, or without a usable location. */
export class RedirectError extends RequestError {
  override readonly name = 'RedirectError';
}

/** The response carries an encoding that was not asked for. */
export class UnexpectedEncodingError extends RequestError {
  override readonly name = 'UnexpectedEncodingError';
}

function codeOf(cause: unknown): string | undefined {
  const code: unknown = cause instanceof Error ? Reflect.get(cause, 'code') : undefined;
  return typeof code === 'string' ? code : undefined;
}

const problems = new Map([
  ['ECONNREFUSED', 'connection refused'],
  ['ECONNRESET', 'connection closed by the server'],
  ['EPIPE', 'connection closed by the server'],
  ['ENOTFOUND', 'host not found'],
  ['EAI_AGAIN', 'host name could not be resolved'],
  ['EHOSTUNREACH', 'host unreachable'],
  ['ENETUNREACH', 'network unreachable'],
  ['ETIMEDOUT', 'connection timed out'],
  ['ERR_INTERNAL_ADDRESS', 'the host is inside the cluster or its network, where requests are not allowed'],
  ['CERT_HAS_EXPIRED', 'the certificate of the server has expired'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'the certificate of the server is self-signed: its CA is not trusted'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'the certificate of the server is signed by a CA that is not trusted'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'the certificate of the server is signed by a CA that is not trusted'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'the certificate of the server is signed by a CA that is not trusted'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'the certificate of the server is for another host name'],
]);

function describeConnectionFailure(cause: unknown): string {
  const code = codeOf(cause);
  const known = code === undefined ? undefined : problems.get(code);
  if (known !== undefined) return known;
  return code === undefined ? 'connection failed' : `connection failed (${code})`;
}
