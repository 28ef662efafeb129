export type {
  ApplyOptions,
  DeleteOptions,
  Discovery,
  KubeClient,
  KubeList,
  ListOptions,
  PatchOptions,
  RequestOptions,
  ResourceInfo,
  WatchEvent,
  WatchOptions,
  WriteOptions,
} from './client.ts';
export {
  ApiError,
  type ApiErrorInput,
  ConnectionError,
  isAlreadyExists,
  isConflict,
  isExpired,
  isForbidden,
  isInvalid,
  isNotFound,
  isStatusObject,
  isTooManyRequests,
  isTransient,
  isUnauthorized,
  NoKindMatchError,
  type StatusCause,
  type StatusDetails,
} from './api-error.ts';
export { FenceClosedError, openFence, type WriteFence } from './fence.ts';
export type { Connection, ConnectionTls } from './connection.ts';
export { basicAuth, bearerToken, type Credentials, noCredentials, TokenFile } from './credentials.ts';
export { inClusterConnection, type InClusterOptions, isInCluster } from './in-cluster.ts';
export { KubeConfigError } from './kube-config-error.ts';
export { loadKubeConfig, type LoadKubeConfigOptions } from './load-kube-config.ts';
export { type KubeClientOptions, openKubeClient } from './open-kube-client.ts';
export type { RequestRecord } from './session.ts';
export { systemTimers, type Timers } from './timers.ts';
export type { CacheEvent, CacheListener } from './object-store.ts';
export type { WatchProblem } from './reflect.ts';
export { compareResourceVersions } from './resource-version.ts';
export { WatchCache, type WatchCacheOptions } from './watch-cache.ts';
