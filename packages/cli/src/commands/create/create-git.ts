import type { JsonObject } from '@sluice/objects';
import { statusOf } from '../../kinds/cli-kind.ts';
import { gitRepositoryKind } from '../../kinds/git-repository.ts';
import { UserError } from '../../user-error.ts';
import type { CommandContext } from '../command-context.ts';
import { createObject, type CreateOptions } from './create.ts';

export interface CreateGitOptions extends CreateOptions {
  readonly url: string;
  readonly branch?: string;
  readonly tag?: string;
  readonly tagSemver?: string;
  readonly refName?: string;
  readonly commit?: string;
  readonly secretRef?: string;
}

/** `sluice create source git NAME`. */
export async function createGit(context: CommandContext, name: string, options: CreateGitOptions): Promise<void> {
  checkUrl(options);
  const spec: JsonObject = { url: options.url, ref: refOf(options) };
  if (options.secretRef !== undefined) spec['secretRef'] = { name: options.secretRef };
  const human = 'GitRepository source';
  const created = await createObject(context, { kind: gitRepositoryKind, human, name, spec, options });
  if (created === undefined) return;
  context.progress.success(`${human} reconciliation completed`);
  context.progress.success(`fetched revision: ${statusOf(created).artifact?.revision ?? ''}`);
}

function checkUrl(options: CreateGitOptions): void {
  if (!URL.canParse(options.url))
    throw new UserError('git URL parse failed', { hint: 'such as https://host/org/repository or ssh://git@host/repo' });
  const scheme = new URL(options.url).protocol.slice(0, -1);
  if (!['ssh', 'http', 'https'].includes(scheme))
    throw new UserError(`git URL scheme '${scheme}' not supported, can be: ssh, http and https`);
  if (scheme === 'ssh' && options.secretRef === undefined && options.export !== true) {
    throw new UserError('an ssh URL needs credentials', {
      hint: 'add --secret-ref with the name of a Secret that has identity and known_hosts',
    });
  }
}

/** Commit beats name, name beats semver, semver beats tag, tag beats branch. */
function refOf({ branch, tag, tagSemver, refName, commit }: CreateGitOptions): JsonObject {
  if (commit !== undefined) return branch === undefined ? { commit } : { commit, branch };
  if (refName !== undefined) return { name: refName };
  if (tagSemver !== undefined) return { semver: tagSemver };
  if (tag !== undefined) return { tag };
  if (branch !== undefined) return { branch };
  throw new UserError('a Git ref is required', {
    hint: 'use one of: --branch, --tag, --commit, --ref-name or --tag-semver',
  });
}
