import type { Cause } from '../status-error.ts';
import { invalidValue } from '../validation/causes.ts';
import { dnsSubdomain } from '../validation/names.ts';

const form = '; desired format: https://host[/path]';
const parts = /^(?:([a-zA-Z][a-zA-Z\d+.-]*):)?(?:\/\/(?:([^/?#@]*)@)?([^/?#]*))?[^?#]*(?:\?([^#]*))?(?:#(.*))?$/s;

/** Webhooks are asked over TLS, at an address without a user, a query or a fragment. */
export function webhookUrlCauses(text: string, path: string): readonly Cause[] {
  const [, scheme = '', user = '', host = '', query = '', fragment = ''] = parts.exec(text) ?? [];
  const problems: readonly (readonly [boolean, string, string])[] = [
    [scheme !== 'https', scheme, `'https' is the only allowed URL scheme${form}`],
    [host === '', host, `host must be specified${form}`],
    [user !== '', user, 'user information is not permitted in the URL'],
    [fragment !== '', fragment, 'fragments are not permitted in the URL'],
    [query !== '', query, 'query parameters are not permitted in the URL'],
  ];
  return problems.flatMap(([applies, shown, detail]) => (applies ? [invalidValue(path, shown, detail)] : []));
}

/** The path of a service: segments that could be names of hosts. */
export function webhookPathCauses(text: string, path: string): readonly Cause[] {
  if (text === '' || text === '/') return [];
  const segments = text.slice(1).replace(/\/$/, '').split('/');
  return [
    ...(text.startsWith('/') ? [] : ["must start with a '/'"]),
    ...segments.flatMap((segment, index) =>
      segment === ''
        ? [`segment[${index}] may not be empty`]
        : dnsSubdomain(segment).map((problem) => `segment[${index}]: ${problem}`),
    ),
  ].map((detail) => invalidValue(path, text, detail));
}
