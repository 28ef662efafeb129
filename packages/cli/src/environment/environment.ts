import { serveRepository, type GitServer, type Repository } from '@sluice/git';
import { bearerToken, openKubeClient, type KubeClient } from '@sluice/kube';
import { loadSchemaFacts } from '@sluice/objects';
import { startSandbox, type Sandbox } from '@sluice/sandbox';
import type { Destination } from '@sluice/notification-controller';
import type { AgeKeyFile } from '@sluice/secrets';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installCrds } from './install-crds.ts';
import { Recorder } from './recorder.ts';
import { startControllers } from './start-controllers.ts';
import { version } from '../version.ts';
import { withBranches } from './with-branches.ts';

/** A repository that the environment serves over git's smart HTTP. */
export interface ServedRepository {
  readonly repository: Repository;
  /** URLs that lead to it instead of to where they point. */
  readonly urls: readonly string[];
  /** Names of branches under which its head is found too. */
  readonly branches: readonly string[];
}

export interface EnvironmentOptions {
  readonly repositories: readonly ServedRepository[];
  /** URLs that are fetched from where they point, though one of a served repository may begin like them. */
  readonly otherUrls?: readonly string[];
  /** Port of the API server; 0 for a free one. */
  readonly port: number;
  /** Kinds without a CRD are accepted without schema. */
  readonly lenientKinds: boolean;
  /** Where messages of alerts are sent; they are only recorded where it is absent. */
  readonly notifyTo?: Destination | undefined;
  /** Keys for encrypted files. */
  readonly ageKeys?: readonly AgeKeyFile[];
  /** Told of encrypted files whose values are placeholders; such files are errors where it is absent. */
  readonly onPlaceholders?: (file: string) => void;
  /** Takes the lines of the controllers' log. */
  readonly log?: (line: string) => void;
  /** Ends the environment. */
  readonly signal: AbortSignal;
}

/** A cluster in memory with the controllers on it, in this process. Everything listens on 127.0.0.1. */
export interface Environment {
  /** `127.0.0.1:41873` */
  readonly address: string;
  /** A kubeconfig file, readable by this user alone; gone after `close`. */
  readonly kubeconfig: string;
  /** An administrator's client, for commands; the controllers have their own. */
  readonly client: KubeClient;
  /** Where the repositories are served, in their order. */
  readonly repositoryUrls: readonly string[];
  readonly sandbox: Sandbox;
  /** The messages of alerts. */
  readonly recorder: Recorder;
  /** Aborts when the environment ends, with the reason when a part of it failed. */
  readonly signal: AbortSignal;
  /** Ends the environment because a part of it failed. */
  fail(error: unknown): void;
  /** Whether the API server knows a kind by itself. */
  isBuiltIn(group: string, kind: string): boolean;
  close(): Promise<void>;
}

/** Starts sandbox, git servers and controllers, and installs the CRDs. Whatever had started is closed when it throws. */
export async function openEnvironment(options: EnvironmentOptions): Promise<Environment> {
  const ended = new AbortController();
  const signal = AbortSignal.any([options.signal, ended.signal]);
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    ended.abort(new Error('the environment was closed'));
    for (const closer of closers.toReversed()) await closer();
  };
  const fail = (error: unknown) => {
    if (!signal.aborted) ended.abort(error);
  };
  try {
    const folder = await mkdtemp(join(tmpdir(), 'sluice-'));
    closers.push(() => rm(folder, { recursive: true, force: true }));
    const sandbox = await startSandbox({ port: options.port, lenientKinds: options.lenientKinds });
    closers.push(() => sandbox.close());
    const kubeconfig = join(folder, 'kubeconfig');
    await writeFile(kubeconfig, sandbox.kubeconfig(), { mode: 0o600 });
    await chmod(folder, 0o700);
    const servers = await serveAll(options.repositories, closers);
    const openClient = (name: string) =>
      openKubeClient({
        connection: { server: sandbox.url, credentials: bearerToken(sandbox.token) },
        userAgent: `${name}/${version}`,
      });
    const client = openClient('sluice');
    await installCrds(client);
    const recorder = new Recorder(options.notifyTo);
    const controllers = await startControllers({
      openClient,
      storage: join(folder, 'storage'),
      spool: join(folder, 'spool'),
      deliver: recorder.deliver,
      gitInsteadOf: insteadOf(options, servers),
      ageKeys: options.ageKeys,
      onPlaceholders: options.onPlaceholders,
      log: options.log,
      signal,
      failed: fail,
    });
    closers.push(() => controllers.ended);
    const facts = loadSchemaFacts();
    const builtIn = new Set(facts.kinds().map((kind) => `${kind.group}/${kind.kind}`));
    return {
      address: new URL(sandbox.url).host,
      kubeconfig,
      client,
      repositoryUrls: servers.map((server) => server.url),
      sandbox,
      recorder,
      signal,
      fail,
      isBuiltIn: (group, kind) => builtIn.has(`${group}/${kind}`),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function serveAll(
  repositories: readonly ServedRepository[],
  closers: (() => Promise<void>)[],
): Promise<GitServer[]> {
  const servers: GitServer[] = [];
  for (const { repository, branches } of repositories) {
    const server = await serveRepository(withBranches(repository, branches));
    closers.push(() => server.close());
    servers.push(server);
  }
  return servers;
}

/** The transport maps prefixes, and the longest wins: a URL that maps to itself is left alone. */
function insteadOf(
  { repositories, otherUrls = [] }: EnvironmentOptions,
  servers: readonly GitServer[],
): ReadonlyMap<string, string> {
  const served = repositories.flatMap(({ urls }, index) =>
    urls.map((url) => [url, servers[index]?.url ?? url] as const),
  );
  const others = otherUrls.filter((other) => served.some(([url]) => other.startsWith(url)));
  return new Map([...served, ...others.map((url) => [url, url] as const)]);
}
