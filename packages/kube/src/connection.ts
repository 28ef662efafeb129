import type { Credentials } from './credentials.ts';

/** What is known of an API server and of who talks to it. From `loadKubeConfig`, or written by hand. */
export interface Connection {
  /** `https://host:port`, perhaps with a path; no trailing slash. */
  readonly server: string;
  readonly credentials: Credentials;
  readonly tls?: ConnectionTls;
  /** Namespace of the kubeconfig's context, or of the pod. */
  readonly namespace?: string | undefined;
}

export interface ConnectionTls {
  /** PEM. When absent, the system's CAs are trusted. */
  readonly ca?: string | undefined;
  /** File to read `ca` from again when the server's certificate is not trusted any more. */
  readonly caFile?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly serverName?: string | undefined;
  readonly insecureSkipVerify?: boolean;
}
