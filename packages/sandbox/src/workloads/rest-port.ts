import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import type { JsonObject, JsonValue, KindFacts } from '@sluice/objects';
import { loadSchemaFacts, parseJson, stringifyJson } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { joinApiVersion, objectAt, objectsAt, textAt } from '../api-object.ts';
import { Table, keyOf } from '../store/table.ts';
import type { Action, ClusterChange, ClusterPort, Component } from './port.ts';

/** Where a real API server is, and who the simulation is there. */
export interface RestConnection {
  /** `https://127.0.0.1:6443` */
  readonly server: string;
  readonly token: string;
  /** PEM of the certificate to trust. */
  readonly certificate: string;
}

export interface RestPort extends ClusterPort {
  /** Ends the watches. */
  close(): void;
}

type Listener = (change: ClusterChange) => void;

const requestTimeoutMs = 30_000;
const pauseMs = 500;

/** A real API server as the cluster of the simulation: lists and watches the tables that it is to know. */
export async function openRestPort(connection: RestConnection, tables: readonly string[]): Promise<RestPort> {
  const stopped = new AbortController();
  const api = new RestApi(connection, stopped.signal);
  const caches = new Map(tables.map((table) => [table, new CachedTable(api, table)]));
  const listeners = new Set<Listener>();
  const tell: Listener = (change) => listeners.forEach((listener) => listener(change));
  await Promise.all([...caches.values()].map((cache) => cache.start(tell, stopped.signal)));
  return {
    get: (table, namespace, name) => caches.get(table)?.rows.get(keyOf(namespace, name)),
    list: (table, namespace) => caches.get(table)?.rows.list(namespace) ?? [],
    perform: (action, component) => perform(api, action, component),
    subscribe(listener) {
      for (const [table, { rows }] of caches)
        for (const object of rows.list()) listener({ type: 'ADDED', table, object });
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: () => stopped.abort(),
  };
}

/** What is known of one kind, kept current by a watch that is opened again whenever it ends. */
class CachedTable {
  readonly rows = new Table();
  readonly #api: RestApi;
  readonly #table: string;
  readonly #path: string;
  readonly #type: { readonly apiVersion: string; readonly kind: string };

  constructor(api: RestApi, table: string) {
    this.#api = api;
    this.#table = table;
    const facts = factsOf(table);
    this.#type = { apiVersion: joinApiVersion(facts.group, facts.version), kind: facts.kind };
    this.#path = collectionPath(facts, undefined);
  }

  async start(tell: Listener, signal: AbortSignal): Promise<void> {
    const version = await this.#refill(tell);
    void this.#follow(version, tell, signal);
  }

  async #follow(version: string, tell: Listener, signal: AbortSignal): Promise<void> {
    let from = version;
    while (!signal.aborted) {
      try {
        await this.#api.watch(`${this.#path}?watch=1&resourceVersion=${from}`, (frame) => this.#take(frame, tell));
        from = await this.#refill(tell);
      } catch {
        // The server may be restarting or the connection lost: the next list tells what was missed.
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    }
  }

  async #refill(tell: Listener): Promise<string> {
    const list = await this.#api.send('GET', this.#path);
    const present = new Map(objectsAt(list, 'items').map((item) => [rowKey(item as ApiObject), this.#typed(item)]));
    for (const object of this.rows.list()) if (!present.has(rowKey(object))) this.#apply('DELETED', object, tell);
    for (const object of present.values()) this.#apply('MODIFIED', object, tell);
    return textAt(list, 'metadata', 'resourceVersion') ?? '';
  }

  #take(frame: JsonValue, tell: Listener): void {
    const type = textAt(frame, 'type');
    if (type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED')
      this.#apply(type, this.#typed(objectAt(frame, 'object')), tell);
  }

  /** Elements of a list carry no kind. */
  #typed(object: JsonObject): ApiObject {
    return { ...object, ...this.#type } as ApiObject;
  }

  #apply(type: ClusterChange['type'], object: ApiObject, tell: Listener): void {
    const key = rowKey(object);
    if (this.rows.get(key)?.metadata.resourceVersion === object.metadata.resourceVersion && type !== 'DELETED') return;
    if (type === 'DELETED') this.rows.delete(key);
    else this.rows.set(key, object);
    tell({ type, table: this.#table, object });
  }
}

function rowKey({ metadata }: ApiObject): string {
  return keyOf(metadata.namespace ?? '', metadata.name ?? '');
}

/** Requests with the token of the simulation. A refusal is an Error with the server's message. */
class RestApi {
  readonly #connection: RestConnection;
  readonly #agent: Agent;
  readonly #signal: AbortSignal;

  constructor(connection: RestConnection, signal: AbortSignal) {
    this.#connection = connection;
    this.#agent = new Agent({ ca: connection.certificate, keepAlive: true, maxSockets: 50 });
    this.#signal = signal;
  }

  async send(method: string, path: string, body?: JsonValue, type = 'application/json'): Promise<JsonValue> {
    const response = await this.#open(method, path, body, type, AbortSignal.timeout(requestTimeoutMs));
    const chunks: Uint8Array[] = [];
    for await (const chunk of response as AsyncIterable<Uint8Array>) chunks.push(chunk);
    const value = parseJson(Buffer.concat(chunks));
    if ((response.statusCode ?? 0) >= 300)
      throw new Error(textAt(value, 'message') ?? `${method} ${path}: ${String(response.statusCode)}`);
    return value;
  }

  async watch(path: string, take: (frame: JsonValue) => void): Promise<void> {
    const response = await this.#open('GET', path, undefined, 'application/json');
    if (response.statusCode !== 200) throw new Error(`watch refused: ${String(response.statusCode)}`);
    const decoder = new TextDecoder();
    let rest = '';
    for await (const chunk of response as AsyncIterable<Uint8Array>) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line !== '') take(parseJson(line));
    }
  }

  #open(
    method: string,
    path: string,
    body: JsonValue | undefined,
    type: string,
    deadline?: AbortSignal,
  ): Promise<IncomingMessage> {
    const signal = deadline === undefined ? this.#signal : AbortSignal.any([this.#signal, deadline]);
    const payload = body === undefined ? '' : stringifyJson(body);
    const headers = {
      authorization: `Bearer ${this.#connection.token}`,
      'content-type': type,
      // Without a length Node sends the body of a DELETE in a way that servers do not read.
      'content-length': Buffer.byteLength(payload),
    };
    return new Promise((resolve, reject) => {
      const options = { method, agent: this.#agent, signal, headers };
      const outgoing = request(`${this.#connection.server}${path}`, options, resolve);
      outgoing.on('error', reject);
      outgoing.end(payload);
    });
  }
}

async function perform(api: RestApi, action: Action, component: Component): Promise<void> {
  const { metadata, apiVersion, kind } = action.object;
  const collection = collectionPath(kindFacts(apiVersion, kind), metadata.namespace);
  const path = `${collection}/${metadata.name ?? ''}`;
  const manager = `?fieldManager=${component}`;
  switch (action.verb) {
    case 'create':
      await api.send('POST', collection + manager, action.object);
      return;
    case 'replace':
      await api.send('PUT', path + manager, action.object);
      return;
    case 'status':
      await api.send(
        'PATCH',
        `${path}/status${manager}`,
        { status: objectAt(action.object, 'status') },
        'application/merge-patch+json',
      );
      return;
    case 'bind':
      await api.send('POST', `${path}/binding${manager}`, bindingOf(action.object, action.node));
      return;
    case 'delete':
      await api.send('DELETE', path, deletionOf(action));
  }
}

function bindingOf({ metadata }: ApiObject, node: string): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'Binding',
    metadata: { name: metadata.name ?? '' },
    target: { apiVersion: 'v1', kind: 'Node', name: node },
  };
}

function deletionOf({ object, gracePeriodSeconds }: Extract<Action, { verb: 'delete' }>): JsonObject {
  const grace = gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds };
  return { propagationPolicy: 'Background', preconditions: { uid: object.metadata.uid ?? '' }, ...grace };
}

function factsOf(table: string): KindFacts {
  const [group = '', resource = ''] = table.split('/');
  return found(
    loadSchemaFacts()
      .kinds()
      .find((kind) => kind.group === group && kind.resource === resource),
    table,
  );
}

function kindFacts(apiVersion: string, kind: string): KindFacts {
  return found(loadSchemaFacts().kind(apiVersion, kind), `${apiVersion} ${kind}`);
}

function found(facts: KindFacts | undefined, what: string): KindFacts {
  if (facts === undefined) throw new Error(`the schema facts have no ${what}`);
  return facts;
}

function collectionPath({ group, version, resource }: KindFacts, namespace: string | undefined): string {
  const base = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  return namespace === undefined ? `${base}/${resource}` : `${base}/namespaces/${namespace}/${resource}`;
}
