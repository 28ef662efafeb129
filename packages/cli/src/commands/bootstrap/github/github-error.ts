import { UserError } from '../../../user-error.ts';

/** What octokit throws for an answer that is not a success; known by shape, so that nothing of it is loaded for this. */
interface HttpFailure {
  readonly status: number;
  readonly response?: {
    readonly headers: Readonly<Record<string, string | number | undefined>>;
    readonly data: unknown;
  };
}

/** Whether GitHub answered that there is no such thing, or that the token may not see it. */
export function isMissing(error: unknown): boolean {
  return isHttpFailure(error) && error.status === 404;
}

/** A failure of GitHub's API in words for the user: what was tried, what GitHub said, what to do. */
export function explainGithub(error: unknown, attempt: string): unknown {
  if (!isHttpFailure(error)) return error;
  // octokit gives a request without an answer the status of a broken server.
  if (error.response === undefined)
    return new UserError(`${attempt}: ${error.message}`, { hint: 'can this machine reach GitHub?', cause: error });
  const said = saidBy(error);
  const message = `${attempt}: GitHub answers ${String(error.status)}${said === '' ? '' : `, ${said}`}`;
  return new UserError(message, { hint: hintFor(error) });
}

function isHttpFailure(error: unknown): error is Error & HttpFailure {
  return error instanceof Error && 'status' in error && typeof error.status === 'number' && error.name === 'HttpError';
}

function saidBy({ response }: HttpFailure): string {
  const data = fieldsOf(response?.data);
  const errors: readonly unknown[] = Array.isArray(data['errors']) ? data['errors'] : [];
  const details = errors.map((each) => (typeof each === 'string' ? each : fieldsOf(each)['message']));
  return [data['message'], ...details]
    .filter((text) => typeof text === 'string')
    .join(': ')
    .slice(0, 300);
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function hintFor({ status, response }: HttpFailure): string {
  const headers = response?.headers ?? {};
  if (status === 401) return 'GITHUB_TOKEN is wrong or has expired: make a new one';
  const waiting = waitingTime(headers);
  if ((status === 403 || status === 429) && waiting !== undefined) return `too many requests: try again ${waiting}`;
  if (status === 403 || status === 404)
    return 'the token needs the scope repo (classic), or administration and contents of this repository (fine-grained)';
  if (status === 422) return 'change what GitHub names and run the command again';
  return 'run the command again: what is done is not done twice';
}

function waitingTime(headers: Readonly<Record<string, string | number | undefined>>): string | undefined {
  const after = Number(headers['retry-after']);
  if (Number.isFinite(after) && after > 0) return `in ${String(after)} s`;
  const reset = Number(headers['x-ratelimit-reset']);
  if (headers['x-ratelimit-remaining'] !== '0' || !Number.isFinite(reset)) return undefined;
  return `after ${new Date(reset * 1000).toISOString()}`;
}
