import { listAt } from '../api-object.ts';
import type { Attributes } from '../authorization/attributes.ts';
import type { Authorizer } from '../authorization/authorizer.ts';
import type { OpenApi } from '../openapi/openapi.ts';
import { openApiRoute } from '../openapi/routes.ts';
import type { Catalog } from '../registry/catalog.ts';
import type { Resource } from '../registry/resource.ts';
import type { Registry } from '../registry/registry.ts';
import { StatusError, badRequest, internalError, methodNotAllowed, noSuchPath } from '../status-error.ts';
import { discoveryRoute } from '../discovery/routes.ts';
import type { Answer, Stream } from './answer.ts';
import { failure, inFormat, isStream, pageNotFound } from './answer.ts';
import { handleResource } from './api-handler.ts';
import type { Audit } from './audit.ts';
import type { Authenticator, Identity } from '../authentication/authentication.ts';
import type { FaultEffect, Faults } from './faults.ts';
import { faultError } from './faults.ts';
import type { RawAnswer, RawRequest } from './http-server.ts';
import { publicRoute } from './public-routes.ts';
import { negotiate, preferredFormat, requireKnownType } from './negotiation.ts';
import type { ApiRequest } from './request.ts';
import type { RequestInfo } from './request-info.ts';
import { requestInfo } from './request-info.ts';

/** What the pipeline is made of. */
export interface PipelineParts {
  readonly registry: Registry;
  readonly catalog: Catalog;
  readonly audit: Audit;
  readonly faults: Faults;
  readonly authorizer: Authorizer;
  readonly openApi: OpenApi;
  /** Serves a kind that nothing defines, where that is wanted. */
  readonly acceptUnknown?: (request: ApiRequest) => Resource | undefined;
  readonly authenticator: Authenticator;
  /** Called with the message of an error that is a fault of the sandbox. */
  readonly onError: (error: unknown) => void;
}

interface Incoming {
  readonly raw: RawRequest;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly info: RequestInfo;
  readonly warnings: string[];
}

/** Authentication → audit → faults → authorization → admission → registry → store. Never throws. */
export async function handleRequest(parts: PipelineParts, raw: RawRequest): Promise<RawAnswer> {
  const warnings: string[] = [];
  try {
    return await route(parts, incoming(raw, warnings));
  } catch (error) {
    return { answer: failure(asStatus(error, parts)), warnings };
  }
}

function incoming(raw: RawRequest, warnings: string[]): Incoming {
  const mark = raw.url.indexOf('?');
  const path = mark === -1 ? raw.url : raw.url.slice(0, mark);
  const query = new URLSearchParams(mark === -1 ? '' : raw.url.slice(mark + 1));
  try {
    return { raw, path, query, info: requestInfo(raw.method, path, query), warnings };
  } catch (error) {
    if (error instanceof URIError) throw badRequest('the path is not encoded properly');
    throw error;
  }
}

async function route(parts: PipelineParts, request: Incoming): Promise<RawAnswer> {
  const open = publicRoute(request.path, parts.registry);
  if (open !== undefined) return { answer: open, warnings: [] };
  const identity = parts.authenticator.identify(request.raw, (right) => demandImpersonation(parts, request, right));
  const effect = parts.faults.take(request.info, identity.user.name);
  if (effect?.latencyMs !== undefined) await pause(parts, effect.latencyMs);
  const answer = effect === undefined ? answerTo(parts, request, identity) : faulty(parts, request, identity, effect);
  record(parts, request, identity, answer);
  return { answer, warnings: request.warnings };
}

/** Who may impersonate nobody is told that it could also be allowed for this request alone. */
function demandImpersonation({ authorizer }: PipelineParts, { info }: Incoming, right: Attributes): void {
  if (authorizer.decide(right).allowed) return;
  const how = right.resource === 'serviceaccounts' ? 'serviceaccount' : 'user-info';
  const isNew = !authorizer.rulesOf(right.user, '').some((rule) => listAt(rule, 'verbs').includes(right.verb));
  if (isNew) authorizer.demand({ ...info, user: right.user, verb: `impersonate-on:${how}:${info.verb}` });
  authorizer.demand(right);
}

function pause({ registry }: PipelineParts, milliseconds: number): Promise<void> {
  return new Promise((resolve) => void registry.clock.setTimer(milliseconds, resolve));
}

