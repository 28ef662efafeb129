import { createHash, timingSafeEqual } from 'node:crypto';
import type { User } from '../registry/user.ts';

/** Finds the user of a token; `undefined` for a token that is not theirs to know. */
export type TokenReader = (token: string) => User | undefined;

/** A token that the sandbox accepts, and as whom. */
export interface TokenUser {
  readonly token: string;
  readonly name: string;
  readonly uid?: string;
  readonly groups?: readonly string[];
}

const administrator: Omit<TokenUser, 'token'> = { name: 'kubernetes-admin', groups: ['system:masters'] };

/** Accepts one token as the administrator. */
export function adminToken(token: string): TokenReader {
  return knownToken({ ...administrator, token });
}

/** Accepts one token. How long the comparison takes tells nothing of it. */
export function knownToken({ token, name, uid, groups = [] }: TokenUser): TokenReader {
  const expected = digest(token);
  const user: User = { name, ...(uid === undefined ? {} : { uid }), groups: [...groups, 'system:authenticated'] };
  return (given) => (timingSafeEqual(digest(given), expected) ? user : undefined);
}

function digest(token: string): Uint8Array {
  return createHash('sha256').update(token).digest();
}
