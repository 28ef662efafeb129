import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdir, mkdtemp, readdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSandbox } from '@sluice/sandbox';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { runSluice } from './support/run-sluice.ts';
import { kustomization, openStory } from './support/story.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-broken-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function file(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

/** A kubeconfig of one context with the name `one`. */
function kubeconfig(server: string, current = 'one'): string {
  return JSON.stringify({
    'current-context': current,
    contexts: [{ name: 'one', context: { cluster: 'one', user: 'one' } }],
    clusters: [{ name: 'one', cluster: { server } }],
    users: [{ name: 'one', user: {} }],
  });
}

describe('a kubeconfig that is broken is one line and exit code 1', () => {
  it.each([
    ['is missing', () => Promise.resolve(join(folder, 'none')), 'no such file'],
    ['is a directory', () => Promise.resolve(folder), 'cannot read the kubeconfig'],
    ['is not YAML', () => file('config', 'a: [b'), 'is not valid YAML'],
    ['refers to itself', () => file('config', 'a: &a [*a]'), 'is not valid YAML'],
    ['is a list', () => file('config', '[1, 2]'), 'is not a mapping'],
    ['is empty', () => file('config', ''), 'is empty'],
    ['has a context that is not there', () => file('config', kubeconfig('https://a.test', 'two')), 'two'],
    ['has no usable server', () => file('config', kubeconfig('ftp://a.test')), 'ftp://a.test'],
  ])('when it %s', async (_name, write, message) => {
    const { code, out, err } = await runSluice(['get', 'all', '--kubeconfig', await write()]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^✗ [^\n]+\n$/);
    expect(err).toContain(message);
  });

  it('when it has 100 MB', async () => {
    const path = await file('config', '');
    await truncate(path, 100 * 1024 * 1024);
    const { code, err } = await runSluice(['get', 'all', '--kubeconfig', path]);
    expect(code).toBe(1);
    expect(err).toMatch(/^✗ the kubeconfig \S+ is larger than \d+ bytes\n$/);
  });
});

describe('KUBECONFIG', () => {
  const before = process.env['KUBECONFIG'];
  afterEach(() => {
    if (before === undefined) delete process.env['KUBECONFIG'];
    else process.env['KUBECONFIG'] = before;
  });

  it('may be a list, of which the first file with a context counts', async () => {
    const sandbox = await startSandbox();
    onTestFinished(() => sandbox.close());
    const first = await file('first', JSON.stringify({ contexts: [], clusters: [], users: [] }));
    process.env['KUBECONFIG'] = [first, await file('second', sandbox.kubeconfig())].join(delimiter);
    expect(await runSluice(['get', 'all'])).toEqual({
      code: 1,
      out: '',
      err: '✗ no objects found in "flux-system" namespace\n',
    });
  });
});

describe('a cluster', () => {
  it('without our kinds says what is missing', async () => {
    const sandbox = await startSandbox();
    onTestFinished(() => sandbox.close());
    const config = await file('config', sandbox.kubeconfig());
    expect(await runSluice(['get', 'kustomizations', '--kubeconfig', config])).toEqual({
      code: 1,
      out: '',
      err: '✗ the cluster does not serve Kustomization of kustomize.toolkit.fluxcd.io/v1\n  are the controllers installed there?\n',
    });
  });

  it.each([
    [403, 'Forbidden', 'kustomizations is forbidden'],
    [401, 'Unauthorized', 'not logged in'],
  ])('that answers %i is one line and exit code 1', async (status, reason, message) => {
    const body = { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, code: status, message };
    const server = createServer((_request, response) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.close();
      server.closeAllConnections();
    });
    const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    const result = await runSluice(['get', 'ks', '--kubeconfig', await file('config', kubeconfig(url))]);
    expect(result.code).toBe(1);
    expect(result.err).toContain(message);
    expect(result.err).not.toMatch(/\n\s+at /);
  });
});

