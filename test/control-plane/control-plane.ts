import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { askApi, type ApiAnswer, type ApiEndpoint, type ApiRequest } from './api-request.ts';
import { findFreePorts } from './free-ports.ts';
import { kubeconfigFor } from './kubeconfig.ts';
import { ServerProcess } from './server-process.ts';
import { controlPlaneNeeded, findControlPlaneServers, type ControlPlaneServers, type Program } from './servers.ts';

export interface ControlPlaneOptions {
  /** Default true. Without it nothing acts on objects: no garbage collection, no workloads, no default service accounts. */
  readonly controllerManager?: boolean;
  /** Appended to the API server's flags; a later flag wins. */
  readonly apiServerFlags?: readonly string[];
  readonly controllerManagerFlags?: readonly string[];
  /** How long the API server may take to be ready. Default 60 s. */
  readonly startTimeoutMs?: number;
}

/** A real control plane on loopback: the user of its endpoint and kubeconfig is in `system:masters`. */
export interface ControlPlane extends ApiEndpoint {
  readonly ca: string;
  /** Path of the admin's kubeconfig. */
  readonly kubeconfig: string;
  /** The servers' data, keys and logs; removed by `stop`. */
  readonly dir: string;
  readonly processes: readonly ServerProcess[];
  request(request: ApiRequest): Promise<ApiAnswer>;
  /** A token of a service account that exists, by the TokenRequest API. */
  serviceAccountToken(namespace: string, name: string, expirationSeconds?: number): Promise<string>;
  /** Writes a kubeconfig that uses the token, in the control plane's directory, and returns its path. */
  writeKubeconfig(token: string, namespace?: string): string;
  stop(): Promise<void>;
}

const stopGraceMs = 5_000;
const readyPollMs = 25;
const attempts = 3;

/**
 * Starts etcd, kube-apiserver and (unless told otherwise) kube-controller-manager, RBAC on, and resolves when the API
 * server is ready. Fails with the end of the log of the server that did not come up, and leaves nothing running then.
 */
export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const servers = findControlPlaneServers();
  if (servers === undefined) throw new Error(`this needs ${controlPlaneNeeded}`);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOnce(servers, options);
    } catch (error) {
      if (attempt === attempts || !(error instanceof Error) || !error.message.includes('address already in use'))
        throw error;
    }
  }
}

async function startOnce(servers: ControlPlaneServers, options: ControlPlaneOptions): Promise<ControlPlane> {
  const dir = mkdtempSync(join(tmpdir(), 'sluice-control-plane-'));
  const processes: ServerProcess[] = [];
  const stop = async (): Promise<void> => {
    for (const process of processes.toReversed()) await process.stop(stopGraceMs);
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    return await launch({ servers, options, dir, processes, stop });
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Launch {
  readonly servers: ControlPlaneServers;
  readonly options: ControlPlaneOptions;
  readonly dir: string;
  readonly processes: ServerProcess[];
  readonly stop: () => Promise<void>;
}

async function launch({ servers, options, dir, processes, stop }: Launch): Promise<ControlPlane> {
  const ports = await findFreePorts(4);
  const [api, client, peer, manager] = ports as [number, number, number, number];
  const run = (name: string, program: Program, flags: readonly string[]): ServerProcess => {
    const started = new ServerProcess(name, program, flags, join(dir, `${name}.log`));
    processes.push(started);
    return started;
  };
  const etcdUrl = `http://127.0.0.1:${client}`;
  const token = writeIdentity(dir);
  run('etcd', servers.etcd({ dir: join(dir, 'etcd'), clientUrl: etcdUrl, peerUrl: `http://127.0.0.1:${peer}` }), []);
  run('kube-apiserver', servers.apiServer, [...apiServerFlags(dir, api, etcdUrl), ...(options.apiServerFlags ?? [])]);
  const url = `https://127.0.0.1:${api}`;
  const ca = await whenReady({ url, token, dir, processes, timeoutMs: options.startTimeoutMs ?? 60_000 });
  const kubeconfig = join(dir, 'kubeconfig');
  writeFileSync(kubeconfig, kubeconfigFor({ url, token, ca }), { mode: 0o600 });
  if (options.controllerManager !== false && servers.controllerManager !== undefined) {
    run('kube-controller-manager', servers.controllerManager, [
      ...controllerManagerFlags(dir, manager, kubeconfig),
      ...(options.controllerManagerFlags ?? []),
    ]);
  }
  return controlPlane({ url, token, ca }, { kubeconfig, dir, processes, stop });
}

type Parts = Pick<ControlPlane, 'kubeconfig' | 'dir' | 'processes' | 'stop'>;

function controlPlane(endpoint: ApiEndpoint & { ca: string }, parts: Parts): ControlPlane {
  const plane: ControlPlane = {
    ...endpoint,
    ...parts,
    request: (request) => askApi(endpoint, request),
    serviceAccountToken: (namespace, name, expirationSeconds = 3600) =>
      requestToken(endpoint, `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`, expirationSeconds),
    writeKubeconfig: (token, namespace) => {
      const path = join(parts.dir, `kubeconfig-${randomBytes(4).toString('hex')}`);
      writeFileSync(path, kubeconfigFor({ ...endpoint, token, namespace }), { mode: 0o600 });
      return path;
    },
  };
  return plane;
}

async function requestToken(endpoint: ApiEndpoint, path: string, expirationSeconds: number): Promise<string> {
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds } };
  const answer = await askApi(endpoint, { method: 'POST', path, body });
  if (answer.status !== 201) throw new Error(`no token from ${path}: ${answer.status} ${answer.text}`);
  const { status } = JSON.parse(answer.text) as { status: { token: string } };
  return status.token;
}

