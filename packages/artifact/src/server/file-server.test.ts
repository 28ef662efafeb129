import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { request } from '@sluice/net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { openArtifactCache } from '../artifact-cache.ts';
import { digestOf } from '../digest.ts';
import { fetchArtifact } from '../fetch-artifact.ts';
import { packArtifact } from '../pack-artifact.ts';
import { openStorage } from '../storage/storage.ts';
import { type FileServer, startFileServer } from './file-server.ts';

let root: string;
let server: FileServer;
let url: string;
beforeEach(async () => {
  const parent = await mkdtemp(join(tmpdir(), 'sluice-'));
  root = join(parent, 'data');
  await mkdir(join(root, 'a/b'), { recursive: true });
  await writeFile(join(parent, 'secret'), 'CANARY');
  await writeFile(join(root, 'a/b/x.tar.gz'), 'content');
  await writeFile(join(root, 'a/b/.hidden.tmp'), 'CANARY');
  await symlink(join(parent, 'secret'), join(root, 'a/link'));
  server = await startFileServer({ root, host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${String(server.port)}`;
});
afterEach(async () => {
  await server.close();
  await rm(join(root, '..'), { recursive: true });
});

/** Sends a request line as it is; URL parsers would clean it. */
function raw(line: string, ...headers: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(server.port, '127.0.0.1', () =>
      socket.write([line, 'Host: x', 'Connection: close', ...headers, '', ''].join('\r\n')),
    );
    socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
    socket.on('error', reject).on('close', () => resolve(answer));
  });
}

describe('the file server', () => {
  it('sends whole files, answers HEAD, and tells probes that it is there', async () => {
    const answer = await raw('GET /a/b/x.tar.gz HTTP/1.1');
    expect(answer).toMatch(/^HTTP\/1\.1 200 [\s\S]*content-length: 7\r\n[\s\S]*\r\n\r\ncontent$/i);
    expect(await raw('HEAD /a/b/x.tar.gz HTTP/1.1')).toMatch(
      /^HTTP\/1\.1 200 [\s\S]*content-length: 7\r\n[\s\S]*\r\n\r\n$/i,
    );
    expect((await request({ url: `${url}/` })).status).toBe(200);
  });

  it('ignores ranges', async () => {
    const answer = await raw(
      'GET /a/b/x.tar.gz HTTP/1.1',
      `Range: bytes=${Array.from({ length: 200 }, (_, index) => `${String(index)}-`).join(',')}`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 [\s\S]*content$/);
  });

  it.each([
    '/../secret',
    '/a/../../secret',
    '/%2e%2e/secret',
    '/%2E%2E%2Fsecret',
    '/a/%2e%2e/%2e%2e/secret',
    '/..%2fsecret',
    '/..\\secret',
    '/%5c..%5csecret',
    '/a/b/x.tar.gz%00',
    '/%00',
    '/%zz',
    '//etc/passwd',
    '/a//b/x.tar.gz',
    '/a/b/.hidden.tmp',
    '/a/link',
    '/a',
    '/a/b/',
    '/a/b/x.tar.gz/y',
    '/none',
    '*',
    'http://other/secret',
    `/${'a/'.repeat(3000)}`,
    `/${'a'.repeat(300)}`,
  ])('gives nothing away for GET %s', async (path) => {
    const answer = await raw(`GET ${path} HTTP/1.1`);
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(answer).not.toContain('CANARY');
    expect(answer).not.toContain('x.tar.gz');
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('refuses %s', async (method) => {
    expect(await raw(`${method} /a/b/x.tar.gz HTTP/1.1`, 'Content-Length: 0')).toMatch(/^HTTP\/1\.1 405 /);
  });

  it('rejects when its port is taken', async () => {
    await expect(startFileServer({ root, host: '127.0.0.1', port: server.port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });

  it('sends a file whole that is replaced and removed while it is sent', async () => {
    const storage = openStorage({
      root,
      advertisedHost: () => url,
      algorithm: 'sha256',
      retentionTtlMs: 0,
      retentionRecords: 1,
      now: () => Date.now(),
    });
    const owner = { kind: 'k', namespace: 'n', name: 'm' };
    const contentOf = async function* (byte: number): AsyncGenerator<Uint8Array> {
      for (let index = 0; index < 32; index++) yield await Promise.resolve(Buffer.alloc(65_536, byte));
    };
    const digests = new Map<string, string>();
    for (let round = 0; round < 5; round++) {
      const { path, digest } = await storage.put(owner, `${String(round)}.tar.gz`, contentOf(round));
      digests.set(path, digest);
      const downloads = Array.from({ length: 20 }, () => request({ url: storage.urlOf(path) }));
      const collecting = storage.collect({ ...owner }, undefined);
      for (const { status, body } of await Promise.all(downloads)) {
        expect([200, 404]).toContain(status);
        if (status === 200) expect(digestOf('sha256', body)).toBe(digest);
      }
      await collecting;
    }
  });
});

async function pack(content: string): Promise<Buffer> {
  const entry = {
    path: 'f',
    kind: 'file',
    executable: false,
    size: content.length,
    read: () => Buffer.from(content),
  } as const;
  const chunks: Uint8Array[] = [];
  for await (const chunk of packArtifact([entry])) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('fetchArtifact', () => {
  it('gives verified bytes, and refuses a wrong digest, a missing file and one that is too large', async () => {
    const digest = digestOf('sha256', Buffer.from('content'));
    const good = { url: `${url}/a/b/x.tar.gz`, digest };
    expect(Buffer.from(await fetchArtifact(good)).toString()).toBe('content');
    await expect(fetchArtifact({ ...good, digest: digestOf('sha256', Buffer.from('other')) })).rejects.toMatchObject({
      code: 'DigestMismatch',
    });
    await expect(fetchArtifact({ ...good, digest: 'blake3:00' })).rejects.toMatchObject({ code: 'DigestMismatch' });
    await expect(fetchArtifact({ ...good, url: `${url}/none?sig=CANARY` })).rejects.toMatchObject({
      code: 'NotFound',
      message: `artifact not found at ${url}/none`,
    });
    await expect(fetchArtifact({ ...good, maxBytes: 3 })).rejects.toMatchObject({ code: 'Unreachable' });
    await server.close();
    await expect(fetchArtifact(good)).rejects.toThrow('failed to download the artifact: connection refused');
  });
});

describe('an artifact cache', () => {
  it('downloads and unpacks a digest once, however many ask', async () => {
    const artifact = await pack('hello');
    await writeFile(join(root, 'a/b/y.tar.gz'), artifact);
    const cache = openArtifactCache();
    const wanted = { url: `${url}/a/b/y.tar.gz`, digest: digestOf('sha256', artifact) };
    const trees = await Promise.all(Array.from({ length: 20 }, () => cache.load(wanted)));
    expect(new Set(trees).size).toBe(1);
    expect(Buffer.from(trees[0]?.readFile('f') ?? []).toString()).toBe('hello');
    await rm(join(root, 'a/b/y.tar.gz'));
    expect(await cache.load(wanted)).toBe(trees[0]);
    await expect(openArtifactCache().load(wanted)).rejects.toMatchObject({ code: 'NotFound' });
  });

  it('drops the least recently used beyond its bytes, and tries again after a failure', async () => {
    const cache = openArtifactCache({ maxBytes: 10 });
    const wanted = await Promise.all(
      ['aaaaaa', 'bbbbbb'].map(async (content) => {
        const artifact = await pack(content);
        await writeFile(join(root, `a/b/${content}.tar.gz`), artifact);
        return { url: `${url}/a/b/${content}.tar.gz`, digest: digestOf('sha256', artifact) };
      }),
    );
    const [first, second] = wanted as [{ url: string; digest: string }, { url: string; digest: string }];
    const tree = await cache.load(first);
    await cache.load(second);
    expect(await cache.load(first)).not.toBe(tree);
    await expect(
      cache.load({ ...first, url: `${url}/none`, digest: second.digest.replace(/.$/, '0') }),
    ).rejects.toMatchObject({ name: 'ArtifactError' });
    await expect(cache.load({ ...first, signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow('stop');
  });
});
