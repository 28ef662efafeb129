import { type Outcome, proceed } from '@sluice/core';
import { mapUrl } from '@sluice/git';
import { ApiError } from '@sluice/kube';

import { outcomeOf } from '../outcomes.ts';
import type { GitRepositoryScope, RemoteAccess } from '../scope.ts';
import { accessOf, SecretAccessError, secretTexts } from '../secret-access.ts';

/** Checks the URL and reads the credentials. The Secret is read each time: nothing of it is kept. */
export async function resolveAccess(scope: GitRepositoryScope, signal: AbortSignal): Promise<Outcome> {
  const { url, secretRef } = scope.run.object.spec;
  if (!URL.canParse(url)) return outcomeOf('urlInvalid', { url: withoutUserInfo(url), cause: 'it is not a URL' });
  // Mapped elsewhere, credentials are not sent; nor need they be there.
  const isMapped = mapUrl(url, scope.parts.insteadOf) !== url;
  if (secretRef === undefined || isMapped) {
    scope.access = { auth: undefined, tls: undefined };
    return proceed;
  }
  return readAccess(scope, secretRef.name, signal);
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
    if (texts.has('githubAppID')) return outcomeOf('githubAppWithoutProvider', { secret });
    scope.access = refuseSshOnly(accessOf(texts), texts);
    return proceed;
  } catch (error) {
    // Upstream says it twice, and dashboards match on it.
    if (error instanceof ApiError)
      return outcomeOf('secretUnavailable', { secret, cause: `failed to get secret '${secret}': ${error.message}` });
    if (error instanceof SecretAccessError)
      return outcomeOf('secretInvalid', { cause: `secret '${secret}': ${error.message}` });
    throw error;
  }
}

function refuseSshOnly(access: RemoteAccess, texts: ReadonlyMap<string, string>): RemoteAccess {
  if (access.auth === undefined && access.tls === undefined && texts.has('identity')) {
    throw new SecretAccessError(
      "it has an SSH 'identity', but the URL is not ssh: 'username' and 'password', or 'bearerToken' are needed",
    );
  }
  return access;
}

function withoutUserInfo(url: string): string {
  return url.replace(/^(\w+:\/\/)[^/@]*@/, '$1');
}
