import type { IncomingHttpHeaders } from 'node:http';
import type { Attributes } from '../authorization/attributes.ts';
import type { User } from '../registry/user.ts';
import { unauthorized } from '../status-error.ts';
import { impersonationOf } from './impersonation.ts';
import type { ServiceAccountTokens, TokenReading } from './service-account-tokens.ts';
import type { TokenReader } from './token-readers.ts';

/** Who sends a request, and whom they act as. */
export interface Identity {
  /** Whose rights and name count. */
  readonly user: User;
  /** Who presented the credentials, where they impersonate another. */
  readonly impersonator: User | undefined;
}

/** Whom a client certificate names that the server's authority has signed. */
export interface PeerIdentity {
  readonly name: string;
  readonly groups: readonly string[];
}

export interface Credentials {
  readonly headers: IncomingHttpHeaders;
  readonly peer: PeerIdentity | undefined;
}

/** Finds out who sends a request: by client certificate, by a token from outside, or by one of a service account. */
export class Authenticator {
  readonly tokens: ServiceAccountTokens;
  readonly #readers: readonly TokenReader[];

  constructor(readers: readonly TokenReader[], tokens: ServiceAccountTokens) {
    this.#readers = readers;
    this.tokens = tokens;
  }

  /**
   * @param demand refuses what the sender may not do; asked about each part of an impersonation
   * @throws StatusError 401 without known credentials, 400 for impersonation headers without a user
   */
  identify({ headers, peer }: Credentials, demand: (attributes: Attributes) => void): Identity {
    const sender = peer === undefined ? this.#bearer(headers.authorization) : peerUser(peer);
    if (sender === undefined) throw unauthorized();
    const user = impersonationOf(sender, headers, demand);
    return user === undefined ? { user: sender, impersonator: undefined } : { user, impersonator: sender };
  }

  /** Whose token it is. Tokens from outside are for every audience. */
  read(token: string): TokenReading | undefined {
    if (token === '') return undefined;
    for (const reader of this.#readers) {
      const user = reader(token);
      if (user !== undefined) return { user, audiences: [this.tokens.issuer] };
    }
    return this.tokens.read(token);
  }

  #bearer(authorization: string | undefined): User | undefined {
    const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1]?.trim() ?? '';
    const reading = this.read(token);
    return reading?.audiences.includes(this.tokens.issuer) === true ? reading.user : undefined;
  }
}

function peerUser({ name, groups }: PeerIdentity): User {
  return { name, groups: [...groups, 'system:authenticated'] };
}
