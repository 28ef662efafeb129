import type { RequestListener } from 'node:http';

import { afterEach, describe, expect, it } from 'vitest';

import { defaultLimits } from '../limits.ts';
import { formatCommit } from '../object/commit.ts';
import type { GitObject } from '../object/git-object.ts';
import { hashObject } from '../object/object-id.ts';
import { formatTree, type TreeEntry } from '../object/tree.ts';
import { packOf } from '../test-support/hostile-pack.ts';
import { advertisementOf, banded, servingPack, startHostileServer } from '../test-support/hostile-server.ts';
import { encodePacket } from '../wire/pkt-line.ts';
import { type GitStoreOptions, openGitStore } from './git-store.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const oid = 'a'.repeat(40);
const token = { kind: 'bearer', token: 'CANARY' } as const;

/** Fetches from a server that answers so; gives the failure. */
async function failureOf(
  listener: RequestListener,
  options: GitStoreOptions = {},
  timeoutMs = 5000,
): Promise<Error & { code?: string }> {
  const server = await startHostileServer(listener);
  closers.push(() => server.close());
  const request = { url: `${server.url}/r?sig=CANARY`, ref: { branch: 'main' }, auth: token, timeoutMs };
  try {
    await openGitStore(options).fetchRevision(request);
  } catch (error) {
    expect(String(error)).not.toContain('CANARY');
    expect(String(error).length).toBeLessThan(500);
    return error as Error;
  }
  throw new Error('nothing failed');
}

const advertised = 'application/x-git-upload-pack-advertisement';

function answering(status: number, headers: Record<string, string>, body: Buffer | string = ''): RequestListener {
  return (request, response) => {
    request.resume();
    response.writeHead(status, headers).end(body);
  };
}

