import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** A program with its fixed first arguments. */
export interface Program {
  readonly file: string;
  readonly args: readonly string[];
}

/** Where etcd listens and keeps its data. */
export interface EtcdPlace {
  readonly dir: string;
  readonly clientUrl: string;
  readonly peerUrl: string;
}

/** The programs of a control plane, as they are called. */
export interface ControlPlaneServers {
  readonly etcd: (place: EtcdPlace) => Program;
  readonly apiServer: Program;
  /** Absent where `KUBEBUILDER_ASSETS` holds none (envtest brings only the other two). */
  readonly controllerManager: Program | undefined;
}

/** The folder of the Go module that the control plane is built from. */
export const moduleDir = import.meta.dirname;

/** The Kubernetes release of the servers, stamped into them; `go.mod` names the same one. */
export const kubernetesVersion = 'v1.36.3';

/** Where the built binary of the present sources is kept: under the user's cache, by a hash of its inputs. */
export function cachedBinaryPath(): string {
  const hash = createHash('sha256').update(kubernetesVersion);
  for (const name of moduleFiles()) hash.update(`\0${name}\0`).update(readFileSync(join(moduleDir, name)));
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  return join(cache, 'sluice', 'control-plane', hash.digest('hex').slice(0, 16), 'control-plane');
}

/**
 * The servers that tests may start: those that `KUBEBUILDER_ASSETS` names, or the ones that
 * `npm run control-plane:build` has built. `undefined` where there are none.
 */
export function findControlPlaneServers(): ControlPlaneServers | undefined {
  const assets = process.env['KUBEBUILDER_ASSETS'];
  if (assets !== undefined && assets !== '') return assetServers(assets);
  const binary = cachedBinaryPath();
  return existsSync(binary) ? multiCallServers(binary) : undefined;
}

/** What a skipped test says it would have needed. */
export const controlPlaneNeeded = 'a real control plane (npm run control-plane:build, or KUBEBUILDER_ASSETS)';

function moduleFiles(): string[] {
  return readdirSync(moduleDir)
    .filter((name) => name.endsWith('.go') || name === 'go.mod' || name === 'go.sum')
    .toSorted();
}

function multiCallServers(binary: string): ControlPlaneServers {
  return {
    etcd: ({ dir, clientUrl, peerUrl }) => ({ file: binary, args: ['etcd', dir, clientUrl, peerUrl] }),
    apiServer: { file: binary, args: ['kube-apiserver'] },
    controllerManager: { file: binary, args: ['kube-controller-manager'] },
  };
}

function assetServers(dir: string): ControlPlaneServers {
  const controllerManager = join(dir, 'kube-controller-manager');
  return {
    etcd: (place) => ({ file: requireAsset(dir, 'etcd'), args: etcdFlags(place) }),
    apiServer: { file: requireAsset(dir, 'kube-apiserver'), args: [] },
    controllerManager: existsSync(controllerManager) ? { file: controllerManager, args: [] } : undefined,
  };
}

function requireAsset(dir: string, name: string): string {
  const file = join(dir, name);
  if (!existsSync(file)) throw new Error(`KUBEBUILDER_ASSETS=${dir} holds no ${name}`);
  return file;
}

function etcdFlags({ dir, clientUrl, peerUrl }: EtcdPlace): string[] {
  return [
    `--data-dir=${dir}`,
    `--listen-client-urls=${clientUrl}`,
    `--advertise-client-urls=${clientUrl}`,
    `--listen-peer-urls=${peerUrl}`,
    `--initial-advertise-peer-urls=${peerUrl}`,
    `--initial-cluster=default=${peerUrl}`,
    '--unsafe-no-fsync',
    '--log-level=warn',
  ];
}
