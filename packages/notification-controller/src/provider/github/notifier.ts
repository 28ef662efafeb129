import * as z from 'zod';
import { DeliveryError } from '../../delivery/delivery-error.ts';
import { commitStatusOf, repositoryOf } from '../commit-status.ts';
import type { Notifier } from '../notifier.ts';
import { jsonOf, post } from '../post.ts';
import type { Target } from '../target.ts';

const statuses = z.array(z.object({ context: z.string(), state: z.string(), description: z.string().nullish() }));

/** Status of a commit on GitHub, or GitHub Enterprise when the address is elsewhere. A status that is there already is not repeated. */
export const github: Notifier = {
  takesCommitStatus: 'only',
  send: async (notification, target, signal) => {
    const status = commitStatusOf(notification, target);
    if (status === undefined) return;
    const { api, headers } = accessOf(target);
    const state = status.isError ? 'failure' : 'success';
    const listed = await post(target, {
      url: `${api}/commits/${status.sha}/statuses?per_page=50`,
      method: 'GET',
      headers,
      signal,
    });
    const last = statuses.safeParse(jsonOf(listed)).data?.find(({ context }) => context === status.id);
    if (last?.state === state && last.description === status.description) return;
    const body = JSON.stringify({ state, context: status.id, description: status.description.slice(0, 140) });
    await post(target, { url: `${api}/statuses/${status.sha}`, headers, body, signal });
  },
};

function accessOf({ address, basic, token }: Target): {
  readonly api: string;
  readonly headers: Record<string, string>;
} {
  const secret = token === '' ? basic?.password : token;
  if (secret === undefined) throw new DeliveryError("the Secret needs the key 'token'", 'retry-provider');
  const { origin, path } = repositoryOf(address);
  const [owner, name, ...rest] = path.split('/');
  if (owner === undefined || owner === '' || name === undefined || name === '' || rest.length > 0)
    throw new DeliveryError('the address must be that of a repository: https://HOST/OWNER/NAME', 'retry-provider');
  const root = origin === 'https://github.com' ? 'https://api.github.com' : `${origin}/api/v3`;
  const api = `${root}/repos/${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;
  return { api, headers: { authorization: `Bearer ${secret}`, accept: 'application/vnd.github+json' } };
}
