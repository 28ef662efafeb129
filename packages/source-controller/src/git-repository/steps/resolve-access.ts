import { type Outcome, proceed } from '@sluice/core';
import { GitError, mapUrl, PrivateKeyError, readSshCredentials } from '@sluice/git';
import { ApiError } from '@sluice/kube';

import { outcomeOf } from '../outcomes.ts';
import type { GitRepositoryScope, RemoteAccess } from '../scope.ts';
import { accessOf, SecretAccessError, secretTexts, sshAuthOf } from '../secret-access.ts';

/** Checks the URL and reads the credentials, the Secret each time. */
export async function resolveAccess(scope: GitRepositoryScope, signal: AbortSignal): Promise<Outcome> {
  const { url, secretRef } = scope.run.object.spec;
  if (!URL.canParse(url)) return outcomeOf('urlInvalid', { url: withoutUserInfo(url), cause: 'it is not a URL' });
  // Mapped elsewhere, credentials are not sent; nor need they be there.
  const isMapped = mapUrl(url, scope.parts.insteadOf) !== url;
  if (!isMapped && secretRef !== undefined) return readAccess(scope, secretRef.name, signal);
  if (!isMapped && isSsh(url))
    return outcomeOf('secretInvalid', {
      cause: "an ssh URL needs a secretRef to a Secret with 'identity' and 'known_hosts'",
    });
  scope.access = { auth: undefined, tls: undefined };
  return proceed;
}

async function readAccess(scope: GitRepositoryScope, name: string, signal: AbortSignal): Promise<Outcome> {
  const { run } = scope;
  const secret = `${run.key.namespace}/${name}`;
  try {
    const object = await run.client.get(
      { apiVersion: 'v1', kind: 'Secret', namespace: run.key.namespace, name },
      { signal },
    );
    const texts = secretTexts(object);
    if (isSsh(run.object.spec.url)) {
      scope.access = await sshAccess(texts, signal);
      return proceed;
    }
    if (texts.has('githubAppID')) return outcomeOf('githubAppWithoutProvider', { secret });
    scope.access = refuseSshOnly(accessOf(texts), texts);
    return proceed;
  } catch (error) {
    const outcome = outcomeOfSecret(error, secret);
    if (outcome === undefined) throw error;
    return outcome;
  }
}

/** Read here once, so that what is wrong with a key or a list is told as a fault of the Secret, not of the server. */
async function sshAccess(texts: ReadonlyMap<string, string>, signal: AbortSignal): Promise<RemoteAccess> {
  const auth = sshAuthOf(texts);
  await readSshCredentials(auth, signal);
  return { auth, tls: undefined };
}

function outcomeOfSecret(error: unknown, secret: string): Outcome | undefined {
  // Upstream says it twice, and dashboards match on it.
  if (error instanceof ApiError)
    return outcomeOf('secretUnavailable', { secret, cause: `failed to get secret '${secret}': ${error.message}` });
  if (error instanceof GitError && error.cause instanceof PrivateKeyError && error.cause.problem === 'encrypted')
    return outcomeOf('identityEncrypted', { secret });
  if (error instanceof SecretAccessError || error instanceof GitError)
    return outcomeOf('secretInvalid', { cause: `secret '${secret}': ${error.message}` });
  return undefined;
}

function refuseSshOnly(access: RemoteAccess, texts: ReadonlyMap<string, string>): RemoteAccess {
  if (access.auth === undefined && access.tls === undefined && texts.has('identity')) {
    throw new SecretAccessError(
      "it has an SSH 'identity', but the URL is not ssh: 'username' and 'password', or 'bearerToken' are needed",
    );
  }
  return access;
}

function isSsh(url: string): boolean {
  return url.startsWith('ssh://');
}

function withoutUserInfo(url: string): string {
  return url.replace(/^(\w+:\/\/)[^/@]*@/, '$1');
}
