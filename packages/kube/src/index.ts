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
export type { CacheEvent, CacheListener, WatchCache, WatchCacheOptions } from './watch-cache.ts';
