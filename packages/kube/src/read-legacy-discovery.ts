import type { JsonObject } from '@sluice/objects';
import { ApiError } from './api-error.ts';
import type { ResourceInfo } from './client.ts';
import type { Session } from './session.ts';

interface ResourceEntry {
  readonly name: string;
  readonly kind: string;
  readonly namespaced?: boolean;
  readonly verbs?: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}

interface GroupEntry {
  readonly versions?: readonly { readonly groupVersion: string }[];
}

/** Discovery group by group. A group whose server does not answer is left out; the others are not touched. */
export async function readLegacy(session: Session): Promise<ResourceInfo[]> {
  const groups = ((await read(session, '/apis'))['groups'] ?? []) as unknown as GroupEntry[];
  const versions = ['v1', ...groups.flatMap((group) => (group.versions ?? []).map((version) => version.groupVersion))];
  return (await Promise.all(versions.map((version) => resourcesOf(session, version)))).flat();
}

async function resourcesOf(session: Session, apiVersion: string): Promise<ResourceInfo[]> {
  try {
    const path = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const entries = ((await read(session, path))['resources'] ?? []) as unknown as ResourceEntry[];
    return entries.filter((entry) => !entry.name.includes('/')).map((entry) => infoOf(entry, apiVersion));
  } catch (error) {
    if (apiVersion !== 'v1' && error instanceof ApiError) return [];
    throw error;
  }
}

function infoOf(entry: ResourceEntry, apiVersion: string): ResourceInfo {
  return {
    apiVersion,
    kind: entry.kind,
    resource: entry.name,
    namespaced: entry.namespaced === true,
    verbs: entry.verbs ?? [],
    shortNames: entry.shortNames ?? [],
    categories: entry.categories ?? [],
  };
}

function read(session: Session, path: string): Promise<JsonObject> {
  return session.json({ call: 'discover', method: 'GET', path, writes: false, idempotent: true });
}
