import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { User } from '../registry/user.ts';
import { badRequest, unauthorized } from '../status-error.ts';

const admin: User = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };

/** Who sends a request, and whom they act as. */
export interface Identity {
  /** Whose rights and name count. */
  readonly user: User;
  /** Who presented the credentials, where they impersonate another. */
  readonly impersonator: User | undefined;
}

/** Finds the user of a token; `undefined` for a token that is not theirs to know. */
export type TokenReader = (token: string) => User | undefined;

/** Accepts one random token as the administrator. */
export function adminToken(token: string): TokenReader {
  const expected = Buffer.from(token);
  return (given) => {
    const bytes = Buffer.from(given);
    return bytes.length === expected.length && timingSafeEqual(bytes, expected) ? admin : undefined;
  };
}

/**
 * @throws StatusError 401 without a known bearer token, 400 for impersonation headers without a user.
 */
export function authenticate(headers: IncomingHttpHeaders, readers: readonly TokenReader[]): Identity {
  const token = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1]?.trim() ?? '';
  for (const reader of readers) {
    const user = token === '' ? undefined : reader(token);
    if (user !== undefined) return impersonate(user, headers);
  }
  throw unauthorized();
}

function impersonate(sender: User, headers: IncomingHttpHeaders): Identity {
  const name = one(headers['impersonate-user']);
  const groups = many(headers['impersonate-group']);
  const extra = extraOf(headers);
  if (name === undefined) {
    if (groups.length > 0 || Object.keys(extra).length > 0) throw badRequest(withoutUser(groups));
    return { user: sender, impersonator: undefined };
  }
  const uid = one(headers['impersonate-uid']);
  const user = { name, groups: groupsOf(name, groups), extra, ...(uid === undefined ? {} : { uid }) };
  return { user, impersonator: sender };
}

/** Go prints its own structure here. */
function withoutUser(groups: readonly string[]): string {
  const list = groups.length === 0 ? '(nil)' : `{${groups.map((group) => JSON.stringify(group)).join(', ')}}`;
  return `requested &user.DefaultInfo{Name:"", UID:"", Groups:[]string${list}, Extra:map[string][]string(nil)} without impersonating a user name`;
}

/** Service accounts bring the groups of their namespace, everyone but the anonymous user is authenticated. */
function groupsOf(name: string, given: readonly string[]): readonly string[] {
  const account = /^system:serviceaccount:([^:]+):[^:]+$/.exec(name);
  const groups =
    account === null || given.length > 0
      ? [...given]
      : ['system:serviceaccounts', `system:serviceaccounts:${account[1]}`];
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
