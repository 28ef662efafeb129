import type { Cause } from '../status-error.ts';
import { invalidValue } from '../validation/causes.ts';
import { dnsSubdomain } from '../validation/names.ts';

const pathRule = String.raw`Invalid path (regex used for validation is '[A-Za-z0-9/\-._~%!$&'()*+,;=:]+')`;

/** Whoever looks after a job instead of the server is named by a domain and a path. */
export function managerCauses(manager: string | undefined, field: string): readonly Cause[] {
  if (manager === undefined) return [];
  const [, domain = '', path = ''] = /^([^/]+)\/(.+)$/s.exec(manager) ?? [];
  if (path === '') return [invalidValue(field, manager, 'must be a domain-prefixed path (such as "acme.io/foo")')];
  return [
    ...dnsSubdomain(domain).map((problem) => invalidValue(field, domain, problem)),
    ...(/^[A-Za-z0-9/\-._~%!$&'()*+,;=:]+$/.test(path) ? [] : [invalidValue(field, path, pathRule)]),
  ];
}
