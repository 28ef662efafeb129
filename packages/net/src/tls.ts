import { createHash, X509Certificate } from 'node:crypto';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { LookupFunction } from 'node:net';
import { createSecureContext, getCACertificates } from 'node:tls';

import type { AddressPolicy } from './address-policy.ts';

/** What identifies both sides of a TLS connection, as PEM texts. The system's CAs are always trusted too. */
export interface TlsOptions {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** Certificates or keys that cannot be read; the message has nothing of them. */
export class TlsOptionsError extends Error {
  override readonly name = 'TlsOptionsError';
}

const maxSockets = 32;
const maxIdentities = 64;
const idleSocketMs = 30_000;

/** Connections that may be lent to each other's requests, but for their TLS identities. */
class Pool {
  readonly plain: HttpAgent;
  readonly secure = new Map<string, HttpsAgent>();
  readonly #lookup: { readonly lookup?: LookupFunction };

  constructor(addresses: AddressPolicy | undefined) {
    this.#lookup = addresses === undefined ? {} : { lookup: addresses.lookup };
    this.plain = new HttpAgent({ keepAlive: true, maxSockets, timeout: idleSocketMs, ...this.#lookup });
  }

  secureAgent(tls: TlsOptions): HttpsAgent {
    const key = createHash('sha256')
      .update(JSON.stringify([tls.ca, tls.cert, tls.key]))
      .digest('hex');
    const agent = this.secure.get(key) ?? createAgent(tls, this.#lookup);
    this.secure.delete(key);
    this.secure.set(key, agent);
    dropOldest(this.secure);
    return agent;
  }
}

const pool = new Pool(undefined);
const pools = new Map<AddressPolicy, Pool>();

/**
 * The connection pool for a URL and a TLS identity: connections of one identity are never lent to another, nor those
 * that were made without a policy to requests with one.
 */
export function agentFor(
  url: URL,
  tls: TlsOptions | undefined,
  addresses: AddressPolicy | undefined,
): HttpAgent | HttpsAgent {
  const connections = poolOf(addresses);
  return url.protocol === 'http:' ? connections.plain : connections.secureAgent(tls ?? {});
}

function poolOf(addresses: AddressPolicy | undefined): Pool {
  if (addresses === undefined) return pool;
  const known = pools.get(addresses) ?? new Pool(addresses);
  pools.set(addresses, known);
  return known;
}

function createAgent(tls: TlsOptions, lookup: { readonly lookup?: LookupFunction }): HttpsAgent {
  try {
    // A CA without a certificate in it would be ignored in silence.
    if (tls.ca !== undefined) new X509Certificate(tls.ca).checkHost('');
    createSecureContext({ ...tls });
  } catch (error) {
    throw new TlsOptionsError(
      'the CA, certificate or key cannot be read: PEM is expected, and a key that fits the certificate',
      { cause: error },
    );
  }
  return new HttpsAgent({
    keepAlive: true,
    maxSockets,
    timeout: idleSocketMs,
    ...lookup,
    minVersion: 'TLSv1.2',
    // Set here so that NODE_TLS_REJECT_UNAUTHORIZED cannot turn verification off behind our back.
    rejectUnauthorized: true,
    ...(tls.ca === undefined ? {} : { ca: [...getCACertificates('default'), tls.ca] }),
    ...(tls.cert === undefined ? {} : { cert: tls.cert }),
    ...(tls.key === undefined ? {} : { key: tls.key }),
  });
}

function dropOldest(agents: Map<string, HttpsAgent>): void {
  for (const [key, agent] of agents) {
    if (agents.size <= maxIdentities) return;
    agents.delete(key);
    // Not destroyed: requests under way keep their connection, idle ones end by their time-out.
    agent.maxFreeSockets = 0;
  }
}

/** Closes idle pooled connections: for a clean end of a process or a test. */
export function closeIdleConnections(): void {
  for (const { plain, secure } of [pool, ...pools.values()]) {
    plain.destroy();
    for (const agent of secure.values()) agent.destroy();
    secure.clear();
  }
  pools.clear();
}
