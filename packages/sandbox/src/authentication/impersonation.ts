import type { IncomingHttpHeaders } from 'node:http';
import type { Attributes } from '../authorization/attributes.ts';
import type { User } from '../registry/user.ts';
import { badRequest } from '../status-error.ts';

/**
 * Whom the headers say that the sender acts as; `undefined` where they say nothing.
 *
 * @throws StatusError 400 without a user, and what `demand` throws where the sender may not act so
 */
export function impersonationOf(
  sender: User,
  headers: IncomingHttpHeaders,
  demand: (attributes: Attributes) => void,
): User | undefined {
  const name = one(headers['impersonate-user']);
  const groups = many(headers['impersonate-group']);
  const extra = extraOf(headers);
  const uid = one(headers['impersonate-uid']);
  if (name === undefined || name === '') {
    if (groups.length > 0 || uid !== undefined || Object.keys(extra).length > 0)
      throw badRequest(withoutUser(groups, uid ?? '', extra));
    return undefined;
  }
  const given = { name, groups, extra, ...(uid === undefined ? {} : { uid }) };
  for (const right of rightsFor(given)) demand({ ...right, user: sender });
  return { ...given, groups: groupsOf(name, groups) };
}

const account = /^system:serviceaccount:([^:]+):([^:]+)$/;

type Right = Omit<Attributes, 'user'>;

/** What it takes to act as somebody: the verb `impersonate` on every part of them. */
function rightsFor({ name, uid, groups, extra = {} }: User): readonly Right[] {
  const right = (resource: string, named: string, more: Partial<Right> = {}): Right => ({
    verb: 'impersonate',
    isResource: true,
    group: '',
    resource,
    subresource: '',
    namespace: '',
    name: named,
    path: '',
    ...more,
  });
  const group = 'authentication.k8s.io';
  const [, namespace, accountName] = account.exec(name) ?? [];
  const user =
    namespace === undefined ? right('users', name) : right('serviceaccounts', accountName ?? '', { namespace });
  return [
    user,
    ...groups.map((each) => right('groups', each)),
    ...(uid === undefined ? [] : [right('uids', uid, { group })]),
    ...Object.entries(extra).flatMap(([key, values]) =>
      values.map((value) => right('userextras', value, { group, subresource: key })),
    ),
  ];
}

/** Go prints its own structure here. */
function withoutUser(
  groups: readonly string[],
  uid: string,
  extra: Readonly<Record<string, readonly string[]>>,
): string {
  const list = (texts: readonly string[]): string => `{${texts.map((each) => JSON.stringify(each)).join(', ')}}`;
  const extras = Object.entries(extra).map(([key, values]) => `${JSON.stringify(key)}:[]string${list(values)}`);
  const fields = [
    'Name:""',
    `UID:${JSON.stringify(uid)}`,
    `Groups:[]string${groups.length === 0 ? '(nil)' : list(groups)}`,
    `Extra:map[string][]string${extras.length === 0 ? '(nil)' : `{${extras.join(', ')}}`}`,
  ];
  return `requested &user.DefaultInfo{${fields.join(', ')}} without impersonating a user name`;
}

/** Service accounts bring the groups of their namespace, everyone but the anonymous user is authenticated. */
function groupsOf(name: string, given: readonly string[]): readonly string[] {
  const namespace = account.exec(name)?.[1];
  const groups =
    namespace === undefined || given.length > 0
      ? [...given]
      : ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
  const last = name === 'system:anonymous' ? 'system:unauthenticated' : 'system:authenticated';
  return groups.includes(last) ? groups : [...groups, last];
}

function extraOf(headers: IncomingHttpHeaders): Record<string, readonly string[]> {
  const prefix = 'impersonate-extra-';
  const keys = Object.keys(headers).filter((key) => key.startsWith(prefix));
  return Object.fromEntries(keys.map((key) => [decodeURIComponent(key.slice(prefix.length)), many(headers[key])]));
}

function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

/** Node joins repeated headers with a comma and a space. */
function many(value: string | string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : value.split(', ');
}
