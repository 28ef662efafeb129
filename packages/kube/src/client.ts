import type { JsonValue, KubeObject, ObjectRef, TypeRef } from '@sluice/objects';

/** What one request may say beside its object. Every request has a deadline: `timeoutMs` defaults to 30 s. */
export interface RequestOptions {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number;
}

export interface WriteOptions extends RequestOptions {
  readonly fieldManager?: string;
  readonly dryRun?: boolean;
  readonly subresource?: 'status' | 'scale';
  /** `Strict`, `Warn` (the server's default) or `Ignore`. */
  readonly fieldValidation?: 'Strict' | 'Warn' | 'Ignore';
}

export interface ApplyOptions extends WriteOptions {
  readonly fieldManager: string;
  /** Takes conflicting fields over. */
  readonly force?: boolean;
}

export interface PatchOptions extends WriteOptions {
  readonly type: 'json' | 'merge' | 'strategic';
}

export interface DeleteOptions extends RequestOptions {
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  readonly gracePeriodSeconds?: number;
  readonly dryRun?: boolean;
}

export interface ListOptions extends RequestOptions {
  readonly namespace?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  readonly resourceVersion?: string;
  /** Page size; the client follows `continue` to the end. */
  readonly limit?: number;
  /** Asks for PartialObjectMetadata only. */
  readonly metadataOnly?: boolean;
}

export interface WatchOptions extends ListOptions {
  readonly resourceVersion: string;
  /** Asks the server to end the watch after so long. */
  readonly timeoutSeconds?: number;
  /** The server accepted the watch: from here on, silence means that nothing changed. */
  readonly onOpen?: () => void;
}

export interface KubeList<T extends KubeObject = KubeObject> {
  readonly items: readonly T[];
  readonly resourceVersion: string;
}

export type WatchEvent<T extends KubeObject = KubeObject> =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: T }
  | { readonly type: 'BOOKMARK'; readonly resourceVersion: string };

/**
 * The Kubernetes port: nothing else in the project talks to an API server. Every method throws `ApiError` with the
 * server's status and reason, or `ConnectionError` when there was no answer. Writes pass the client's fence first.
 */
export interface KubeClient {
  /** Who the server sees; for messages only. */
  readonly server: string;
  readonly discovery: Discovery;
  get<T extends KubeObject = KubeObject>(ref: ObjectRef, options?: RequestOptions): Promise<T>;
  list<T extends KubeObject = KubeObject>(type: TypeRef, options?: ListOptions): Promise<KubeList<T>>;
  /** One watch connection: ends when the server ends it; throws `ApiError` (410 on an expired version). */
  watch<T extends KubeObject = KubeObject>(type: TypeRef, options: WatchOptions): AsyncIterable<WatchEvent<T>>;
  create<T extends KubeObject = KubeObject>(object: KubeObject, options?: WriteOptions): Promise<T>;
  /** PUT. */
  replace<T extends KubeObject = KubeObject>(object: KubeObject, options?: WriteOptions): Promise<T>;
  patch<T extends KubeObject = KubeObject>(ref: ObjectRef, body: JsonValue, options: PatchOptions): Promise<T>;
  /** Server-side apply. */
  apply<T extends KubeObject = KubeObject>(object: KubeObject, options: ApplyOptions): Promise<T>;
  delete(ref: ObjectRef, options?: DeleteOptions): Promise<void>;
  /** The same connection acting as another user; no groups are sent, as upstream does. */
  impersonate(user: string): KubeClient;
  /** GET of a path that is not an object (`/version`, `/readyz`). */
  raw(
    path: string,
    options?: RequestOptions & { readonly accept?: string },
  ): Promise<{ readonly status: number; readonly body: string }>;
  /**
   * The lines of a GET of such a path whose answer streams, as a pod's log does. `timeoutMs` is until the answer begins;
   * a last line without a line feed is not given.
   */
  lines(path: string, options?: RequestOptions): AsyncIterable<string>;
  /** Closes idle connections. */
  close(): void;
}

export interface ResourceInfo extends TypeRef {
  /** Plural name in URLs. */
  readonly resource: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
}

/** The kinds that the server serves; read once, and again when a kind is asked for that is not known. */
export interface Discovery {
  /** Throws `ApiError`-like `NoKindMatchError` when the server does not serve it. */
  resourceFor(type: TypeRef, options?: RequestOptions): Promise<ResourceInfo>;
  all(options?: RequestOptions): Promise<readonly ResourceInfo[]>;
  /** Forgets what was read (a CRD came or went). */
  invalidate(): void;
}
