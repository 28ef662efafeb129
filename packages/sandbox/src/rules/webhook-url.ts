import type { Cause } from '../status-error.ts';
import { invalidValue, required } from '../validation/causes.ts';

const form = '; desired format: https://host[/path]';

/** Webhooks are asked over TLS, at an address without a user, a query or a fragment. */
export function webhookUrlCauses(text: string, path: string): readonly Cause[] {
  if (!URL.canParse(text)) return [required(path, `url must be a valid URL: parse ${JSON.stringify(text)}${form}`)];
  const { protocol, host, username, hash, search } = new URL(text);
  const scheme = protocol.slice(0, -1);
  const problems: readonly (readonly [boolean, string, string])[] = [
    [scheme !== 'https', scheme, `'https' is the only allowed URL scheme${form}`],
    [host === '', host, `host must be specified${form}`],
    [username !== '', username, 'user information is not permitted in the URL'],
    [hash !== '', hash.slice(1), 'fragments are not permitted in the URL'],
    [search !== '', search.slice(1), 'query parameters are not permitted in the URL'],
  ];
  return problems.flatMap(([applies, shown, detail]) => (applies ? [invalidValue(path, shown, detail)] : []));
}