function faulty(
  parts: PipelineParts,
  request: Incoming,
  identity: Identity,
  effect: FaultEffect,
): Answer | Stream | undefined {
  if (effect.disconnect === 'before') return undefined;
  if (effect.status !== undefined) return failure(faultError(effect));
  const answer = answerTo(parts, request, identity);
  if (effect.stall === true && isStream(answer)) return { ...answer, start: () => () => undefined };
  return effect.disconnect === 'after' ? undefined : answer;
}

function answerTo(parts: PipelineParts, request: Incoming, { user }: Identity): Answer | Stream {
  const { raw, query, info, warnings } = request;
  try {
    const api: ApiRequest = { method: raw.method, query, headers: raw.headers, body: raw.body, info, user, warnings };
    return dispatch(parts, api);
  } catch (error) {
    return inFormat(failure(asStatus(error, parts)), preferredFormat(raw.headers.accept));
  }
}

/** What answers in no form that the client knows is not asked at all. The page of OpenAPI v2 has forms of its own. */
function refuseUnknownTypes({ info, headers }: ApiRequest): void {
  if (info.path === '/api' || info.path === '/apis')
    negotiate(headers.accept?.replaceAll(/;[^,]*as=APIGroupDiscoveryList[^,]*/g, ''), {
      hasProtobuf: true,
      isWatch: false,
    });
  else if (info.path !== '/openapi/v2') requireKnownType(headers.accept, info.verb === 'list' || info.verb === 'watch');
}

function dispatch(parts: PipelineParts, request: ApiRequest): Answer | Stream {
  const { catalog, registry, authorizer, openApi } = parts;
  const { info, headers } = request;
  authorizer.demand({ user: request.user, ...info });
  refuseUnknownTypes(request);
  if (!info.isResource)
    return (
      openApiRoute(openApi, info.path, headers.accept ?? '') ??
      inFormat(documentAt(catalog, request), preferredFormat(headers.accept))
    );
  const resource = catalog.find(info.group, info.version, info.resource) ?? parts.acceptUnknown?.(request);
  if (resource !== undefined) return handleResource(registry, resource, request, parts);
  if (isBuiltinGroup(catalog, info.group)) throw noSuchPath();
  return pageNotFound;
}

const readMethods = new Set(['GET', 'HEAD']);

function documentAt(catalog: Catalog, { method, info, headers }: ApiRequest): Answer {
  const [, prefix = '', group = '', version = ''] = info.path.split('/');
  const document = discoveryRoute(catalog, info.path, headers.accept, headers.host ?? '');
  if (document === undefined) return pageNotFound;
  if (document !== pageNotFound) {
    if (group !== '' && !readMethods.has(method)) throw methodNotAllowed();
    return document;
  }
  const isBelowGroup = prefix === 'api' || (version !== '' && isBuiltinGroup(catalog, group));
  if (isBelowGroup) throw noSuchPath();
  return document;
}

function isBuiltinGroup(catalog: Catalog, group: string): boolean {
  return catalog.all().some((resource) => resource.group === group && resource.origin === 'builtin');
}

/** An error that is no refusal is a fault of the sandbox: it must not take the server down, and must be seen. */
function asStatus(error: unknown, parts: PipelineParts): StatusError {
  if (error instanceof StatusError) return error;
  parts.onError(error);
  return internalError(error instanceof Error ? error.message : String(error));
}

function record(
  parts: PipelineParts,
  { raw, query, info, path }: Incoming,
  identity: Identity,
  answer: Answer | Stream | undefined,
): void {
  const { group, version, resource, subresource, namespace, name, verb } = info;
  parts.audit.add({
    time: parts.registry.clock.now(),
    user: identity.user.name,
    ...(identity.impersonator === undefined ? {} : { impersonatedBy: identity.impersonator.name }),
    userAgent: raw.headers['user-agent'] ?? '',
    verb,
    group,
    version,
    resource,
    subresource,
    namespace,
    name,
    path,
    status: statusOf(answer),
    dryRun: query.getAll('dryRun').includes('All'),
    fieldManager: query.get('fieldManager') ?? '',
  });
}

function statusOf(answer: Answer | Stream | undefined): number {
  if (answer === undefined) return 0;
  return isStream(answer) ? 200 : answer.status;
}
