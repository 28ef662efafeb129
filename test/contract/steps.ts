import type { RequestStep, Step, WatchStep } from './contract-case.ts';

/** The ways to write a patch, by their media types. */
export const patchTypes = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
} as const;

export const tableAccept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';

export function get(path: string, headers?: Readonly<Record<string, string>>): RequestStep {
  return { method: 'GET', path, ...(headers === undefined ? {} : { headers }) };
}

export function table(path: string): RequestStep {
  return get(path, { accept: tableAccept });
}

export function create(path: string, body: unknown, headers?: Readonly<Record<string, string>>): RequestStep {
  return { method: 'POST', path, body, ...(headers === undefined ? {} : { headers }) };
}

export function update(path: string, body: unknown): RequestStep {
  return { method: 'PUT', path, body };
}

export function remove(path: string, body?: unknown): RequestStep {
  return { method: 'DELETE', path, ...(body === undefined ? {} : { body }) };
}

export function patch(type: keyof typeof patchTypes, path: string, body: unknown): RequestStep {
  return { method: 'PATCH', path, body, headers: { 'content-type': patchTypes[type] } };
}

/** Server-side apply; `query` is appended, as in `force=true`. */
export function apply(path: string, body: unknown, manager: string, query = ''): RequestStep {
  const options = query === '' ? '' : `&${query}`;
  return patch('apply', `${path}?fieldManager=${manager}${options}`, body);
}

export function watch(path: string, events: number, ...during: readonly RequestStep[]): WatchStep {
  return { watch: path, events, during };
}

/** The same step sent as another user (the admin impersonates). */
export function as<T extends Step>(user: string, step: T): T {
  return { ...step, headers: { ...step.headers, 'impersonate-user': user } };
}

/** The path of a collection in the case's namespace, or of one object in it. */
export function inNamespace(groupVersion: string, resource: string, ...rest: readonly string[]): string {
  const root = groupVersion.includes('/') ? `/apis/${groupVersion}` : `/api/${groupVersion}`;
  return [`${root}/namespaces/{ns}/${resource}`, ...rest].join('/');
}

/** The path of a cluster-scoped collection, or of one object in it. */
export function inCluster(groupVersion: string, resource: string, ...rest: readonly string[]): string {
  const root = groupVersion.includes('/') ? `/apis/${groupVersion}` : `/api/${groupVersion}`;
  return [`${root}/${resource}`, ...rest].join('/');
}

export function configMap(name: string, data: Readonly<Record<string, unknown>> = {}, metadata: object = {}): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...metadata }, data };
}
