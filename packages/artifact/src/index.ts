export { type ArtifactCache, type ArtifactCacheOptions, openArtifactCache } from './artifact-cache.ts';
export type { ArtifactTree, TreeName } from './artifact-tree.ts';
export {
  algorithmOf,
  type DigestAlgorithm,
  digestAlgorithms,
  digestOf,
  isDigestAlgorithm,
  matchesDigest,
} from './digest.ts';
export { ArtifactError, type ArtifactErrorCode } from './errors.ts';
export { fetchArtifact, type FetchArtifactRequest } from './fetch-artifact.ts';
export { openArtifactTree } from './open-tree.ts';
export { type ArchiveEntry, packArtifact } from './pack-artifact.ts';
export { unpackArtifact, type UnpackedEntry, type UnpackLimits } from './unpack-artifact.ts';
export {
  type IgnoreFile,
  ignoreFileName,
  type IgnoreRules,
  IgnoreRulesError,
  openIgnoreRules,
} from './ignore/ignore-rules.ts';
export { type FileServer, type FileServerOptions, startFileServer } from './server/file-server.ts';
export {
  diskFileSystem,
  type FileFacts,
  type FileName,
  type FileSystem,
  type FileWriter,
} from './storage/file-system.ts';
export {
  openStorage,
  type Storage,
  type StorageOptions,
  type StorageOwner,
  type StoredArtifact,
  type Verification,
} from './storage/storage.ts';
export { StoragePathError } from './storage/storage-path.ts';
