import type { FlagTable } from './flag.ts';
import type { KindNames, Right } from './rights.ts';

/** A port of a controller's container. */
export interface InstalledPort {
  readonly name: string;
  readonly port: number;
  /** Who may reach it through the network policies: the pods of the namespace, everybody, or the kubelet alone. */
  readonly reach: 'namespace' | 'webhooks' | 'scraping' | 'kubelet';
}

/** How the kubelet learns that a container is ready: an answer to GET, or a port that takes connections. */
export interface InstalledProbe {
  readonly port: string;
  /** Absent: that the port is open is enough. */
  readonly path?: string;
}

/** What addresses in a cluster are made of. */
export interface InstalledPlace {
  /** The name of the controller's Deployment and Service. */
  readonly host: string;
  /** `cluster.local`, without dots at its ends. */
  readonly clusterDomain: string;
}

/**
 * How a controller program is run in a cluster. Declared once beside its code: the Helm charts and `sluice install` are
 * both made of it.
 */
export interface Installation {
  /** Of the program, and of everything that is installed for it. */
  readonly name: string;
  /** Kinds whose definitions come with it. */
  readonly kinds: readonly KindNames[];
  readonly rights: readonly Right[];
  readonly flags: FlagTable;
  /** Flags that follow from the pod, by name. */
  readonly podFlags: (place: InstalledPlace) => Readonly<Record<string, string>>;
  /** Flags that have no use in a pod. */
  readonly flagsOutsidePods: readonly string[];
  readonly ports: readonly InstalledPort[];
  /** Ports that Services make reachable, at port 80; the name where it is not the Deployment's. */
  readonly services: readonly { readonly name?: string; readonly targetPort: string }[];
  readonly readiness: InstalledProbe;
  /** Where it keeps files over restarts of the container. Two pods must never write them. */
  readonly volume?: string;
  /** It can act in the name of service accounts, and is cluster-admin where it does not. */
  readonly impersonates: boolean;
  readonly requests: Readonly<Record<'cpu' | 'memory', string>>;
  readonly gracePeriodSeconds: number;
}

/** Ports and flags that every controller has. */
export const commonPorts: readonly InstalledPort[] = [
  { name: 'http-prom', port: 8080, reach: 'scraping' },
  { name: 'healthz', port: 9440, reach: 'kubelet' },
];

export const commonPodFlags: Readonly<Record<string, string>> = { 'metrics-addr': ':8080', 'health-addr': ':9440' };