describe('build kustomization reads nothing outside of the directory', () => {
  const object = { ...kustomization('x'), spec: { ...(kustomization('x')['spec'] as object), path: './' } };

  it.each([
    ['by a path that leads out', '../outside.yaml', 'is outside of root'],
    ['by a symbolic link that leads out', 'link.yaml', 'no such file or directory'],
  ])('%s', async (_name, resource, message) => {
    await mkdir(join(folder, 'tree'));
    await file('outside.yaml', 'canary: 1\n');
    await symlink(join(folder, 'outside.yaml'), join(folder, 'tree/link.yaml'));
    await file('tree/kustomization.yaml', JSON.stringify({ resources: [resource] }));
    const flags = ['--kustomization-file', await file('x.yaml', JSON.stringify(object)), '--dry-run'];
    const { code, out, err } = await runSluice(['build', 'ks', 'x', '--path', join(folder, 'tree'), ...flags]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(message);
    expect(err).not.toContain('canary');
  });
});

it('escape codes of strangers do not reach the terminal', async () => {
  const story = await openStory({});
  const { client } = story.environment;
  const created = await client.create(kustomization('apps', { suspend: true }));
  const message = '\u001b]0;owned\u0007\u001b[31mred\u202e';
  const ready = { type: 'Ready', status: 'False', reason: 'X', message, lastTransitionTime: '2026-01-01T00:00:00Z' };
  const { apiVersion, kind, metadata } = created;
  const ref = { apiVersion, kind, namespace: 'flux-system', name: 'apps' };
  const body = { status: { conditions: [ready] } };
  await client.patch(ref, body, { type: 'merge', subresource: 'status' });
  await client.patch(ref, { metadata: { annotations: { 'sluice.dev/suspend-reason': message } } }, { type: 'merge' });
  await client.create({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'apps.1', namespace: 'flux-system' },
    involvedObject: { apiVersion, kind, name: 'apps', namespace: 'flux-system', uid: metadata.uid },
    type: 'Warning',
    reason: 'X',
    message,
  });
  for (const args of [
    'get ks',
    'get all -A',
    'get ks -o json',
    'get ks -o yaml',
    'status',
    'events',
    'export ks apps',
  ]) {
    const { out, err } = await story.sluice(...args.split(' '));
    expect(out + err, args).toContain('owned');
    expect(out + err, args).not.toMatch(/[\u001b\u0007]/);
  }
});

describe('a reader that goes away ends a command with exit code 0', () => {
  /** Starts the program, and closes the end of the pipe that it writes to. */
  async function cutOff(stream: 'stdout' | 'stderr', ...args: string[]): Promise<number | null> {
    await mkdir(join(folder, 'tmp'));
    const child = start(join(folder, 'tmp'), ...args);
    child[stream].destroy();
    child[stream === 'stdout' ? 'stderr' : 'stdout'].resume();
    return new Promise((resolve) => child.once('exit', resolve));
  }

  it('when it prints', async () => {
    expect(await cutOff('stdout', 'completion', 'bash')).toBe(0);
  });

  it('when it shows progress, and leaves no files behind', async () => {
    const example = fileURLToPath(new URL('../../examples/evening', import.meta.url));
    expect(await cutOff('stderr', 'try', example, '--once')).toBe(0);
    expect((await readdir(join(folder, 'tmp'))).filter((name) => name.startsWith('sluice-'))).toEqual([]);
  });
});

describe('Ctrl-C ends a command in order, with exit code 130 and no files left behind', () => {
  it.each([
    ['a sandbox that is running', ['sandbox'], 'Ctrl-C ends it'],
    ['try while it works', ['try', 'EXAMPLE', '--once'], 'Sluice tries'],
  ])('%s', async (_name, args, marker) => {
    const temporary = join(folder, 'tmp');
    await mkdir(temporary);
    const example = fileURLToPath(new URL('../../examples/evening', import.meta.url));
    const child = start(temporary, ...args.map((arg) => (arg === 'EXAMPLE' ? example : arg)));
    let text = '';
    child.stderr.on('data', (chunk: Buffer) => {
      const before = text.includes(marker);
      text += chunk.toString();
      if (!before && text.includes(marker)) child.kill('SIGINT');
    });
    child.stdout.resume();
    const code = await new Promise((resolve) => child.once('exit', resolve));
    expect({ code, text }).toEqual({ code: 130, text: expect.stringContaining(marker) as string });
    expect(text).not.toContain('✗');
    expect((await readdir(temporary)).filter((name) => name.startsWith('sluice-'))).toEqual([]);
  });
});

/** Starts the program, with a directory of its own for temporary files. */
function start(temporary: string, ...args: string[]): ChildProcessWithoutNullStreams {
  const starter = fileURLToPath(new URL('../../tools/start.mjs', import.meta.url));
  const main = fileURLToPath(new URL('../../packages/cli/src/main.ts', import.meta.url));
  return spawn(process.execPath, [starter, main, ...args], { env: { ...process.env, TMPDIR: temporary } });
}
