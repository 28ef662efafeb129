import { createHmac } from 'node:crypto';
import type { ReceiverType } from '@sluice/api';
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '@sluice/objects';
import type { WebRequest } from '../http/serve.ts';
import { problemOfCdEvent } from './cdevents.ts';
import { isSameSecret } from './webhook-path.ts';

/** A request that its receiver does not accept. For the log only: the sender is told nothing. */
export class RefusedRequestError extends Error {
  override readonly name = 'RefusedRequestError';
}

/** What is asked of the requests of one sender. */
export interface Verification {
  /** Throws `RefusedRequestError`. */
  verify(request: WebRequest, token: string): void;
  /** The header that names the type of an event; only then does `spec.events` matter. */
  readonly eventHeader?: string;
}

const algorithms = ['sha1', 'sha256', 'sha512'];

/** How each type of Receiver checks requests; a type that is not here is refused by name. */
export const verifications: ReadonlyMap<ReceiverType, Verification> = new Map<ReceiverType, Verification>([
  ['generic', { verify: () => undefined }],
  [
    'generic-hmac',
    {
      verify: (request, token) => {
        verifySignature(request, token, headerOf(request, 'x-signature'));
      },
    },
  ],
  ['github', { verify: verifyHub, eventHeader: 'x-github-event' }],
  ['bitbucket', { verify: verifyHub, eventHeader: 'x-event-key' }],
  ['gitlab', { verify: verifyHeader('x-gitlab-token'), eventHeader: 'x-gitlab-event' }],
  ['harbor', { verify: verifyHeader('authorization') }],
  [
    'nexus',
    {
      verify: (request, token) => {
        verifySignature(request, token, `sha1=${headerOf(request, 'x-nexus-webhook-signature')}`);
      },
    },
  ],
  [
    'dockerhub',
    {
      verify: ({ body }) => {
        requireTexts(jsonOf(body), [
          ['push_data', 'tag'],
          ['repository', 'repo_url'],
        ]);
      },
    },
  ],
  [
    'quay',
    {
      verify: ({ body }) => {
        requireTexts(jsonOf(body), [['docker_url']]);
      },
    },
  ],
  [
    'acr',
    {
      verify: ({ body }) => {
        requireTexts(jsonOf(body), [['action'], ['target', 'repository'], ['target', 'tag']]);
      },
    },
  ],
  [
    'cdevents',
    {
      verify: ({ body }) => {
        const problem = problemOfCdEvent(jsonOf(body));
        if (problem !== undefined) throw new RefusedRequestError(`the body is no CDEvent: ${problem}`);
      },
      eventHeader: 'ce-type',
    },
  ],
]);

function verifyHub(request: WebRequest, token: string): void {
  const strong = headerOf(request, 'x-hub-signature-256');
  verifySignature(request, token, strong === '' ? headerOf(request, 'x-hub-signature') : strong);
}

/** `<algorithm>=<hex>` of the body under the token. */
function verifySignature({ body }: WebRequest, token: string, signature: string): void {
  const [algorithm = '', hex = ''] = signature.split('=', 2);
  if (token === '' || !algorithms.includes(algorithm) || !/^[0-9a-f]+$/i.test(hex))
    throw new RefusedRequestError('no usable signature');
  const expected = createHmac(algorithm, token).update(body).digest('hex');
  if (!isSameSecret(expected, hex.toLowerCase())) throw new RefusedRequestError('the signature is wrong');
}

function verifyHeader(name: string): Verification['verify'] {
  return (request, token) => {
    if (token === '' || !isSameSecret(headerOf(request, name), token))
      throw new RefusedRequestError(`the header ${name} is wrong`);
  };
}

/** Whether the receiver handles events of this type; names are compared without regard to case. */
export function verifyEvent(request: WebRequest, header: string | undefined, events: readonly string[] = []): void {
  if (header === undefined || events.length === 0) return;
  const event = headerOf(request, header).toLowerCase();
  if (!events.some((each) => each.toLowerCase() === event))
    throw new RefusedRequestError('events of this type are not handled');
}

function headerOf({ headers }: WebRequest, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value : '';
}

/** The body for expressions: JSON where the request says so, otherwise an empty object. Throws for what is not JSON then. */
export function bodyForFilters({ headers, body }: WebRequest): JsonValue {
  const types = (headers['content-type'] ?? '').split(/[,;]/).map((each) => each.trim().toLowerCase());
  return types.includes('application/json') ? parseJson(body, { maxDepth: 64 }) : {};
}

function jsonOf(body: Buffer): JsonObject {
  try {
    const value = parseJson(body, { maxDepth: 64 });
    if (isJsonObject(value)) return value;
  } catch (cause) {
    throw new RefusedRequestError('the body is not JSON', { cause });
  }
  throw new RefusedRequestError('the body is not a JSON object');
}

function requireTexts(body: JsonObject, paths: readonly (readonly string[])[]): void {
  for (const path of paths) {
    const value = path.reduce<JsonValue | undefined>(
      (at, key) => (at !== undefined && isJsonObject(at) && Object.hasOwn(at, key) ? at[key] : undefined),
      body,
    );
    if (typeof value !== 'string') throw new RefusedRequestError(`the body has no ${path.join('.')}`);
  }
}
