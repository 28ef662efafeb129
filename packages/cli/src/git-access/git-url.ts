import { UserError } from '../user-error.ts';

/** The URL of a repository, by one of the schemes that are spoken. Throws `UserError`. */
export function readGitUrl(text: string): URL {
  if (!URL.canParse(text))
    throw new UserError('git URL parse failed', { hint: 'such as https://host/org/repository or ssh://git@host/repo' });
  const url = new URL(text);
  const scheme = url.protocol.slice(0, -1);
  if (!['ssh', 'http', 'https'].includes(scheme))
    throw new UserError(`git URL scheme '${scheme}' not supported, can be: ssh, http and https`);
  return url;
}
