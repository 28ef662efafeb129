import type { JsonObject, JsonValue, KubeObject, ObjectRef, TypeRef } from '@sluice/objects';
import { stringifyJson } from '@sluice/objects';
import { ApiError } from './api-error.ts';
import type {
  ApplyOptions,
  DeleteOptions,
  Discovery,
  KubeClient,
  KubeList,
  ListOptions,
  PatchOptions,
  RequestOptions,
  ResourceInfo,
  WatchEvent,
  WatchOptions,
  WriteOptions,
} from './client.ts';
import { listPages } from './list-pages.ts';
import { rawLines } from './raw-lines.ts';
import { queryOf, resourcePath } from './resource-path.ts';
import type { Call, Session } from './session.ts';
import { watchEvents } from './watch-events.ts';

const jsonType = 'application/json';
const patchTypes = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
} as const;

/** The client over HTTP; see `openKubeClient`. */
export class HttpKubeClient implements KubeClient {
  readonly server: string;
  readonly discovery: Discovery;
  readonly #session: Session;
  readonly #user: string | undefined;

  constructor(server: string, session: Session, discovery: Discovery, user?: string) {
    this.server = server;
    this.discovery = discovery;
    this.#session = session;
    this.#user = user;
  }

  async get<T extends KubeObject = KubeObject>(ref: ObjectRef, options: RequestOptions = {}): Promise<T> {
    const resource = await this.#resource(ref, options);
    return this.#object<T>({
      ...this.#base('get', resource, options),
      method: 'GET',
      path: resourcePath(resource, named(resource, ref)),
      writes: false,
      idempotent: true,
    });
  }

  async list<T extends KubeObject = KubeObject>(type: TypeRef, options: ListOptions = {}): Promise<KubeList<T>> {
    const resource = await this.#resource(type, options);
    return listPages<T>(this.#session, resource, { ...options, impersonate: this.#user });
  }

  async *watch<T extends KubeObject = KubeObject>(type: TypeRef, options: WatchOptions): AsyncGenerator<WatchEvent<T>> {
    const resource = await this.#resource(type, options);
    yield* watchEvents<T>(this.#session, resource, { ...options, impersonate: this.#user });
  }

  async create<T extends KubeObject = KubeObject>(object: KubeObject, options: WriteOptions = {}): Promise<T> {
    const resource = await this.#resource(object, options);
    const { namespace } = object.metadata;
    requireNamespace(resource, namespace, object.metadata.name ?? '');
    const query = writeQuery(options);
    return this.#object<T>({
      ...this.#base('create', resource, options),
      method: 'POST',
      path: resourcePath(resource, { namespace, subresource: undefined }) + query,
      contentType: jsonType,
      body: stringify(object),
      writes: options.dryRun !== true,
      idempotent: false,
    });
  }

  async replace<T extends KubeObject = KubeObject>(object: KubeObject, options: WriteOptions = {}): Promise<T> {
    const resource = await this.#resource(object, options);
    return this.#object<T>({
      ...this.#base('update', resource, options),
      method: 'PUT',
      path:
        resourcePath(resource, { ...named(resource, refOf(object)), subresource: options.subresource }) +
        writeQuery(options),
      contentType: jsonType,
      body: stringify(object),
      writes: options.dryRun !== true,
      // The version in it lets only one of two arrive.
      idempotent: object.metadata.resourceVersion !== undefined,
    });
  }

  async patch<T extends KubeObject = KubeObject>(ref: ObjectRef, body: JsonValue, options: PatchOptions): Promise<T> {
    const resource = await this.#resource(ref, options);
    return this.#object<T>({
      ...this.#base('patch', resource, options),
      method: 'PATCH',
      path: resourcePath(resource, { ...named(resource, ref), subresource: options.subresource }) + writeQuery(options),
      contentType: patchTypes[options.type],
      body: stringifyJson(body),
      writes: options.dryRun !== true,
      idempotent: options.type === 'merge',
    });
  }

  async apply<T extends KubeObject = KubeObject>(object: KubeObject, options: ApplyOptions): Promise<T> {
    const resource = await this.#resource(object, options);
    return this.#object<T>({
      ...this.#base('apply', resource, options),
      method: 'PATCH',
      path:
        resourcePath(resource, { ...named(resource, refOf(object)), subresource: options.subresource }) +
        writeQuery(options, { force: options.force === true ? true : undefined }),
      // JSON is YAML, and JSON keeps the path free of a YAML writer.
      contentType: 'application/apply-patch+yaml',
      body: stringify(object),
      writes: options.dryRun !== true,
      idempotent: true,
    });
  }

  async delete(ref: ObjectRef, options: DeleteOptions = {}): Promise<void> {
    const resource = await this.#resource(ref, options);
    const { propagationPolicy, preconditions, gracePeriodSeconds, dryRun } = options;
    const body = {
      kind: 'DeleteOptions',
      apiVersion: 'v1',
      ...(propagationPolicy === undefined ? {} : { propagationPolicy }),
      ...(preconditions === undefined ? {} : { preconditions: { ...preconditions } }),
      ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
      ...(dryRun === true ? { dryRun: ['All'] } : {}),
    };
    await this.#session.json({
      ...this.#base('delete', resource, options),
      method: 'DELETE',
      path: resourcePath(resource, named(resource, ref)),
      contentType: jsonType,
      body: stringifyJson(body),
      writes: dryRun !== true,
      idempotent: preconditions?.uid !== undefined,
    });
  }

  impersonate(user: string): KubeClient {
    return new HttpKubeClient(this.server, this.#session, this.discovery, user);
  }

  lines(path: string, options: RequestOptions = {}): AsyncIterable<string> {
    return rawLines(this.#session, path, { ...options, impersonate: this.#user });
  }

  async raw(
    path: string,
    options: RequestOptions & { readonly accept?: string } = {},
  ): Promise<{ readonly status: number; readonly body: string }> {
    const { accept, ...rest } = options;
    const response = await this.#session.send({
      call: 'get raw',
      method: 'GET',
      path,
      ...(accept === undefined ? {} : { accept }),
      ...timing(rest),
      impersonate: this.#user,
      writes: false,
      idempotent: true,
    });
    return { status: response.status, body: response.body.toString('utf8') };
  }

  close(): void {
    this.#session.transport.close();
  }

  #resource(type: TypeRef, options: RequestOptions): Promise<ResourceInfo> {
    return this.discovery.resourceFor(type, timing(options));
  }

  #base(
    verb: string,
    resource: ResourceInfo,
    options: RequestOptions & { readonly subresource?: string },
  ): Pick<Call, 'call' | 'impersonate' | 'timeoutMs' | 'signal'> {
    const subresource = options.subresource === undefined ? '' : `/${options.subresource}`;
    return { call: `${verb} ${resource.resource}${subresource}`, impersonate: this.#user, ...timing(options) };
  }

  async #object<T extends KubeObject>(call: Call): Promise<T> {
    return (await this.#session.json(call)) as unknown as T;
  }
}