describe('a server that', () => {
  it.each<[string, string, string, RequestListener]>([
    ['wants credentials', 'AuthenticationFailed', 'authentication required', answering(401, {})],
    ['refuses the credentials', 'AccessDenied', 'access denied', answering(403, {})],
    ['does not have the repository', 'RepositoryNotFound', 'repository not found', answering(404, {})],
    ['fails', 'Unreachable', 'the server failed (503', answering(503, {})],
    [
      'answers with a login page',
      'UnexpectedContent',
      'answered with text/html',
      answering(200, { 'content-type': 'text/html' }, '<html>login'),
    ],
    ['answers with nothing', 'UnexpectedContent', 'answered with nothing', answering(204, {})],
    ['answers with an empty list', 'UnexpectedContent', 'is empty', answering(200, { 'content-type': advertised })],
    [
      'does not speak pkt-line',
      'UnexpectedContent',
      "not git's protocol",
      answering(200, { 'content-type': advertised }, 'hello world'),
    ],
    [
      'announces a giant packet',
      'UnexpectedContent',
      "not git's protocol",
      answering(200, { 'content-type': advertised }, 'ffff'),
    ],
    [
      'stops in a packet',
      'UnexpectedContent',
      'ends in the middle',
      answering(200, { 'content-type': advertised }, '0010abc'),
    ],
    [
      'lists what is no reference',
      'UnexpectedContent',
      'has a line that is none',
      answering(200, { 'content-type': advertised }, encodePacket('../../x refs/heads/main\n')),
    ],
    [
      'says an error',
      'Unreachable',
      'the server refused: go away  now',
      answering(200, { 'content-type': advertised }, encodePacket('ERR go away\n\x1b now')),
    ],
    [
      'redirects to another host',
      'Unreachable',
      'redirect to another origin (http://169.254.169.254) is not followed',
      answering(302, { location: 'http://169.254.169.254/info/refs' }),
    ],
    [
      'redirects to a page',
      'UnexpectedContent',
      'not git',
      (request, response) => {
        if (request.url?.startsWith('/login') === true)
          response.writeHead(200, { 'content-type': 'text/html' }).end('<html>');
        else response.writeHead(302, { location: '/login' }).end();
      },
    ],
    [
      'compresses without being asked',
      'Unreachable',
      'has the encoding "gzip"',
      answering(200, { 'content-type': advertised, 'content-encoding': 'gzip' }, 'x'),
    ],
  ])('%s fails as %s', async (_, code, message, listener) => {
    const failure = await failureOf(listener);
    expect(failure.message).toContain(message);
    expect(failure.code).toBe(code);
  });

  it('wants a pause is told how long', async () => {
    expect(await failureOf(answering(429, { 'retry-after': '7' }))).toMatchObject({
      code: 'RateLimited',
      retryAfterMs: 7000,
    });
  });

  it('lists references for ever is cut at the limit of references, and of bytes', async () => {
    const endless: RequestListener = (_request, response) => {
      response.writeHead(200, { 'content-type': advertised });
      const lines = Buffer.concat(
        Array.from({ length: 500 }, (_, index) => encodePacket(`${oid} refs/heads/b${String(index)}\n`)),
      );
      const timer = setInterval(() => response.write(lines), 1);
      response.on('close', () => clearInterval(timer));
    };
    expect(await failureOf(endless, { limits: { refs: 5000 } })).toMatchObject({
      code: 'LimitExceeded',
      message: 'refused: the repository has more references than the limit of 5000',
    });
    expect((await failureOf(endless, { limits: { advertisementBytes: 100_000 } })).message).toContain(
      'larger than the limit of 100000 bytes',
    );
  });

  it('falls silent, or trickles, ends at the time-out', async () => {
    const silent: RequestListener = (request) => request.resume();
    expect((await failureOf(silent, {}, 100)).message).toMatch(/no complete response within|nothing was heard for/);
    const trickling: RequestListener = (_request, response) => {
      response.writeHead(200, { 'content-type': advertised }).write('ff00');
      const timer = setInterval(() => response.write('0'), 5);
      response.on('close', () => clearInterval(timer));
    };
    expect(await failureOf(trickling, {}, 150)).toMatchObject({ code: 'Unreachable' });
    const halfPack: RequestListener = (request, response) => {
      if (request.method === 'GET') servingPack(oid, Buffer.alloc(0))(request, response);
      else
        response
          .writeHead(200, { 'content-type': 'application/x-git-upload-pack-result' })
          .write(encodePacket('NAK\n'));
    };
    expect((await failureOf(halfPack, {}, 150)).code).toBe('Unreachable');
  });

  it('sends credentials nowhere but to the origin', async () => {
    const other = await startHostileServer(answering(200, { 'content-type': advertised }, advertisementOf(oid)));
    closers.push(() => other.close());
    await failureOf(answering(302, { location: `${other.url}/r/info/refs?service=git-upload-pack` }));
    expect(other.requests).toEqual([]);
  });
});

const identity = { name: 'a', email: 'a@x', timestampSeconds: 0, offsetMinutes: 0 };

function commitOf(tree: string): GitObject & { oid: string } {
  const data = formatCommit({ tree, parents: [], author: identity, committer: identity, message: 'x' });
  return { type: 'commit', data, oid: hashObject('commit', data) };
}

function treeOf(...entries: TreeEntry[]): GitObject & { oid: string } {
  const data = formatTree(entries);
  return { type: 'tree', data, oid: hashObject('tree', data) };
}

const blob: GitObject & { oid: string } = {
  type: 'blob',
  data: Buffer.from('x'),
  oid: hashObject('blob', Buffer.from('x')),
};

