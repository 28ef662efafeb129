import type { Socket } from 'node:net';
import type { TlsOptions } from 'node:tls';
import { TLSSocket } from 'node:tls';
import type { PeerIdentity } from '../authentication/authentication.ts';
import type { ServerIdentity } from './certificate.ts';

/** Asks for a client's certificate where an authority can check it. Who has none may still bring a token. */
export function tlsOptions({ certificate, key }: ServerIdentity, clientCa: string | undefined): TlsOptions {
  const serve = { cert: certificate, key };
  return clientCa === undefined ? serve : { ...serve, ca: clientCa, requestCert: true, rejectUnauthorized: false };
}

/** The common name and the organizations of a certificate that the authority signed. */
export function peerOf(socket: Socket): PeerIdentity | undefined {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
  const { subject } = socket.getPeerCertificate() as { subject?: Record<string, string | string[]> };
  const name = [subject?.['CN'] ?? []].flat()[0];
  return name === undefined ? undefined : { name, groups: [subject?.['O'] ?? []].flat() };
}
