import type { ApiObject } from '../api-object.ts';
import type { Registry } from '../registry/registry.ts';
import type { Resource } from '../registry/resource.ts';
import { StatusError, expired, invalid } from '../status-error.ts';
import type { StoreEvent } from '../store/store.ts';
import type { Sink, Stream } from './answer.ts';
import { protobufType } from './answer.ts';
import { invalidOption, parseCount, parseRevision, tooLargeVersion } from './list-options.ts';
import { presentFrame, presentStatus } from './present.ts';
import { viewOf } from './read.ts';
import type { ApiRequest } from './request.ts';
import { isTrue } from './request-info.ts';
import type { ObjectFilter } from './selection.ts';
import { selection } from './selection.ts';
import type { View } from './view.ts';
import { forbiddenField, unsupportedValue } from '../validation/causes.ts';

const bookmarkIntervalMs = 60_000;
const shortestDefaultTimeoutMs = 30 * 60_000;

/** What one watch asked for. */
interface WatchPlan {
  readonly resource: Resource;
  readonly namespace: string | undefined;
  readonly filter: ObjectFilter | undefined;
  readonly view: View;
  readonly bookmarks: boolean;
  /** Current objects that come first, as ADDED. */
  readonly initial: readonly ApiObject[];
  /** A bookmark says where the initial objects end. */
  readonly marksInitialEnd: boolean;
  /** Writes after this revision come next. */
  readonly from: number;
  readonly timeoutMs: number;
}

/** A watch on the resource: refused with 410 where its version is forgotten. */
export function watchObjects(registry: Registry, resource: Resource, request: ApiRequest): Stream {
  const plan = planWatch(registry, resource, request);
  const missed = registry.store.history.since(plan.from, (event) => isOf(plan, event));
  if (missed === undefined) throw expired(`too old resource version: ${plan.from} (${registry.store.revision})`);
  return { contentType: watchType(plan.view), start: (sink) => run(registry, plan, sink) };
}

function watchType({ representation }: View): string {
  return representation.format === 'protobuf' ? `${protobufType};stream=watch` : 'application/json';
}

function planWatch(registry: Registry, resource: Resource, request: ApiRequest): WatchPlan {
  const { query, info } = request;
  const { store } = registry;
  const namespace = resource.namespaced && info.namespace !== '' ? info.namespace : undefined;
  const filter = selection(resource, query, info.name);
  const version = query.get('resourceVersion');
  const revision = watchRevision(version);
  if (revision > store.revision) throw tooLargeVersion(revision, store.revision);
  const wantsInitial = initialEvents(query);
  const sendsInitial = wantsInitial ?? revision === 0;
  const timeout = parseCount(query.get('timeoutSeconds'));
  return {
    resource,
    namespace,
    filter,
    view: viewOf(resource, request, registry.clock.now()),
    bookmarks: isTrue(query.get('allowWatchBookmarks')),
    initial: sendsInitial ? store.list(resource.table, namespace).filter(filter ?? (() => true)) : [],
    marksInitialEnd: wantsInitial === true && isTrue(query.get('allowWatchBookmarks')),
    from: sendsInitial || revision === 0 ? store.revision : revision,
    timeoutMs: timeout !== undefined && timeout > 0 ? timeout * 1000 : shortestDefaultTimeoutMs * (1 + Math.random()),
  };
}

/** `sendInitialEvents`, which needs a match rule and, when true, bookmarks; `undefined` where it is not given. */
function initialEvents(query: URLSearchParams): boolean | undefined {
  if (query.get('continue')) {
    const rule = 'resourceVersionMatch is forbidden when continue is provided';
    throw invalidOption(forbiddenField('resourceVersionMatch', rule));
  }
  const text = query.get('sendInitialEvents');
  if (text === null || text === '') {
    checkNoMatch(query.get('resourceVersionMatch') ?? '');
    return undefined;
  }
  if (query.get('resourceVersionMatch') !== 'NotOlderThan') {
    const field = 'resourceVersionMatch';
    const match = query.get(field) ?? '';
    const rule = 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan';
    throw invalidOption(
      forbiddenField(field, rule),
      ...(match === '' ? [] : [unsupportedValue(field, match, ['NotOlderThan'])]),
    );
  }
  return isTrue(text);
}

