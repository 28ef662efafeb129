import { createHash, X509Certificate } from 'node:crypto';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { createSecureContext, getCACertificates } from 'node:tls';

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

const plainAgent = new HttpAgent({ keepAlive: true, maxSockets, timeout: idleSocketMs });
const agents = new Map<string, HttpsAgent>();

/** The connection pool for a URL and a TLS identity: connections of one identity are never lent to another. */
export function agentFor(url: URL, tls: TlsOptions | undefined): HttpAgent | HttpsAgent {
  return url.protocol === 'http:' ? plainAgent : secureAgent(tls ?? {});
}

function secureAgent(tls: TlsOptions): HttpsAgent {
  const key = createHash('sha256')
    .update(JSON.stringify([tls.ca, tls.cert, tls.key]))
    .digest('hex');
  const agent = agents.get(key) ?? createAgent(tls);
  agents.delete(key);
  agents.set(key, agent);
  dropOldest();
  return agent;
}

function createAgent(tls: TlsOptions): HttpsAgent {
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
    minVersion: 'TLSv1.2',
    // Set here so that NODE_TLS_REJECT_UNAUTHORIZED cannot turn verification off behind our back.
    rejectUnauthorized: true,
    ...(tls.ca === undefined ? {} : { ca: [...getCACertificates('default'), tls.ca] }),
    ...(tls.cert === undefined ? {} : { cert: tls.cert }),
    ...(tls.key === undefined ? {} : { key: tls.key }),
  });
}

function dropOldest(): void {
  for (const [key, agent] of agents) {
    if (agents.size <= maxIdentities) return;
    agents.delete(key);
    // Not destroyed: requests under way keep their connection, idle ones end by their time-out.
    agent.maxFreeSockets = 0;
  }
}

/** Closes idle pooled connections: for a clean end of a process or a test. */
export function closeIdleConnections(): void {
  plainAgent.destroy();
  for (const agent of agents.values()) agent.destroy();
  agents.clear();
}
