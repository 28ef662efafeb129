import { RedirectError } from './errors.ts';

/**
 * Where a redirect leads, if it may be followed: the same host over the same scheme and port, or from http to https of
 * the same host name on the default ports. Credentials therefore never reach another host, and never leave TLS.
 */
export function redirectTarget(from: URL, location: string | undefined): URL {
  if (location === undefined) throw new RedirectError('redirect without a location', from);
  if (!URL.canParse(location, from.href)) throw new RedirectError('redirect to an unusable location', from);
  const to = new URL(location, from);
  if (to.username !== '' || to.password !== '')
    throw new RedirectError('redirect to a location with credentials', from);
  if (to.origin === from.origin || isUpgrade(from, to)) return to;
  throw new RedirectError(`redirect to another origin (${to.origin}) is not followed`, from);
}

function isUpgrade(from: URL, to: URL): boolean {
  return (
    from.protocol === 'http:' &&
    to.protocol === 'https:' &&
    from.hostname === to.hostname &&
    from.port === '' &&
    to.port === ''
  );
}
