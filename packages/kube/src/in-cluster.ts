import { existsSync, readFileSync } from 'node:fs';
import type { Connection } from './connection.ts';
import { TokenFile } from './credentials.ts';
import { KubeConfigError } from './kube-config-error.ts';

const defaultFolder = '/var/run/secrets/kubernetes.io/serviceaccount';

export interface InClusterOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Where the kubelet mounts the service account. */
  readonly folder?: string;
}

/** Whether this process runs in a pod with a service account. */
export function isInCluster(options: InClusterOptions = {}): boolean {
  const { env = process.env, folder = defaultFolder } = options;
  return env['KUBERNETES_SERVICE_HOST'] !== undefined && existsSync(`${folder}/token`);
}

/** The connection of a pod: its service account's token, read again when it is renewed. */
export function inClusterConnection(options: InClusterOptions = {}): Connection {
  const { env = process.env, folder = defaultFolder } = options;
  const host = env['KUBERNETES_SERVICE_HOST'];
  const port = env['KUBERNETES_SERVICE_PORT'] ?? '443';
  if (host === undefined || host === '')
    throw new KubeConfigError('not in a cluster: KUBERNETES_SERVICE_HOST is not set');
  const caFile = `${folder}/ca.crt`;
  return {
    server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
    credentials: new TokenFile(`${folder}/token`),
    tls: existsSync(caFile) ? { caFile } : {},
    namespace: readNamespace(`${folder}/namespace`),
  };
}

function readNamespace(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
}
