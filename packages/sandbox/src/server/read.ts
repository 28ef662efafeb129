import type { ApiObject } from '../api-object.ts';
import type { Registry } from '../registry/registry.ts';
import type { Resource } from '../registry/resource.ts';
import { StatusError, badRequest, expired, invalid } from '../status-error.ts';
import type { Answer } from './answer.ts';
import { forbiddenField, unsupportedValue } from '../validation/causes.ts';
import {
  continueExpired,
  decodeContinue,
  encodeContinue,
  invalidOption,
  objectKey,
  parseCount,
  parseRevision,
  tooLargeVersion,
} from './list-options.ts';
import { negotiate } from './negotiation.ts';
import { presentList, presentObject } from './present.ts';
import type { ApiRequest } from './request.ts';
import type { ObjectFilter } from './selection.ts';
import { selection } from './selection.ts';
import type { IncludeObject, ListMeta, View } from './view.ts';

const includes = new Set(['', 'None', 'Object', 'Metadata']);

/** How the client wants its answer. */
export function viewOf(resource: Resource, request: ApiRequest, now: number): View {
  const include = request.query.get('includeObject');
  if (include !== null && !includes.has(include)) {
    const quoted = JSON.stringify(include);
    const rule = "must be 'Metadata', 'Object', 'None', or empty";
    throw badRequest(`Unable to convert to Table as requested: includeObject: Invalid value: ${quoted}: ${rule}`);
  }
  const includeObject: IncludeObject = include === 'None' || include === 'Object' ? include : 'Metadata';
  const scope = { hasProtobuf: resource.origin === 'builtin', isWatch: request.info.verb === 'watch' };
  return { representation: negotiate(request.headers.accept, scope), includeObject, now };
}

export function getObject(registry: Registry, resource: Resource, request: ApiRequest): Answer {
  const { namespace, name } = request.info;
  const { query } = request;
  if (query.has('export')) throw badRequest('the export parameter, deprecated since v1.14, is no longer supported');
  const version = query.get('resourceVersion') ?? '';
  if (!/^\d*$/.test(version))
    throw new StatusError(
      500,
      '',
      `resourceVersion: Invalid value: ${JSON.stringify(version)}: strconv.ParseUint: parsing ${JSON.stringify(version)}: invalid syntax`,
    );
  if (Number(version) > registry.store.revision) throw tooLargeVersion(Number(version), registry.store.revision);
  const view = viewOf(resource, request, registry.clock.now());
  return presentObject(resource, registry.get(resource, namespaceOf(resource, namespace), name), view);
}

/** Cluster-scoped objects are kept under the empty namespace, also those of the kind Namespace. */
export function namespaceOf(resource: Resource, namespace: string): string {
  return resource.namespaced ? namespace : '';
}

export function listObjects(registry: Registry, resource: Resource, request: ApiRequest): Answer {
  const { query, info } = request;
  parseCount(query.get('timeoutSeconds'));
  refuseInitialEvents(query);
  const view = viewOf(resource, request, registry.clock.now());
  const filter = selection(resource, query, info.name);
  const namespace = resource.namespaced && info.namespace !== '' ? info.namespace : undefined;
  const snapshot = snapshotOf(registry, resource, query, namespace);
  const limit = parseCount(query.get('limit')) ?? 0;
  // Who takes any version is served from a cache, which has no pages.
  const isCached = query.get('resourceVersion') === '0' && !query.get('continue');
  const page = pageOf(snapshot, filter, isCached ? 0 : limit);
  return presentList(
    resource,
    page.objects.map((object) => resource.convert(object)),
    page.meta,
    view,
  );
}

interface Snapshot {
  readonly objects: readonly ApiObject[];
  readonly revision: number;
}

function snapshotOf(
  registry: Registry,
  resource: Resource,
  query: URLSearchParams,
  namespace: string | undefined,
): Snapshot {
  const { store } = registry;
  const token = query.get('continue');
  if (token !== null && token !== '') checkContinue(query);
  if (token !== null && token !== '') return continued(registry, resource, token, query, namespace);
  const match = query.get('resourceVersionMatch');
  const revision = parseRevision(query.get('resourceVersion'));
  checkMatch(match, query.get('resourceVersion'));
  if (revision > store.revision) throw tooLargeVersion(revision, store.revision);
  if (match !== 'Exact') return { objects: store.list(resource.table, namespace), revision: store.revision };
  const objects = store.listAt(resource.table, revision, namespace);
  if (objects === undefined) throw expired('The resourceVersion for the provided list is too old.');
  return { objects, revision };
}

/** Initial events are a watch's. */
function refuseInitialEvents(query: URLSearchParams): void {
  if (!query.get('sendInitialEvents')) return;
  const isMatchAlone = query.get('resourceVersionMatch') !== null && !query.get('resourceVersion');
  throw invalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', [
    ...(isMatchAlone
      ? [forbiddenField('resourceVersionMatch', 'resourceVersionMatch is forbidden unless resourceVersion is provided')]
      : []),
    forbiddenField('sendInitialEvents', 'sendInitialEvents is forbidden for list'),
  ]);
}

/** Who goes on says nothing of versions. */
function checkContinue(query: URLSearchParams): void {
  const field = 'resourceVersionMatch';
  if (!query.get(field)) return;
  const alone = forbiddenField(field, 'resourceVersionMatch is forbidden unless resourceVersion is provided');
  const going = forbiddenField(field, 'resourceVersionMatch is forbidden when continue is provided');
  throw invalidOption(...(query.get('resourceVersion') ? [going] : [alone, going]));
}

function checkMatch(match: string | null, version: string | null): void {
  if (match === null || match === '') return;
  const field = 'resourceVersionMatch';
  if (match !== 'Exact' && match !== 'NotOlderThan')
    throw invalidOption(unsupportedValue(field, match, ['Exact', 'NotOlderThan', '']));
  if (version === null || version === '') {
    throw invalidOption(forbiddenField(field, 'resourceVersionMatch is forbidden unless resourceVersion is provided'));
  }
  if (match === 'Exact' && version === '0') {
    throw invalidOption(forbiddenField(field, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
  }
}

function continued(
  registry: Registry,
  resource: Resource,
  text: string,
  query: URLSearchParams,
  namespace: string | undefined,
): Snapshot {
  const { revision, after } = decodeContinue(text);
  const version = query.get('resourceVersion');
  if (version !== null && version !== '' && version !== '0')
    throw badRequest('specifying resource version is not allowed when using continue');
  const objects = registry.store.listAt(resource.table, revision, namespace);
  if (objects === undefined) throw continueExpired();
  return { objects: objects.filter((object) => objectKey(object) > after), revision };
}

/**
 * The next `limit` wanted objects. There may be more wherever objects remain, wanted or not: as the API server, this looks
 * no further than the page.
 */
export function pageOf(
  { objects, revision }: Snapshot,
  filter: ObjectFilter | undefined,
  limit: number,
): { objects: readonly ApiObject[]; meta: ListMeta } {
  const meta = { resourceVersion: String(revision) };
  const page: ApiObject[] = [];
  for (const [index, object] of objects.entries()) {
    if (filter?.(object) === false) continue;
    page.push(object);
    if (page.length !== limit || index === objects.length - 1) continue;
    const remaining = filter === undefined ? { remainingItemCount: objects.length - limit } : {};
    return {
      objects: page,
      meta: { ...meta, continue: encodeContinue({ revision, after: objectKey(object) }), ...remaining },
    };
  }
  return { objects: page, meta };
}
