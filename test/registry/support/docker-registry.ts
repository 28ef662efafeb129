import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { createHash, createSign } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '../../control-plane/eventually.ts';
import { findFreePorts } from '../../control-plane/free-ports.ts';

const run = promisify(execFile);

export const registryNeeded = 'docker-registry and openssl (.ci/install-programs)';

/** Whether the programs are there. */
export function hasRegistry(): boolean {
  return ['docker-registry', 'openssl'].every((name) => spawnSync(name, ['version']).error === undefined);
}

/** The user whom a registry with authentication knows. */
export const user = { name: 'puller', password: 'not-a-secret' };
const hashOfPassword = '$2b$04$abcdefghijklmnopqrstuukiPfWbK4Chx2wQkrCBcuNQWm8D.wM3i';

/** `open`, basic authentication, or tokens of a service of their own, which gives them to `user` alone. */
export type Access = 'open' | 'basic' | 'token';

/** A registry of Debian's on 127.0.0.1, with images of its own. */
export interface Registry {
  /** `127.0.0.1:41873` */
  readonly host: string;
  /** Query and authorization of the requests to the token service. */
  readonly tokenRequests: readonly { readonly query: URLSearchParams; readonly authorization: string | undefined }[];
  close(): Promise<void>;
}

export async function startRegistry(access: Access, images: readonly string[]): Promise<Registry> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-registry-'));
  const closers: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  const close = async (): Promise<void> => {
    for (const closer of closers.toReversed()) await closer();
  };
  try {
    const tokenRequests: Registry['tokenRequests'][number][] = [];
    // Images come into an open registry; the one that is tested then serves the same files.
    const filler = await serve(folder, '');
    for (const image of images) await push(`http://${filler.host}`, image);
    await filler.stop();
    let auth = '';
    if (access === 'basic') {
      await writeFile(join(folder, 'htpasswd'), `${user.name}:${hashOfPassword}\n`);
      auth = `auth: { htpasswd: { realm: test, path: ${join(folder, 'htpasswd')} } }\n`;
    }
    if (access === 'token') {
      const service = await startTokenService(folder, tokenRequests);
      closers.push(() => service.close());
      const fields = `realm: "${service.url}", service: test, issuer: test, rootcertbundle: ${join(folder, 'cert.pem')}`;
      auth = `auth: { token: { ${fields} } }\n`;
    }
    const registry = await serve(folder, auth);
    closers.push(() => registry.stop());
    return { host: registry.host, tokenRequests, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function serve(folder: string, auth: string): Promise<{ readonly host: string; stop(): Promise<void> }> {
  const [port = 0] = await findFreePorts(1);
  const host = `127.0.0.1:${String(port)}`;
  const config = join(folder, `config-${String(port)}.yml`);
  const storage = `storage: { filesystem: { rootdirectory: ${join(folder, 'images')} } }`;
  await writeFile(
    config,
    `version: 0.1\nlog: { level: error }\n${storage}\nhttp: { addr: "${host}", secret: x }\n${auth}`,
  );
  const child = spawn('docker-registry', ['serve', config], { stdio: 'ignore' });
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', kill);
  await eventually(async () => {
    if (child.exitCode !== null) throw new Error('the registry ended');
    await fetch(`http://${host}/v2/`);
  });
  return {
    host,
    stop: async () => {
      process.removeListener('exit', kill);
      await end(child);
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

/** An image without layers. */
async function push(url: string, image: string): Promise<void> {
  const [name = '', tag = ''] = image.split(':');
  const config = Buffer.from('{}');
  const digest = `sha256:${createHash('sha256').update(config).digest('hex')}`;
  const started = await fetch(`${url}/v2/${name}/blobs/uploads/`, { method: 'POST' });
  const location = new URL(started.headers.get('location') ?? '', url);
  location.searchParams.set('digest', digest);
  await sent(fetch(location, { method: 'PUT', body: config }));
  const type = 'application/vnd.oci.image.manifest.v1+json';
  const body = JSON.stringify({
    schemaVersion: 2,
    mediaType: type,
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest, size: config.length },
    layers: [],
  });
  await sent(fetch(`${url}/v2/${name}/manifests/${tag}`, { method: 'PUT', headers: { 'content-type': type }, body }));
}

async function sent(request: Promise<Response>): Promise<void> {
  const { status, url } = await request;
  if (status !== 201) throw new Error(`${url} answered with ${String(status)}`);
}

async function startTokenService(
  folder: string,
  requests: Registry['tokenRequests'][number][],
): Promise<{ readonly url: string; close(): Promise<unknown> }> {
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=test', '-days', '2', '-keyout', key, '-out', certificate];
  await run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...subject]);
  const signer = { key: await readFile(key, 'utf8'), certificate: await readFile(certificate, 'utf8') };
  const expected = `Basic ${Buffer.from(`${user.name}:${user.password}`).toString('base64')}`;
  const server: Server = createServer((request, response) => {
    const query = new URL(request.url ?? '', 'http://token').searchParams;
    const { authorization } = request.headers;
    requests.push({ query, authorization });
    if (authorization !== undefined && authorization !== expected) {
      response.writeHead(401).end('{}');
      return;
    }
    const token = tokenFor(signer, authorization === undefined ? '' : (query.get('scope') ?? ''));
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ token }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/token`,
    close: () => {
      server.closeAllConnections();
      return once(server.close(), 'close');
    },
  };
}

function tokenFor(signer: { readonly key: string; readonly certificate: string }, scope: string): string {
  const [type, name, actions] = scope.split(':');
  const access = scope === '' ? [] : [{ type, name, actions: actions?.split(',') }];
  const now = Math.floor(Date.now() / 1000);
  const x5c = [signer.certificate.replaceAll(/-----[^-]+-----|\s/g, '')];
  const claims = { iss: 'test', aud: 'test', sub: user.name, nbf: now - 60, exp: now + 60, iat: now, jti: '1', access };
  const text = [{ typ: 'JWT', alg: 'RS256', x5c }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${text}.${createSign('sha256').update(text).sign(signer.key, 'base64url')}`;
}
