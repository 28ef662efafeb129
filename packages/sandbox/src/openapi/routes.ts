import type { Answer } from '../server/answer.ts';
import { json, pageNotFound } from '../server/answer.ts';
import { notAcceptable } from '../status-error.ts';
import type { OpenApi } from './openapi.ts';

/** `GET /openapi/…`; `undefined` for other paths. Version 2 is not served: kubectl then asks for version 3. */
export function openApiRoute(openApi: OpenApi, path: string): Answer | undefined {
  if (path === '/openapi/v2') throw notAcceptable(['application/json']);
  if (path === '/openapi/v3' || path === '/openapi/v3/') return json(200, openApi.index());
  if (!path.startsWith('/openapi/v3/')) return undefined;
  const body = openApi.document(path.slice('/openapi/v3/'.length));
  return body === undefined ? pageNotFound : { status: 200, contentType: 'application/json', body };
}
