import { judge, type Pattern, parsePatterns } from './pattern.ts';

/** The name of the file that says what stays out of an artifact. */
export const ignoreFileName = '.sourceignore';

/** An ignore file: the directory that it lies in (`''` is the root) and its text. */
export interface IgnoreFile {
  readonly directory: string;
  readonly text: string;
}

/** Too many patterns: each file of the repository is held against each. */
export class IgnoreRulesError extends Error {
  override readonly name = 'IgnoreRulesError';
}

/** Says which paths stay out of an artifact. */
export type IgnoreRules = (path: string, isDirectory: boolean) => boolean;

const versionControl = '.git/\n.gitignore\n.gitmodules\n.gitattributes';
const defaults = [
  '*.jpg\n*.jpeg\n*.gif\n*.png\n*.wmv\n*.flv\n*.tar.gz\n*.zip',
  '.github/\n.circleci/\n.travis.yml\n.gitlab-ci.yml\nappveyor.yml\n.drone.yml\ncloudbuild.yaml\ncodeship-services.yml\ncodeship-steps.yml',
  '**/.goreleaser.yml\n**/.sops.yaml\n**/.flux.yaml',
].join('\n');

const maxPatterns = 5000;

/**
 * Builds the rules as upstream does: version control files always; then the ignore files, each for what lies below it, and
 * `spec.ignore` last; upstream's defaults only where there are neither. The last pattern that matches decides. Each path
 * is judged on its own, so a file below an excluded directory can be included again. Throws `IgnoreRulesError`.
 */
export function openIgnoreRules(files: readonly IgnoreFile[], ignore: string | undefined): IgnoreRules {
  const own = files.flatMap(({ directory, text }) => parsePatterns(text, directory === '' ? [] : directory.split('/')));
  if (ignore !== undefined) own.push(...parsePatterns(ignore, []));
  if (own.length > maxPatterns)
    throw new IgnoreRulesError(`${String(own.length)} patterns exceed the limit of ${String(maxPatterns)}`);
  const patterns = [
    ...parsePatterns(versionControl, []),
    ...(own.length > 0 ? own : parsePatterns(defaults, [])),
  ].reverse();
  return (path, isDirectory) => isExcluded(patterns, path.split('/'), isDirectory);
}

/** `patterns` come last first. */
function isExcluded(patterns: readonly Pattern[], path: readonly string[], isDirectory: boolean): boolean {
  for (const pattern of patterns) {
    const verdict = judge(pattern, path, isDirectory);
    if (verdict !== undefined) return verdict === 'excluded';
  }
  return false;
}
