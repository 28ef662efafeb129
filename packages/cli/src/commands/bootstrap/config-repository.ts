import { cloneBranch, type BranchClone, type CloneRequest, GitError } from '@sluice/git';
import { pause } from '../../terminal/pause.ts';
import { UserError } from '../../user-error.ts';
import type { CommandContext } from '../command-context.ts';

export interface ConfigRepositoryOptions {
  /** How to reach it, its branch, and how long one clone or push may take. */
  readonly clone: Omit<CloneRequest, 'signal'>;
  /** As progress lines name it: without credentials. */
  readonly displayUrl: string;
  readonly author: { readonly name: string; readonly email: string };
  /** Follows the message of every commit after a blank line; empty for none. */
  readonly messageAppendix: string;
  readonly context: Pick<CommandContext, 'progress' | 'interrupted'>;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  readonly retryDelayMs?: number;
}

export interface ConfigChange {
  /** `component manifests`: in the progress lines. */
  readonly what: string;
  readonly message: string;
  /** New content of files, decided by what is there; asked again after a conflict. */
  readonly files: (clone: BranchClone) => Promise<ReadonlyMap<string, string>>;
}

const maxConflicts = 5;

/**
 * The repository that describes the cluster: cloned into memory once, and changed by commits that are pushed at once, so
 * that an interruption leaves either all of a change or nothing.
 */
export class ConfigRepository {
  readonly #options: ConfigRepositoryOptions;
  #clone: BranchClone | undefined;

  constructor(options: ConfigRepositoryOptions) {
    this.#options = options;
  }

  /** Clones when it was not yet cloned; a connection that fails is tried once more. Throws `GitError`. */
  async open(): Promise<BranchClone> {
    if (this.#clone !== undefined) return this.#clone;
    const { clone, displayUrl, context } = this.#options;
    const { progress, interrupted } = context;
    progress.action(`cloning branch "${clone.branch}" from Git repository "${displayUrl}"`);
    try {
      this.#clone = await this.#fetch();
    } catch (error) {
      if (!(error instanceof GitError) || error.code !== 'Unreachable') throw error;
      progress.warning(`clone failure: ${error.message}`);
      await pause(this.#options.retryDelayMs ?? 2000, interrupted);
      this.#clone = await this.#fetch();
    }
    progress.success('cloned repository');
    return this.#clone;
  }

  #fetch(): Promise<BranchClone> {
    return cloneBranch({ ...this.#options.clone, signal: this.#options.context.interrupted });
  }

  /** Commits and pushes a change when it changes something; begins again on a fresh clone when others were faster. */
  async change(change: ConfigChange): Promise<void> {
    const { progress } = this.#options.context;
    for (let conflicts = 0; ; conflicts++) {
      try {
        await this.#tryChange(change);
        return;
      } catch (error) {
        this.#clone = undefined;
        if (!(error instanceof GitError) || error.code !== 'Conflict' || conflicts === maxConflicts)
          throw explain(error);
        progress.waiting('git conflict detected, retrying with a fresh clone');
      }
    }
  }

  async #tryChange({ what, message, files }: ConfigChange): Promise<void> {
    const { clone: remote, displayUrl, author, messageAppendix } = this.#options;
    const { progress } = this.#options.context;
    const clone = await this.open();
    const changes = new Map([...(await files(clone))].map(([path, text]) => [path, Buffer.from(text, 'utf8')]));
    const commit = await clone.commit({
      changes,
      message: messageAppendix === '' ? `${message}\n` : `${message}\n\n${messageAppendix}\n`,
      author: { ...author, dateMs: (this.#options.now ?? Date.now)() },
    });
    if (commit === undefined) {
      progress.success(`${what} are up to date`);
      return;
    }
    progress.success(`committed ${what} to "${remote.branch}" ("${commit}")`);
    progress.action(`pushing ${what} to "${displayUrl}"`);
    await clone.push();
  }
}

const hints: Partial<Readonly<Record<GitError['code'], string>>> = {
  AuthenticationFailed: 'check the token or password, and that it has not expired',
  AccessDenied: 'the token needs the right to write to this repository',
  PushRefused: 'let this user push to the branch, or choose another with --branch; then run the command again',
  Conflict: 'somebody else keeps pushing to this branch: run the command again',
  Unreachable: 'run the command again: what has arrived is not done twice',
};

function explain(error: unknown): unknown {
  const hint = error instanceof GitError ? hints[error.code] : undefined;
  return hint === undefined ? error : new UserError((error as GitError).message, { hint, cause: error });
}
