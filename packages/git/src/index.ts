export { GitError, type GitErrorCode } from './errors.ts';
export { defaultLimits, type GitLimits } from './limits.ts';
export type { Commit, GitObject, Identity, ObjectType } from './object/git-object.ts';
export { type BranchClone, type BranchCommit, cloneBranch, type CloneRequest } from './push/branch-clone.ts';
export type { FileChanges } from './push/edit-tree.ts';
export type { GitReference } from './remote/reference.ts';
export { type GitAuth, type HttpAuth, type InsteadOf, mapUrl } from './remote/remote-url.ts';
export { openDirectoryRepository } from './repository/directory-repository.ts';
export { openMemoryRepository, type MemoryRepositoryOptions } from './repository/memory-repository.ts';
export type {
  CommitIdentity,
  CommitRequest,
  DirectoryRepository,
  DirectoryRepositoryOptions,
  DirectoryState,
  FileContent,
  MemoryRepository,
  Ref,
  RefList,
  Repository,
} from './repository/repository.ts';
export { readFiles } from './repository/read-files.ts';
export type { GitServer, GitServerOptions, GitServerRequest } from './server/git-server.ts';
export { serveRepository } from './server/serve-repository.ts';
export type { Snapshot, SnapshotEntry } from './snapshot.ts';
export { knownHostKeyAlgorithms, knownKex, type SshAlgorithms } from './ssh/algorithms.ts';
export {
  type EcdsaCurve,
  generateSshKey,
  type SshKeyOptions,
  type SshKeyPair,
  sshPublicKeyOf,
} from './ssh/generate-ssh-key.ts';
export { scanHostKeys, type ScanOptions } from './ssh/scan-host-keys.ts';
export { PrivateKeyError, type PrivateKeyProblem } from './ssh/private-key-error.ts';
export { readSshCredentials, type SshAuth, type SshCredentials } from './ssh/ssh-credentials.ts';
export {
  type FetchedRevision,
  type FetchRevisionRequest,
  type GitStore,
  type GitStoreOptions,
  openGitStore,
} from './store/git-store.ts';
