import { joinApiVersion, textAt } from '../api-object.ts';
import { acceptKind } from '../crd/lenient-kinds.ts';
import type { Catalog } from '../registry/catalog.ts';
import type { Resource } from '../registry/resource.ts';
import { decodeBody, decodeYaml, mediaType } from './decode-body.ts';
import type { ApiRequest } from './request.ts';

const writes = new Set(['create', 'update', 'patch']);

/** A write to a path that nothing serves names its kind in its body, and the path says the rest. */
export function unknownAcceptor(catalog: Catalog): (request: ApiRequest) => Resource | undefined {
  return ({ info, body, headers }) => {
    if (!writes.has(info.verb)) return undefined;
    const type = headers['content-type'];
    const value = mediaType(type) === 'application/apply-patch+yaml' ? decodeYaml(body).value : decodeBody(body, type);
    const apiVersion = joinApiVersion(info.group, info.version);
    const kind = textAt(value, 'kind');
    if (kind === undefined || textAt(value, 'apiVersion') !== apiVersion) return undefined;
    return acceptKind(catalog, { apiVersion, kind, resource: info.resource, namespaced: info.namespace !== '' });
  };
}