function timing(options: RequestOptions): { readonly signal?: AbortSignal | undefined; readonly timeoutMs?: number } {
  return {
    signal: options.signal,
    ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
  };
}

function writeQuery(options: WriteOptions, more: Readonly<Record<string, boolean | undefined>> = {}): string {
  return queryOf({
    fieldManager: options.fieldManager,
    dryRun: options.dryRun === true ? 'All' : undefined,
    fieldValidation: options.fieldValidation,
    ...more,
  });
}

function refOf(object: KubeObject): ObjectRef {
  const { apiVersion, kind, metadata } = object;
  return { apiVersion, kind, namespace: metadata.namespace, name: metadata.name ?? '' };
}

function named(
  resource: ResourceInfo,
  ref: ObjectRef,
): { readonly namespace: string | undefined; readonly name: string } {
  requireNamespace(resource, ref.namespace, ref.name);
  if (ref.name !== '') return { namespace: ref.namespace, name: ref.name };
  throw badRequest(`${ref.kind}: resource name may not be empty`);
}

function requireNamespace(resource: ResourceInfo, namespace: string | undefined, name: string): void {
  if (resource.namespaced && (namespace === undefined || namespace === '')) {
    throw badRequest(`${resource.kind} '${name}': namespace not specified`);
  }
}

/** Refused before it is sent: without a namespace or a name the URL would mean something else. */
function badRequest(message: string): ApiError {
  return new ApiError({ status: 400, reason: 'BadRequest', message, request: 'not sent' });
}

function stringify(object: KubeObject): string {
  return stringifyJson(object as unknown as JsonObject);
}
