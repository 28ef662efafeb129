import type { JsonObject } from '@sluice/objects';
import { ApiError } from './api-error.ts';
import type { ResourceInfo } from './client.ts';
import type { Session } from './session.ts';

const aggregatedType =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json';

interface Group {
  readonly metadata?: { readonly name?: string };
  readonly versions?: readonly Version[];
}

interface Version {
  readonly version: string;
  readonly resources?: readonly Resource[];
}

interface Resource {
  readonly resource: string;
  readonly responseKind?: { readonly group?: string; readonly version?: string; readonly kind?: string };
  readonly scope?: string;
  readonly verbs?: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}

/**
 * Discovery in two requests, or undefined when the server does not offer that. A group whose server is down is there
 * with what was last known of it, or without resources; the others are not touched.
 */
export async function readAggregated(session: Session): Promise<ResourceInfo[] | undefined> {
  const documents = await Promise.all(['/api', '/apis'].map((path) => readDocument(session, path)));
  if (documents.some((document) => document['kind'] !== 'APIGroupDiscoveryList')) return undefined;
  return documents.flatMap((document) => ((document['items'] ?? []) as unknown as Group[]).flatMap(resourcesOfGroup));
}

async function readDocument(session: Session, path: string): Promise<JsonObject> {
  try {
    return await session.json({
      call: 'discover',
      method: 'GET',
      path,
      accept: aggregatedType,
      writes: false,
      idempotent: true,
    });
  } catch (error) {
    if (error instanceof ApiError && error.status === 406) return {};
    throw error;
  }
}

function resourcesOfGroup(group: Group): ResourceInfo[] {
  const prefix = group.metadata?.name === undefined || group.metadata.name === '' ? '' : `${group.metadata.name}/`;
  return (group.versions ?? []).flatMap((version) =>
    (version.resources ?? []).flatMap((resource) => {
      const kind = resource.responseKind?.kind;
      if (kind === undefined || kind === '') return [];
      return [
        {
          apiVersion: `${prefix}${version.version}`,
          kind,
          resource: resource.resource,
          namespaced: resource.scope === 'Namespaced',
          verbs: resource.verbs ?? [],
          shortNames: resource.shortNames ?? [],
          categories: resource.categories ?? [],
        },
      ];
    }),
  );
}
