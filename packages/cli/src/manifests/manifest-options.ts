import { version } from '../version.ts';

/** Where images are. */
export interface ImageOptions {
  /** What stands before `/source-controller:0.1.0`: `registry.example/team`. */
  readonly registry: string;
  /** Default: the version of this program. */
  readonly imageTag?: string | undefined;
}

/** What `sluice install` and `sluice bootstrap` may be told about what they install. */
export interface ManifestOptions extends ImageOptions {
  readonly namespace: string;
  /** Names of controllers; see `componentNames`. */
  readonly components: readonly string[];
  /** A Secret of the namespace with credentials for the registry. */
  readonly imagePullSecret?: string;
  readonly watchAllNamespaces: boolean;
  readonly logLevel: string;
  readonly networkPolicy: boolean;
  /** `cluster.local` */
  readonly clusterDomain: string;
  /** Keys of taints that the pods tolerate. */
  readonly tolerationKeys: readonly string[];
}

/** `v0.1.0`, as labels and the head of the manifests have it. */
export const manifestVersion: string = `v${version}`;

/** The image of a controller. */
export function imageOf({ registry, imageTag = version }: ImageOptions, controller: string): string {
  return `${registry.replace(/\/+$/, '')}/${controller}:${imageTag}`;
}
