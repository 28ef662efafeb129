import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomUUID,
  sign,
  verify,
} from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { JsonObject } from '@sluice/objects';
import { isJsonObject, parseJson, stringifyJson } from '@sluice/objects';
import type { ApiObject } from '../api-object.ts';
import { listAt, numberAt, textAt } from '../api-object.ts';
import type { Clock } from '../clock.ts';
import type { User } from '../registry/user.ts';
import type { Store } from '../store/store.ts';

export interface TokenSettings {
  /** Who says so, in every token; the audience of tokens that ask for none. */
  readonly issuer: string;
  /** PEM of the key that signs, RSA or EC on P-256. Default: one of this run, made when the first token is. */
  readonly signingKey?: string;
}

/** What a token is for. */
export interface TokenTerms {
  readonly audiences: readonly string[];
  readonly expiresAt: number;
  /** The Pod, Node or Secret that the token dies with. */
  readonly boundTo: BoundObject | undefined;
}

export interface BoundObject {
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

/** What a token says that is accepted. */
export interface TokenReading {
  readonly user: User;
  readonly audiences: readonly string[];
}

const boundTables = new Map([
  ['Pod', '/pods'],
  ['Secret', '/secrets'],
  ['Node', '/nodes'],
]);

/** Makes and reads tokens of service accounts: signed JSON web tokens, as a real API server makes them. */
export class ServiceAccountTokens {
  readonly #settings: TokenSettings;
  readonly #store: Store;
  readonly #clock: Clock;
  #key: KeyObject | undefined;

  constructor(settings: TokenSettings, store: Store, clock: Clock) {
    this.#settings = settings;
    this.#store = store;
    this.#clock = clock;
  }

  get issuer(): string {
    return this.#settings.issuer;
  }

  issue(account: ApiObject, { audiences, expiresAt, boundTo }: TokenTerms): string {
    const { namespace = '', name = '', uid = '' } = account.metadata;
    const now = Math.floor(this.#clock.now() / 1000);
    const bound =
      boundTo === undefined ? {} : { [boundTo.kind.toLowerCase()]: { name: boundTo.name, uid: boundTo.uid } };
    const claims = {
      aud: [...audiences],
      exp: Math.floor(expiresAt / 1000),
      iat: now,
      iss: this.issuer,
      jti: randomUUID(),
      'kubernetes.io': { namespace, ...bound, serviceaccount: { name, uid } },
      nbf: now,
      sub: `system:serviceaccount:${namespace}:${name}`,
    };
    const key = this.#signingKey();
    const head = { alg: algorithmOf(key), kid: keyId(key) };
    const text = `${encodePart(head)}.${encodePart(claims)}`;
    return `${text}.${sign('sha256', Buffer.from(text), signature(key)).toString('base64url')}`;
  }

  /** Whose token it is; `undefined` for one that was not made here, is over, or whose account or bound object is gone. */
  read(token: string): TokenReading | undefined {
    const [head, body, mark, ...more] = token.split('.');
    if (head === undefined || body === undefined || mark === undefined || more.length > 0) return undefined;
    const key = this.#signingKey();
    const isGenuine = verify(
      'sha256',
      Buffer.from(`${head}.${body}`),
      signature(createPublicKey(key)),
      Buffer.from(mark, 'base64url'),
    );
    const claims = isGenuine ? parseJson(Buffer.from(body, 'base64url')) : undefined;
    return isJsonObject(claims) && this.#isCurrent(claims) ? readingOf(claims) : undefined;
  }

  #isCurrent(claims: JsonObject): boolean {
    const { namespace = '', name = '', uid } = accountOf(claims);
    const account = this.#store.get('/serviceaccounts', namespace, name);
    return (
      textAt(claims, 'iss') === this.issuer &&
      (numberAt(claims, 'exp') ?? 0) * 1000 > this.#clock.now() &&
      account?.metadata.uid === uid &&
      this.#isBoundObjectThere(claims, namespace)
    );
  }

  #isBoundObjectThere(claims: JsonObject, namespace: string): boolean {
    for (const [kind, table] of boundTables) {
      const name = textAt(claims, 'kubernetes.io', kind.toLowerCase(), 'name');
      if (name === undefined) continue;
      const object = this.#store.get(table, kind === 'Node' ? '' : namespace, name);
      if (object?.metadata.uid !== textAt(claims, 'kubernetes.io', kind.toLowerCase(), 'uid')) return false;
    }
    return true;
  }

  #signingKey(): KeyObject {
    const { signingKey } = this.#settings;
    return (this.#key ??=
      signingKey === undefined
        ? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
        : createPrivateKey(signingKey));
  }
}

function readingOf(claims: JsonObject): TokenReading {
  const { namespace = '', uid } = accountOf(claims);
  const pod = {
    name: textAt(claims, 'kubernetes.io', 'pod', 'name'),
    uid: textAt(claims, 'kubernetes.io', 'pod', 'uid'),
  };
  const user: User = {
    name: textAt(claims, 'sub') ?? '',
    ...(uid === undefined ? {} : { uid }),
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
    extra: {
      'authentication.kubernetes.io/credential-id': [`JTI=${textAt(claims, 'jti') ?? ''}`],
      ...(pod.name === undefined ? {} : { 'authentication.kubernetes.io/pod-name': [pod.name] }),
      ...(pod.uid === undefined ? {} : { 'authentication.kubernetes.io/pod-uid': [pod.uid] }),
    },
  };
  return { user, audiences: listAt(claims, 'aud').map(String) };
}

function accountOf(claims: JsonObject): {
  namespace: string | undefined;
  name: string | undefined;
  uid: string | undefined;
} {
  return {
    namespace: textAt(claims, 'kubernetes.io', 'namespace'),
    name: textAt(claims, 'kubernetes.io', 'serviceaccount', 'name'),
    uid: textAt(claims, 'kubernetes.io', 'serviceaccount', 'uid'),
  };
}

function algorithmOf(key: KeyObject): string {
  return key.asymmetricKeyType === 'ec' ? 'ES256' : 'RS256';
}

/** JSON web tokens carry both numbers of an EC signature side by side. */
function signature(key: KeyObject): { key: KeyObject; dsaEncoding: 'ieee-p1363' } {
  return { key, dsaEncoding: 'ieee-p1363' };
}

function keyId(key: KeyObject): string {
  const bytes = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(bytes).digest('base64url');
}

function encodePart(part: JsonObject): string {
  return Buffer.from(stringifyJson(part)).toString('base64url');
}
