import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { request } from './request.ts';
import { closeIdleConnections, TlsOptionsError } from './tls.ts';

const hasOpenssl = await promisify(execFile)('openssl', ['version']).then(
  () => true,
  () => false,
);

interface Pair {
  readonly cert: string;
  readonly key: string;
}

describe.skipIf(!hasOpenssl)('TLS (needs openssl)', () => {
  let dir: string;
  let server: Server;
  let url: string;
  let ca: Pair;
  let client: Pair;

  const selfSigned = async (name: string, subject: string): Promise<Pair> => {
    const [cert, key] = [join(dir, `${name}.crt`), join(dir, `${name}.key`)];
    const names = ['-addext', `subjectAltName=${subject}`];
    await promisify(execFile)('openssl', [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '1',
      '-subj',
      `/CN=${name}`,
      ...names,
      '-keyout',
      key,
      '-out',
      cert,
    ]);
    return { cert: await readFile(cert, 'utf8'), key: await readFile(key, 'utf8') };
  };

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'sluice-'));
    ca = await selfSigned('server', 'IP:127.0.0.1');
    client = await selfSigned('client', 'DNS:client');
    server = createServer({ ...ca, ca: client.cert, requestCert: true, rejectUnauthorized: false }, (req, res) => {
      res.end((req.socket as TLSSocket).authorized ? 'known' : 'unknown');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `https://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  });
  afterAll(async () => {
    closeIdleConnections();
    server.closeAllConnections();
    server.close();
    await rm(dir, { recursive: true });
  });

  it('trusts a given CA, and shows a given certificate', async () => {
    expect(Buffer.from((await request({ url, tls: { ca: ca.cert } })).body).toString()).toBe('unknown');
    const tls = { ca: ca.cert, cert: client.cert, key: client.key };
    expect(Buffer.from((await request({ url, tls })).body).toString()).toBe('known');
  });

  it('never lends a connection to another identity', async () => {
    await request({ url, tls: { ca: ca.cert, cert: client.cert, key: client.key } });
    expect(Buffer.from((await request({ url, tls: { ca: ca.cert } })).body).toString()).toBe('unknown');
    await expect(request({ url })).rejects.toThrow('is self-signed: its CA is not trusted');
  });

  it('verifies whatever the environment says', async () => {
    const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    // Agents that were made before would not see it.
    closeIdleConnections();
    try {
      await expect(request({ url })).rejects.toThrow('its CA is not trusted');
    } finally {
      if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
      else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
    }
  });

  it('names a certificate for another host', async () => {
    await expect(request({ url: url.replace('127.0.0.1', 'localhost'), tls: { ca: ca.cert } })).rejects.toThrow(
      'the certificate of the server is for another host name',
    );
  });

  it('refuses PEM that cannot be read, and a key of another certificate, without showing them', async () => {
    for (const tls of [{ ca: 'CANARY' }, { cert: 'CANARY', key: 'CANARY' }, { cert: client.cert, key: ca.key }]) {
      const failing = request({ url, tls });
      await expect(failing).rejects.toThrow(TlsOptionsError);
      await expect(failing).rejects.not.toThrow('CANARY');
    }
  });
});