/** A watch is refused later than a list, when nobody expects a bad version any longer: as an error of the server. */
function watchRevision(text: string | null): number {
  try {
    return parseRevision(text);
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    throw new StatusError(500, '', error.message.replace(/^invalid resource version: /, ''));
  }
}

function checkNoMatch(match: string): void {
  if (match === '') return;
  const forbidden = 'Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided';
  const unsupported = `Unsupported value: ${JSON.stringify(match)}: supported values: "NotOlderThan"`;
  const field = 'resourceVersionMatch';
  throw invalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', [
    { reason: 'FieldValueForbidden', message: forbidden, field },
    ...(match === 'NotOlderThan' ? [] : [{ reason: 'FieldValueNotSupported', message: unsupported, field }]),
  ]);
}

function isOf({ resource, namespace }: WatchPlan, event: StoreEvent): boolean {
  return event.table === resource.table && (namespace === undefined || event.object.metadata.namespace === namespace);
}

function run(registry: Registry, plan: WatchPlan, given: Sink): () => void {
  const { store, clock } = registry;
  const sink = columnsOnce(plan, given);
  for (const object of plan.initial) send(plan, sink, 'ADDED', object);
  if (plan.marksInitialEnd) sink.write(bookmark(plan, store.revision, true));
  const missed = store.history.since(plan.from, (event) => isOf(plan, event));
  if (missed === undefined)
    return endWith(plan, sink, expired(`too old resource version: ${plan.from} (${store.revision})`));
  for (const event of missed) forward(plan, sink, event);
  const stops = [
    store.subscribe((event) => isOf(plan, event) && forward(plan, sink, event)),
    clock.setTimer(plan.timeoutMs, () => end()),
  ];
  if (plan.bookmarks) stops.push(everyMinute(registry, () => sink.write(bookmark(plan, store.revision, false))));
  const stop = (): void => stops.forEach((each) => each());
  const end = (): void => {
    if (plan.bookmarks) sink.write(bookmark(plan, store.revision, false));
    stop();
    sink.end();
  };
  return stop;
}

const columns = /"columnDefinitions":\[[^\]]*\]/;

/** Only the first table of a watch says what its columns are. */
function columnsOnce({ view }: WatchPlan, sink: Sink): Sink {
  if (view.representation.as !== 'table') return sink;
  let isFirst = true;
  return {
    end: () => sink.end(),
    write(frame) {
      sink.write(isFirst ? frame : String(frame).replace(columns, '"columnDefinitions":null'));
      isFirst = false;
    },
  };
}

function everyMinute({ clock }: Registry, action: () => void): () => void {
  let cancel = clock.setTimer(bookmarkIntervalMs, function again() {
    action();
    cancel = clock.setTimer(bookmarkIntervalMs, again);
  });
  return () => cancel();
}

/** A watch that fails after its head was sent says so in a last frame. */
function endWith({ view }: WatchPlan, sink: Sink, error: StatusError): () => void {
  sink.write(presentStatus(error.body(), view));
  sink.end();
  return () => {};
}

/** An object that begins to match a selector is ADDED, one that ceases to match is DELETED. */
function forward(plan: WatchPlan, sink: Sink, event: StoreEvent): void {
  const matches = plan.filter ?? (() => true);
  const before = event.previous !== undefined && matches(event.previous);
  const after = event.type !== 'DELETED' && matches(event.object);
  if (after) send(plan, sink, before ? 'MODIFIED' : 'ADDED', event.object);
  else if (before) send(plan, sink, 'DELETED', lastMatching(event));
}

function lastMatching({ type, object, previous, revision }: StoreEvent): ApiObject {
  if (type === 'DELETED' || previous === undefined) return object;
  return { ...previous, metadata: { ...previous.metadata, resourceVersion: String(revision) } } as ApiObject;
}

function send({ resource, view }: WatchPlan, sink: Sink, type: string, object: ApiObject): void {
  sink.write(presentFrame(resource, type, resource.convert(object), view));
}

function bookmark({ resource, view }: WatchPlan, revision: number, initialEnd: boolean): string | Uint8Array {
  const annotations = initialEnd ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {};
  const metadata = { resourceVersion: String(revision), ...annotations };
  const object = { kind: resource.kind, apiVersion: resource.apiVersion, metadata } as unknown as ApiObject;
  return presentFrame(resource, 'BOOKMARK', object, view);
}
