import type { Repository } from '@sluice/git';

/**
 * The same repository, its head also found under other branch names that it lacks: what is tried may not be checked out
 * under the name that a GitRepository asks for.
 */
export function withBranches(repository: Repository, branches: readonly string[]): Repository {
  return {
    readObject: (oid) => repository.readObject(oid),
    async refs() {
      const { head, refs } = await repository.refs();
      const at = refs.find((ref) => ref.name === head)?.oid;
      const known = new Set(refs.map((ref) => ref.name));
      const more = branches.map((branch) => `refs/heads/${branch}`).filter((name) => !known.has(name));
      return { head, refs: at === undefined ? refs : [...refs, ...more.map((name) => ({ name, oid: at }))] };
    },
  };
}
