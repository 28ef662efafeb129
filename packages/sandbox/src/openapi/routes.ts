import type { Answer } from '../server/answer.ts';
import { json, pageNotFound } from '../server/answer.ts';
import { mediaRanges } from '../server/negotiation.ts';
import { notAcceptable } from '../status-error.ts';
import { encodeSwagger } from './encode-swagger.ts';
import type { OpenApi } from './openapi.ts';

/** The two ways in which clients ask for the protobuf of version 2. */
const swaggerTypes = new Set([
  'application/com.github.proto-openapi.spec.v2@v1.0+protobuf',
  'application/com.github.proto-openapi.spec.v2.v1.0+protobuf',
]);
const swaggerType = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';
const jsonTypes = new Set(['application/json', 'application/*', '*/*', '']);

/** `GET /openapi/…`; `undefined` for other paths. */
export function openApiRoute(openApi: OpenApi, path: string, accept: string): Answer | undefined {
  if (path === '/openapi/v2') return swagger(openApi, accept);
  if (path === '/openapi/v3' || path === '/openapi/v3/') return json(200, openApi.index());
  if (!path.startsWith('/openapi/v3/')) return undefined;
  const body = openApi.document(path.slice('/openapi/v3/'.length));
  return body === undefined ? pageNotFound : { status: 200, contentType: 'application/json', body };
}

function swagger(openApi: OpenApi, accept: string): Answer {
  const wanted = mediaRanges(accept).find(({ type }) => swaggerTypes.has(type) || jsonTypes.has(type));
  if (wanted === undefined) throw notAcceptable(['application/json', ...swaggerTypes]);
  if (jsonTypes.has(wanted.type)) return json(200, openApi.swagger());
  return { status: 200, contentType: swaggerType, body: encodeSwagger(openApi.swagger()) };
}