describe('a pack that', () => {
  it('is damaged on the way is refused', async () => {
    const pack = packOf([blob]);
    pack[20] = (pack[20] ?? 0) ^ 1;
    expect(await failureOf(servingPack(oid, pack))).toMatchObject({ code: 'MalformedPack' });
  });

  it('is larger than the limit is cut while it comes', async () => {
    const failure = await failureOf(servingPack(oid, Buffer.alloc(1_000_000)), { limits: { packBytes: 100_000 } });
    expect(failure).toMatchObject({
      code: 'LimitExceeded',
      message: 'refused: the pack of the repository exceeds the limit of 100000 bytes',
    });
  });

  it.each<[string, () => { oid: string; objects: GitObject[] }]>([
    ['lacks the commit', () => ({ oid, objects: [blob] })],
    ['has another commit', () => ({ oid, objects: [commitOf(treeOf().oid), treeOf()] })],
    ['lacks the tree', () => ({ oid: commitOf(oid).oid, objects: [commitOf(oid)] })],
    ['has a file where a tree belongs', () => ({ oid: commitOf(blob.oid).oid, objects: [commitOf(blob.oid), blob] })],
    [
      'lacks a file',
      () => {
        const tree = treeOf({ name: 'f', kind: 'file', oid });
        return { oid: commitOf(tree.oid).oid, objects: [commitOf(tree.oid), tree] };
      },
    ],
  ])('%s is refused', async (_, make) => {
    const { oid: head, objects } = make();
    const failure = await failureOf(servingPack(head, packOf(objects)));
    expect(failure.message).toContain('refused: the server sent a pack without ');
  });

  it('names the same directory a billion times is refused by the number of files', async () => {
    const trees = [treeOf(...names(10).map((name): TreeEntry => ({ name, kind: 'file', oid: blob.oid })))];
    for (let level = 0; level < 9; level++) {
      const below = trees.at(-1)?.oid ?? '';
      trees.push(treeOf(...names(10).map((name): TreeEntry => ({ name, kind: 'directory', oid: below }))));
    }
    const commit = commitOf(trees.at(-1)?.oid ?? '');
    const failure = await failureOf(servingPack(commit.oid, packOf([commit, ...trees, blob])));
    expect(failure.message).toBe(
      `refused: the repository has more than ${String(defaultLimits.files)} files and directories`,
    );
  });

  it('nests directories without end is refused by depth', async () => {
    let tree = treeOf({ name: 'f', kind: 'file', oid: blob.oid });
    const trees = [tree];
    for (let level = 0; level < 4096; level++) {
      tree = treeOf({ name: 'd', kind: 'directory', oid: tree.oid });
      trees.push(tree);
    }
    const commit = commitOf(tree.oid);
    const failure = await failureOf(servingPack(commit.oid, packOf([commit, ...trees, blob])));
    expect(failure.message).toBe('refused: the repository has more than 128 directories within each other');
  });

  it('repeats a large file beyond the limit of bytes is refused', async () => {
    const large: GitObject = { type: 'blob', data: Buffer.alloc(10_000) };
    const id = hashObject('blob', large.data);
    const tree = treeOf(...names(20).map((name): TreeEntry => ({ name, kind: 'file', oid: id })));
    const commit = commitOf(tree.oid);
    const pack = packOf([commit, tree, large]);
    const failure = await failureOf(servingPack(commit.oid, pack), { limits: { treeBytes: 100_000 } });
    expect(failure.message).toBe('refused: the repository has more than 100000 bytes of files');
  });

  it('comes without bands is refused', async () => {
    const failure = await failureOf(
      servingPack(oid, packOf([blob]), (pack) => Buffer.concat([encodePacket('NAK\n'), pack])),
    );
    expect(failure.code).toBe('UnexpectedContent');
  });

  it('ends with an error of the server is refused', async () => {
    const wrap = (pack: Buffer): Buffer =>
      Buffer.concat([banded(pack).subarray(0, -4), encodePacket('\x03disk full'), Buffer.from('0000')]);
    expect((await failureOf(servingPack(oid, packOf([blob]), wrap))).message).toBe('the server refused: disk full');
  });
});

function names(count: number): string[] {
  return Array.from({ length: count }, (_, index) => String(index));
}