/** Writes the key that signs service account tokens and the file with the admin's token, which it returns. */
function writeIdentity(dir: string): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(join(dir, 'sa.key'), privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 });
  const token = randomBytes(24).toString('hex');
  writeFileSync(join(dir, 'tokens.csv'), `${token},admin,admin,"system:masters"\n`, { mode: 0o600 });
  return token;
}

function apiServerFlags(dir: string, port: number, etcdUrl: string): string[] {
  return [
    `--etcd-servers=${etcdUrl}`,
    `--secure-port=${port}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--cert-dir=${join(dir, 'certs')}`,
    `--token-auth-file=${join(dir, 'tokens.csv')}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${join(dir, 'sa.key')}`,
    `--service-account-signing-key-file=${join(dir, 'sa.key')}`,
    '--authorization-mode=RBAC',
    '--service-cluster-ip-range=10.0.0.0/16',
    '--endpoint-reconciler-type=none',
  ];
}

function controllerManagerFlags(dir: string, port: number, kubeconfig: string): string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    '--authentication-skip-lookup=true',
    `--service-account-private-key-file=${join(dir, 'sa.key')}`,
    '--use-service-account-credentials=true',
    '--leader-elect=false',
    `--secure-port=${port}`,
    '--bind-address=127.0.0.1',
    `--cert-dir=${join(dir, 'controller-manager')}`,
    '--kube-api-qps=500',
    '--kube-api-burst=1000',
  ];
}

interface Waiting {
  readonly url: string;
  readonly token: string;
  readonly dir: string;
  readonly processes: readonly ServerProcess[];
  readonly timeoutMs: number;
}

/** The certificate that the API server made for itself, once it says that it is ready. */
async function whenReady({ url, token, dir, processes, timeoutMs }: Waiting): Promise<string> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const ca = readIfThere(join(dir, 'certs', 'apiserver.crt'));
    const answer =
      ca === undefined ? undefined : await askApi({ url, token, ca }, { path: '/readyz' }).catch(() => undefined);
    if (ca !== undefined && answer?.status === 200) return ca;
    const dead = processes.find((process) => process.hasExited);
    if (dead !== undefined) throw new Error(`${dead.name} ended instead of starting:\n${dead.logTail()}`);
    if (Date.now() > deadline)
      throw new Error(`kube-apiserver was not ready within ${timeoutMs} ms:\n${processes.at(-1)?.logTail() ?? ''}`);
    await delay(readyPollMs);
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
