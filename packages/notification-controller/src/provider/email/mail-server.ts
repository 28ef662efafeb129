import { DeliveryError } from '../../delivery/delivery-error.ts';
import type { Target } from '../target.ts';

/** Where mails go, and how. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte. */
  readonly secure: boolean;
  /** STARTTLS, or nothing. */
  readonly requireTls: boolean;
}

/** The server of an address `smtp://host:port` or `smtps://host:port`. Throws `DeliveryError`. */
export function readMailServer({ address, basic }: Pick<Target, 'address' | 'basic'>): MailServer {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !['smtp:', 'smtps:'].includes(url.protocol) || url.hostname === '')
    throw unusable('the address must be smtp://HOST:PORT or smtps://HOST:PORT');
  if (url.username !== '' || url.password !== '')
    throw unusable('the address has credentials in it: put them into the Secret');
  const secure = url.protocol === 'smtps:';
  const requireTls = !secure && asksForTls(url);
  if (!secure && !requireTls && basic !== undefined)
    throw unusable('credentials are not sent without TLS: drop starttls=never');
  return { host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port: portOf(url), secure, requireTls };
}

function portOf({ port, protocol }: URL): number {
  if (port !== '') return Number(port);
  return protocol === 'smtps:' ? 465 : 587;
}

function asksForTls(url: URL): boolean {
  const starttls = url.searchParams.get('starttls') ?? 'required';
  if (starttls !== 'required' && starttls !== 'never')
    throw unusable('starttls in the address must be required or never');
  return starttls === 'required';
}

function unusable(message: string): DeliveryError {
  return new DeliveryError(message, 'retry-provider');
}
