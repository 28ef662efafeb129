import { askApi, type ApiAnswer, type ApiEndpoint } from '../control-plane/api-request.ts';

/** A method on a path template of the real server's OpenAPI. */
export interface Operation {
  readonly method: string;
  readonly path: string;
}

const methods = ['get', 'put', 'post', 'patch', 'delete'] as const;

/** Every operation that the server's OpenAPI documents name, without the deprecated watch paths. */
export async function operationsOf(endpoint: ApiEndpoint): Promise<Operation[]> {
  const index = await ask<{ paths: Record<string, { serverRelativeURL: string }> }>(endpoint, '/openapi/v3');
  const operations: Operation[] = [];
  for (const { serverRelativeURL } of Object.values(index.paths)) {
    const { paths = {} } = await ask<{ paths?: Record<string, object> }>(endpoint, serverRelativeURL);
    for (const [path, item] of Object.entries(paths)) {
      if (path.includes('/watch/')) continue;
      operations.push(
        ...methods.filter((method) => method in item).map((method) => ({ method: method.toUpperCase(), path })),
      );
    }
  }
  return operations;
}

async function ask<T>(endpoint: ApiEndpoint, path: string): Promise<T> {
  const { status, text } = await askApi(endpoint, { path });
  if (status !== 200) throw new Error(`${path} answered ${status}`);
  return JSON.parse(text) as T;
}

/** The operations that the server has a route for: asked with names that are not there, it says anything but "no such path". */
export async function servedOperations(endpoint: ApiEndpoint, operations: readonly Operation[]): Promise<Operation[]> {
  const served: Operation[] = [];
  for (const operation of operations) if (hasRoute(await probe(endpoint, operation))) served.push(operation);
  return served;
}

function probe(endpoint: ApiEndpoint, { method, path }: Operation): Promise<ApiAnswer> {
  const filled = path.replaceAll('{namespace}', 'default').replaceAll(/\{\w+\}/g, 'not-there');
  if (method === 'GET') return askApi(endpoint, { method, path: `${filled}?timeoutSeconds=1` });
  const headers = { 'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json' };
  const query = method === 'DELETE' ? '?dryRun=All&labelSelector=none%3Dsuch' : '?dryRun=All';
  return askApi(endpoint, { method, path: `${filled}${query}`, body: {}, headers });
}

function hasRoute({ status, text }: ApiAnswer): boolean {
  if (status === 405 || status === 501) return false;
  return status !== 404 || !/could not find the requested resource|404 page not found/.test(text);
}
