import type { ApiObject } from '../api-object.ts';
import { keyOf } from '../store/table.ts';
import type { Cause } from '../status-error.ts';
import { StatusError, badRequest, expired, invalid } from '../status-error.ts';

/** Where a paged list goes on. */
export interface ContinueToken {
  readonly revision: number;
  /** Key of the last object that was sent. */
  readonly after: string;
}

export function encodeContinue(token: ContinueToken): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: token.revision, start: token.after })).toString(
    'base64url',
  );
}

export function decodeContinue(text: string): ContinueToken {
  const decoded = Buffer.from(text, 'base64url').toString();
  try {
    const token: unknown = JSON.parse(decoded);
    if (typeof token === 'object' && token !== null && 'rv' in token && 'start' in token) {
      if (typeof token.rv === 'number' && typeof token.start === 'string')
        return { revision: token.rv, after: token.start };
    }
  } catch {
    const reason = `invalid character '${decoded.slice(0, 1)}' looking for beginning of value`;
    throw badRequest(`invalid continue token: continue key is not valid: ${reason}`);
  }
  throw badRequest(
    'invalid continue token: continue key is not valid: incorrect encoded start resourceVersion (version meta.k8s.io/v1)',
  );
}

/** A `resourceVersion` parameter as a number; 0 for none. */
export function parseRevision(text: string | null): number {
  if (text === null || text === '') return 0;
  if (!/^\d{1,15}$/.test(text))
    throw badRequest(
      `invalid resource version: resourceVersion: Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`,
    );
  return Number(text);
}

/** Parses `limit` and `timeoutSeconds`, which are whole numbers. */
export function parseCount(text: string | null): number | undefined {
  if (text === null) return undefined;
  if (!/^-?\d{1,18}$/.test(text)) {
    const reason = /^-?\d+$/.test(text) ? 'value out of range' : 'invalid syntax';
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: ${reason}`);
  }
  return Number(text);
}

/** A list option that makes no sense, or not with the others. */
export function invalidOption(...causes: readonly Cause[]): StatusError {
  return invalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', causes);
}

/** The answer to a version that this server has not reached. */
export function tooLargeVersion(wanted: number, current: number): StatusError {
  const message = `Too large resource version: ${wanted}, current: ${current}`;
  return new StatusError(504, 'Timeout', `Timeout: ${message}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  });
}

export function continueExpired(): StatusError {
  return expired(
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
  );
}

export function objectKey({ metadata }: ApiObject): string {
  return keyOf(metadata.namespace ?? '', metadata.name ?? '');
}
