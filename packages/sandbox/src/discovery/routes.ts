import type { Catalog } from '../registry/catalog.ts';
import type { Answer } from '../server/answer.ts';
import { json, pageNotFound } from '../server/answer.ts';
import { mediaRanges } from '../server/negotiation.ts';
import { aggregatedDiscovery } from './aggregated.ts';
import { coreVersions, groupDocument, groupList, resourceList } from './discovery.ts';

/** `GET /api…` and `GET /apis…` as far as they are not objects; `undefined` for other paths. */
export function discoveryRoute(
  catalog: Catalog,
  path: string,
  accept: string | undefined,
  host: string,
): Answer | undefined {
  const segments = path.split('/').filter((segment) => segment !== '');
  const [prefix, first, second] = segments;
  if (prefix !== 'api' && prefix !== 'apis') return undefined;
  if (segments.length === 1) return rootOf(catalog, prefix === 'api', accept, host);
  if (prefix === 'api') return segments.length === 2 ? found(resourceList(catalog, '', first ?? '')) : pageNotFound;
  if (segments.length === 2) return found(groupDocument(catalog, first ?? ''));
  return segments.length === 3 ? found(resourceList(catalog, first ?? '', second ?? '')) : pageNotFound;
}

function rootOf(catalog: Catalog, core: boolean, accept: string | undefined, host: string): Answer {
  const version = aggregatedVersion(accept);
  if (version === undefined) return json(200, core ? coreVersions(host) : groupList(catalog), { Vary: 'Accept' });
  return {
    ...json(200, aggregatedDiscovery(catalog, core, version), { Vary: 'Accept' }),
    contentType: `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`,
  };
}

/** The version of aggregated discovery that the client would rather have, where it asks for one before plain JSON. */
function aggregatedVersion(accept: string | undefined): string | undefined {
  for (const { type, parameters } of mediaRanges(accept ?? '')) {
    const version = parameters.get('v') ?? '';
    const aggregated =
      parameters.get('g') === 'apidiscovery.k8s.io' && parameters.get('as') === 'APIGroupDiscoveryList';
    if (type === 'application/json' && aggregated && (version === 'v2' || version === 'v2beta1')) return version;
    if ((type === 'application/json' && parameters.size === 0) || type === '*/*') return undefined;
  }
  return undefined;
}

function found(document: Parameters<typeof json>[1] | undefined): Answer {
  return document === undefined ? pageNotFound : json(200, document);
}
