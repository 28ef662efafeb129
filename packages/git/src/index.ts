export type { Commit, GitObject, Identity, ObjectType } from './object/git-object.ts';
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
export type { GitServer, GitServerOptions, GitServerRequest } from './server/git-server.ts';
// openMemoryRepository({ defaultBranch? }): MemoryRepository
// openDirectoryRepository(dir, options?): Promise<DirectoryRepository>
// serveRepository(repository, options?): Promise<GitServer>
