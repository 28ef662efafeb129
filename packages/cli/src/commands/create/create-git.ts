import type { JsonObject } from '@sluice/objects';
import { statusOf } from '../../kinds/cli-kind.ts';
import { gitRepositoryKind } from '../../kinds/git-repository.ts';
import { UserError } from '../../user-error.ts';
import type { CommandContext } from '../command-context.ts';
import { createObject, durationField, type CreateOptions } from './create.ts';
import { credentialsStep, type GitCredentialFlags } from './git-credentials.ts';

export interface CreateGitOptions extends CreateOptions, GitCredentialFlags {
  readonly url: string;
  readonly branch?: string;
  readonly tag?: string;
  readonly tagSemver?: string;
  readonly refName?: string;
  readonly commit?: string;
  readonly secretRef?: string;
  /** Milliseconds. */
  readonly fetchTimeout?: number;
  readonly ignorePaths?: readonly string[];
  readonly sparseCheckoutPaths?: readonly string[];
}

/** `sluice create source git NAME`. */
export async function createGit(context: CommandContext, name: string, options: CreateGitOptions): Promise<void> {
  const human = 'GitRepository source';
  const prepare = credentialsStep(context, name, options);
  const spec = specOf(options);
  const created = await createObject(context, { kind: gitRepositoryKind, human, name, spec, options, prepare });
  if (created === undefined) return;
  context.progress.success(`${human} reconciliation completed`);
  context.progress.success(`fetched revision: ${statusOf(created).artifact?.revision ?? ''}`);
}

function specOf(options: CreateGitOptions): JsonObject {
  const { url, secretRef, fetchTimeout, ignorePaths = [], sparseCheckoutPaths = [] } = options;
  const spec: JsonObject = { url, ref: refOf(options) };
  if (secretRef !== undefined) spec['secretRef'] = { name: secretRef };
  if (fetchTimeout !== undefined) spec['timeout'] = durationField(fetchTimeout);
  if (ignorePaths.length > 0) spec['ignore'] = ignorePaths.join('\n');
  if (sparseCheckoutPaths.length > 0) spec['sparseCheckout'] = [...sparseCheckoutPaths];
  return spec;
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
