import { request, type RequestOptions } from 'node:http';
import { request as secureRequest } from 'node:https';

/** Where a Kubernetes API is served, and as whom it is asked. */
export interface ApiEndpoint {
  /** `https://127.0.0.1:6443`, without a path. */
  readonly url: string;
  readonly token: string;
  /** PEM of the authority that signed the server's certificate; absent for plain HTTP. */
  readonly ca?: string | undefined;
}

export interface ApiRequest {
  readonly method?: string;
  /** With query, as on the wire. */
  readonly path: string;
  /** A string or bytes are sent as they are, anything else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  readonly bytes: Buffer;
}

const requestTimeoutMs = 30_000;

/** One request, answered in full. Every status is an answer; it fails when there is none. */
export function askApi(
  endpoint: ApiEndpoint,
  { method = 'GET', path, body, headers, signal }: ApiRequest,
): Promise<ApiAnswer> {
  const payload =
    body === undefined || typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
  const options: RequestOptions & { ca?: string | undefined } = {
    method,
    headers: {
      authorization: `Bearer ${endpoint.token}`,
      accept: 'application/json',
      ...payloadHeaders(payload),
      ...headers,
    },
    ca: endpoint.ca,
    signal: AbortSignal.any([AbortSignal.timeout(requestTimeoutMs), ...(signal === undefined ? [] : [signal])]),
  };
  return new Promise((resolve, reject) => {
    const send = endpoint.url.startsWith('https:') ? secureRequest : request;
    const outgoing = send(new URL(path, endpoint.url), options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const bytes = Buffer.concat(chunks);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text: bytes.toString('utf8'), bytes });
      });
    });
    outgoing.once('error', reject);
    outgoing.end(payload);
  });
}

/** The length is said always: for a DELETE, Node would send a body without any framing. */
function payloadHeaders(payload: string | Uint8Array | undefined): Record<string, string> {
  if (payload === undefined) return {};
  return { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(payload)) };
}
