import type { HttpAuth } from '@sluice/git';
import type { SourceCredentials } from './source-credentials.ts';

/** The secret of a cluster that reads over https: written anew in each run, which is how a token is changed. */
export function tokenCredentials(auth: HttpAuth, ca: string | undefined): SourceCredentials {
  const login: Readonly<Record<string, string>> =
    auth.kind === 'bearer' ? { bearerToken: auth.token } : { username: auth.username, password: auth.password };
  const data = { ...login, ...(ca === undefined ? {} : { 'ca.crt': ca }) };
  return { keeps: () => false, generate: () => Promise.resolve({ data }) };
}
