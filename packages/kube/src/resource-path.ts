import type { ResourceInfo } from './client.ts';

/** The URL path of a collection, of an object in it, or of a subresource. Every part is escaped. */
export function resourcePath(
  resource: ResourceInfo,
  target: {
    readonly namespace?: string | undefined;
    readonly name?: string;
    readonly subresource?: string | undefined;
  },
): string {
  const parts = resource.apiVersion.includes('/')
    ? ['apis', ...resource.apiVersion.split('/')]
    : ['api', resource.apiVersion];
  if (resource.namespaced && target.namespace !== undefined && target.namespace !== '')
    parts.push('namespaces', target.namespace);
  parts.push(resource.resource);
  if (target.name !== undefined) parts.push(target.name);
  if (target.subresource !== undefined) parts.push(target.subresource);
  return `/${parts.map(encodeURIComponent).join('/')}`;
}

/** A query string with its question mark, without the parameters that are undefined; '' when none is left. */
export function queryOf(parameters: Readonly<Record<string, string | number | boolean | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, String(value));
  return query.size === 0 ? '' : `?${query.toString()}`;
}
