import { basicAuthorization, request, RequestError, type Response, TlsOptionsError } from '@sluice/net';
import { type JsonValue, parseJson } from '@sluice/objects';
import { DeliveryError, type Remedy } from '../delivery/delivery-error.ts';
import type { Target } from './target.ts';

export interface PostRequest {
  readonly url: string;
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
  /** Statuses beside 2xx that are no failure. */
  readonly accepted?: readonly number[];
}

const maxAnswerBytes = 1024 * 1024;
const shownAnswer = 300;

/** What the service will say again however often it is asked: the message itself is refused. */
const refusals = new Set([400, 405, 406, 409, 410, 411, 413, 414, 415, 422, 501]);

/** Sends JSON; gives the answer of status 2xx. Throws `DeliveryError`, without secrets. */
export async function post(target: Target, options: PostRequest): Promise<Response> {
  const url = httpUrl(target, options.url);
  const response = await exchange(target, url, options);
  const { status } = response;
  target.heard?.(status, Buffer.from(response.body).toString('utf8'));
  if ((status >= 200 && status < 300) || options.accepted?.includes(status) === true) return response;
  const answer = Buffer.from(response.body).toString('utf8').slice(0, shownAnswer);
  const remedy: Remedy = refusals.has(status) ? 'give-up' : 'retry-provider';
  throw new DeliveryError(target.mask(`${url.host} answered ${String(status)}: ${answer}`), remedy, {
    retryAfter: response.headers.get('retry-after'),
  });
}

async function exchange(target: Target, url: URL, options: PostRequest): Promise<Response> {
  try {
    return await request({
      url,
      method: options.method ?? 'POST',
      headers: { 'content-type': 'application/json', ...options.headers },
      ...(options.body === undefined ? {} : { body: options.body }),
      timeoutMs: target.timeoutMs,
      idleTimeoutMs: target.timeoutMs,
      maxBytes: maxAnswerBytes,
      signal: options.signal,
      tls: target.tls,
      addresses: target.addresses,
    });
  } catch (error) {
    throw deliveryErrorOf(error, target, url);
  }
}

/** The JSON of an answer. Throws `DeliveryError` for what is none, such as the page of a proxy. */
export function jsonOf({ body, url }: Response): JsonValue {
  try {
    return parseJson(body);
  } catch (cause) {
    throw new DeliveryError(`${url.host} answered something that is not JSON`, 'retry-provider', { cause });
  }
}

/** The failure of a request; of its URL only the host is shown, since the rest may be a secret. */
export function deliveryErrorOf(error: unknown, target: Target, url: URL): unknown {
  if (error instanceof RequestError) {
    const text = error.message.replaceAll(error.url, url.origin);
    return new DeliveryError(target.mask(text), 'retry-provider', { cause: error });
  }
  if (error instanceof TlsOptionsError) return new DeliveryError(error.message, 'retry-provider');
  if (error instanceof TypeError)
    return new DeliveryError('a header or the address has characters that cannot be sent', 'retry-provider');
  return error;
}

/** The address, which must be http or https without credentials. Throws `DeliveryError`. */
export function httpUrl(target: Target, address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    throw new DeliveryError(`the address of the ${target.type} provider is not an http or https URL`, 'retry-provider');
  if (url.username !== '' || url.password !== '')
    throw new DeliveryError('the address has credentials in it: put them into the Secret', 'retry-provider');
  return url;
}

/** `Bearer` with the token; basic credentials win where both are given. */
export function authorization({ token, basic }: Target): Record<string, string> {
  if (basic !== undefined) return { authorization: basicAuthorization(basic.username, basic.password) };
  return token === '' ? {} : { authorization: `Bearer ${token}` };
}
