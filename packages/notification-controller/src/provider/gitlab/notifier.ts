import * as z from 'zod';
import { DeliveryError } from '../../delivery/delivery-error.ts';
import { commitStatusOf, repositoryOf } from '../commit-status.ts';
import type { Notifier } from '../notifier.ts';
import { jsonOf, post } from '../post.ts';

const statuses = z.array(z.object({ name: z.string(), status: z.string(), description: z.string().nullish() }));

/** Status of a commit on GitLab. A status that is there already is not repeated. */
export const gitlab: Notifier = {
  takesCommitStatus: 'only',
  send: async (notification, target, signal) => {
    const status = commitStatusOf(notification, target);
    if (status === undefined) return;
    const secret = target.token === '' ? target.basic?.password : target.token;
    if (secret === undefined) throw new DeliveryError("the Secret needs the key 'token'", 'retry-provider');
    const { origin, path } = repositoryOf(target.address);
    const api = `${origin}/api/v4/projects/${encodeURIComponent(path)}`;
    const headers = { 'private-token': secret };
    const state = status.isError ? 'failed' : 'success';
    const listed = await post(target, {
      url: `${api}/repository/commits/${status.sha}/statuses?name=${encodeURIComponent(status.id)}`,
      method: 'GET',
      headers,
      signal,
    });
    const last = statuses.safeParse(jsonOf(listed)).data?.find(({ name }) => name === status.id);
    if (last?.status === state && last.description === status.description) return;
    const body = JSON.stringify({ state, name: status.id, description: status.description });
    await post(target, { url: `${api}/statuses/${status.sha}`, headers, body, signal });
  },
};
