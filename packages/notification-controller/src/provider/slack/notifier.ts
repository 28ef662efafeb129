import {
  type FetchFunction,
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  WebClient,
} from '@slack/web-api';
import { request } from '@sluice/net';
import { DeliveryError } from '../../delivery/delivery-error.ts';
import type { Notifier } from '../notifier.ts';
import { authorization, deliveryErrorOf, httpUrl, post } from '../post.ts';
import type { Target } from '../target.ts';
import { slackPayload, type SlackPayload, slackPreview } from './payload.ts';

const method = 'chat.postMessage';

/** Slack by an incoming webhook; or, when the address ends with `/chat.postMessage`, by its API with a bot token. */
export const slack: Notifier = {
  preview: slackPreview,
  send: async ({ event }, target, signal) => {
    const payload = slackPayload(event, target);
    if (httpUrl(target, target.address).pathname.endsWith(`/${method}`)) await postMessage(payload, target, signal);
    else
      await post(target, {
        url: target.address,
        headers: authorization(target),
        body: JSON.stringify(payload),
        signal,
      });
  },
};

/** What Slack answers for as long as nobody changes the configuration; everything else is about the message. */
const configurationErrors = new Set([
  'account_inactive',
  'channel_not_found',
  'invalid_auth',
  'is_archived',
  'missing_scope',
  'no_permission',
  'not_authed',
  'not_in_channel',
  'restricted_action',
  'token_expired',
  'token_revoked',
  'internal_error',
  'fatal_error',
  'ratelimited',
  'service_unavailable',
  'request_timeout',
]);

async function postMessage(payload: SlackPayload, target: Target, signal: AbortSignal): Promise<void> {
  const { channel, username, attachments } = payload;
  const client = new WebClient(target.token, {
    slackApiUrl: target.address.slice(0, target.address.lastIndexOf(method)),
    timeout: target.timeoutMs,
    allowAbsoluteUrls: false,
    rejectRateLimitedCalls: true,
    // The queue repeats.
    retryConfig: { retries: 0 },
    logger: silent,
    fetch: fetchBy(target, signal),
  });
  try {
    await client.chat.postMessage({
      channel,
      username,
      attachments: attachments.map(({ fallback = '', ...attachment }) => ({ ...attachment, fallback })),
    });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw failureOf(error, target);
  }
}

/** The library's requests go out as all others do: own deadlines, limits, certificates, no redirects. */
function fetchBy(target: Target, signal: AbortSignal): FetchFunction {
  return async (url, init = {}) => {
    if (typeof init.body !== 'string') throw new TypeError('only text is sent');
    const response = await request({
      url,
      method: init.method ?? 'POST',
      headers: init.headers ?? {},
      body: init.body,
      timeoutMs: target.timeoutMs,
      idleTimeoutMs: target.timeoutMs,
      maxBytes: 1024 * 1024,
      signal,
      tls: target.tls,
      addresses: target.addresses,
    });
    const text = Buffer.from(response.body).toString('utf8');
    target.heard?.(response.status, text);
    return {
      ok: response.status >= 200 && response.status < 300,
      status: response.status,
      statusText: '',
      url: response.url.href,
      headers: { get: (name) => response.headers.get(name.toLowerCase()) ?? null, entries: () => response.headers },
      arrayBuffer: () => Promise.resolve(new Uint8Array(response.body).buffer),
      json: () => Promise.resolve(JSON.parse(text) as unknown),
      text: () => Promise.resolve(text),
    };
  };
}

function failureOf(error: unknown, target: Target): unknown {
  if (error instanceof WebAPIRateLimitedError) {
    return new DeliveryError('Slack limits the rate of messages', 'retry-provider', {
      retryAfter: String(error.retryAfter),
    });
  }
  if (error instanceof WebAPIPlatformError) {
    const code = error.data.error;
    const remedy = configurationErrors.has(code) ? 'retry-provider' : 'give-up';
    return new DeliveryError(target.mask(`Slack answered ${code}`), remedy);
  }
  if (error instanceof WebAPIHTTPError)
    return new DeliveryError(`Slack answered ${String(error.statusCode)}`, 'retry-provider', {
      retryAfter: error.headers['retry-after'],
    });
  if (error instanceof WebAPIRequestError) {
    const known = deliveryErrorOf(error.original, target, httpUrl(target, target.address));
    return known instanceof DeliveryError
      ? known
      : new DeliveryError(target.mask(`Slack could not be asked: ${error.original.message}`), 'retry-provider');
  }
  // Answers that it does not understand are plain errors of the library.
  const text = error instanceof Error ? error.message : String(error);
  return new DeliveryError(target.mask(`Slack's answer is not understood: ${text}`), 'retry-provider', {
    cause: error,
  });
}

const ignore = (): void => undefined;

type SlackLogger = NonNullable<NonNullable<ConstructorParameters<typeof WebClient>[1]>['logger']>;

/** The library says nothing: what went wrong is in the error, and its messages would show tokens. */
const silent: SlackLogger = {
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
  setLevel: ignore,
  getLevel: () => 'error' as ReturnType<SlackLogger['getLevel']>,
  setName: ignore,
};
