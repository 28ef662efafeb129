import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Environment, openEnvironment } from '@sluice/cli';
import { type BareRepository, createBareRepository, type HttpBackend, startHttpBackend } from '@sluice/git/testing';
import type { KubeObject, ObjectRef } from '@sluice/objects';
import { type GithubApi, startGithubApi } from './github-api.ts';
import { type CommandResult, type RunOptions, runSluice } from './run-sluice.ts';

/** A cluster in memory with the real controllers, real git over HTTP with a password, and a GitHub. */
export interface BootstrapBench {
  readonly environment: Environment;
  readonly server: HttpBackend;
  readonly password: string;
  readonly github: GithubApi;
  /** Where repositories lie, GitHub's by owner and name. */
  readonly root: string;
  /** Makes a bare repository in place of one that is there; its URL is the server's and the name. */
  repository(name: string, files?: Readonly<Record<string, string>>): Promise<BareRepository>;
  /** Runs `sluice` on the cluster; throws when it prints one of the secrets. */
  sluice(args: readonly string[], options?: RunOptions): Promise<CommandResult>;
  get(apiVersion: string, kind: string, name: string, namespace?: string): Promise<KubeObject>;
  /** Waits for a state of an object that may not be there yet. */
  until(ref: ObjectRef, isDone: (object: KubeObject) => boolean): Promise<void>;
  /** The resource version of every object but Events and Leases: equal when nobody wrote anything. */
  versions(): Promise<Readonly<Record<string, string>>>;
  /** What every object asks for that no other object owns, by kind, namespace and name. */
  intentions(): Promise<Readonly<Record<string, unknown>>>;
  /** A new cluster in place of this one. */
  renewCluster(): Promise<void>;
  close(): Promise<void>;
}

const password = 'correct-horse';

export async function openBootstrapBench(): Promise<BootstrapBench> {
  const root = await mkdtemp(join(tmpdir(), 'sluice-'));
  const authorization = `Basic ${Buffer.from(`git:${password}`).toString('base64')}`;
  const server = await startHttpBackend(root, { authorization });
  return new Bench(root, server, await startGithubApi(root), await openCluster());
}

function openCluster(): Promise<Environment> {
  const { signal } = new AbortController();
  return openEnvironment({ repositories: [], port: 0, lenientKinds: false, signal });
}

class Bench implements BootstrapBench {
  readonly root: string;
  readonly server: HttpBackend;
  readonly github: GithubApi;
  readonly password = password;
  environment: Environment;

  constructor(root: string, server: HttpBackend, github: GithubApi, environment: Environment) {
    this.root = root;
    this.server = server;
    this.github = github;
    this.environment = environment;
  }

  async repository(name: string, files?: Readonly<Record<string, string>>): Promise<BareRepository> {
    await rm(join(this.root, name), { recursive: true, force: true });
    return createBareRepository(this.root, name, files);
  }

  async sluice(args: readonly string[], options?: RunOptions): Promise<CommandResult> {
    const result = await runSluice([...args, '--kubeconfig', this.environment.kubeconfig], options);
    const printed = result.out + result.err;
    if ([this.password, this.github.token].some((secret) => printed.includes(secret)))
      throw new Error('a secret was printed');
    return result;
  }

  get(apiVersion: string, kind: string, name: string, namespace = 'flux-system'): Promise<KubeObject> {
    return this.environment.client.get({ apiVersion, kind, name, namespace });
  }

  until(ref: ObjectRef, isDone: (object: KubeObject) => boolean): Promise<void> {
    return until(this.environment, ref, isDone);
  }

  async versions(): Promise<Readonly<Record<string, string>>> {
    const objects = await allObjects(this.environment);
    return Object.fromEntries(objects.map((each) => [idOf(each), each.metadata.resourceVersion ?? '']));
  }

  async intentions(): Promise<Readonly<Record<string, unknown>>> {
    const objects = await allObjects(this.environment);
    const roots = objects.filter(
      ({ metadata }) => metadata.ownerReferences === undefined && metadata.name !== 'kube-root-ca.crt',
    );
    return Object.fromEntries(roots.map((each) => [idOf(each), intentionOf(each)]));
  }

  async renewCluster(): Promise<void> {
    await this.environment.close();
    this.environment = await openCluster();
  }

  async close(): Promise<void> {
    await this.environment.close();
    await this.server.close();
    await this.github.close();
    await rm(this.root, { recursive: true });
  }
}

const deadlineMs = 10_000;

async function until({ client }: Environment, ref: ObjectRef, isDone: (object: KubeObject) => boolean): Promise<void> {
  const signal = AbortSignal.timeout(deadlineMs);
  const selection = { namespace: ref.namespace, fieldSelector: `metadata.name=${ref.name}`, signal };
  const { items, resourceVersion } = await client.list(ref, selection);
  if (items.some(isDone)) return;
  for await (const event of client.watch(ref, { ...selection, resourceVersion })) {
    if (event.type !== 'BOOKMARK' && event.type !== 'DELETED' && isDone(event.object)) return;
  }
}

const restless = new Set(['Event', 'Lease']);

async function allObjects({ client }: Environment): Promise<readonly KubeObject[]> {
  const kinds = (await client.discovery.all()).filter(
    ({ kind, verbs }) => verbs.includes('list') && !restless.has(kind),
  );
  const lists = await Promise.all(kinds.map(async (type) => [type, await client.list(type)] as const));
  return lists.flatMap(([{ apiVersion, kind }, { items }]) => items.map((each) => ({ ...each, apiVersion, kind })));
}

function idOf({ kind, metadata }: KubeObject): string {
  return `${kind}/${metadata.namespace ?? ''}/${metadata.name ?? ''}`;
}

/** Without what the server chose. */
function intentionOf({ status: _status, metadata, ...rest }: KubeObject): unknown {
  const { labels, annotations: _annotations } = metadata;
  return JSON.parse(
    JSON.stringify({ ...rest, labels }, (key, value: unknown) => (/^clusterIPs?$/.test(key) ? undefined : value)),
  );
}
