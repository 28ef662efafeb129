import { once } from 'node:events';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openMemoryRepository, serveRepository } from '@sluice/git';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type CommandResult, runSluice } from './support/run-sluice.ts';
import { openStory, readyOf, type Story } from './support/story.ts';

const example = fileURLToPath(new URL('../../examples/evening', import.meta.url));

let folder: string;
/** Where the programs under test have their temporary files. */
let scratch: string;
const before = { TMPDIR: process.env['TMPDIR'], HOME: process.env['HOME'], KUBECONFIG: process.env['KUBECONFIG'] };

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-bad-'));
  scratch = join(folder, 'tmp');
  await mkdir(scratch);
  Object.assign(process.env, { TMPDIR: scratch, HOME: folder });
  delete process.env['KUBECONFIG'];
});

afterEach(async () => {
  for (const [name, value] of Object.entries(before)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  await rm(folder, { recursive: true, force: true });
});

/** One line that says what is wrong, perhaps one that says what to do; no stack, nothing on stdout, nothing left behind. */
function expectRefusal(result: CommandResult, message: string | RegExp, hint?: string): void {
  expect(result).toMatchObject({ code: 1, out: '' });
  const [first, second = '', ...rest] = result.err.trimEnd().split('\n');
  if (typeof message === 'string') expect(first).toBe(`✗ ${message}`);
  else expect(first).toMatch(message);
  expect(second.trim()).toBe(hint ?? '');
  expect(rest).toEqual([]);
  expect(readdirSync(scratch)).toEqual([]);
}

describe('a command line that is wrong', () => {
  it.each([
    [['frobnicate'], "unknown command 'frobnicate'", 'what there is: sluice --help'],
    [['--nope'], "unknown option '--nope'", 'what there is: sluice --help'],
    [['get', 'nonsense'], "unknown command 'nonsense'", 'what there is: sluice get --help'],
    [['get', 'ks', '--wrong'], "unknown option '--wrong'", 'what there is: sluice get kustomizations --help'],
    [['reconcile', 'ks'], "missing required argument 'name'", 'what there is: sluice reconcile kustomization --help'],
  ])('%j', async (args, message, hint) => {
    expectRefusal(await runSluice(args), message, hint);
  });

  it('names a port that is none', async () => {
    const result = await runSluice(['try', example, '--port', '99999']);
    expectRefusal(result, /option '--port <port>' argument '99999' is invalid/, 'what there is: sluice try --help');
  });
});

describe('a kubeconfig that is wrong', () => {
  it('is missing', async () => {
    const path = join(folder, 'none');
    const result = await runSluice(['--kubeconfig', path, 'get', 'ks']);
    expectRefusal(result, `cannot read the kubeconfig ${path}: no such file`);
  });

  it.each([
    ['is no YAML', '{', /kubeconfig/],
    ['is something else', '- 1\n', /the kubeconfig .* is not a mapping/],
    ['has no context', 'apiVersion: v1\nkind: Config\n', /context/],
  ])('%s', async (_title, text, message) => {
    const path = join(folder, 'kubeconfig');
    writeFileSync(path, text);
    const result = await runSluice(['--kubeconfig', path, 'get', 'ks']);
    expect(result).toMatchObject({ code: 1, out: '' });
    expect(result.err).toMatch(message);
    expect(result.err.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
    expect(result.err).not.toMatch(/^\s+at /m);
  });

  it('leads to a server that is not there', async () => {
    const port = await unusedPort();
    const path = join(folder, 'kubeconfig');
    const [cluster, user] = [{ server: `http://127.0.0.1:${String(port)}` }, { token: 't' }];
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'c',
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
      clusters: [{ name: 'c', cluster }],
      users: [{ name: 'u', user }],
    };
    writeFileSync(path, JSON.stringify(config));
    const result = await runSluice(['--kubeconfig', path, 'get', 'ks']);
    expectRefusal(
      result,
      `cannot reach the API server at http://127.0.0.1:${String(port)}: connection refused`,
      'is the cluster up, and the right context chosen (--context)?',
    );
  });
});

describe('a directory that cannot be tried', () => {
  it('is not there', async () => {
    const path = join(folder, 'none');
    expectRefusal(await runSluice(['try', path]), `${path} is not a directory`);
  });

  it('holds no manifests', async () => {
    const path = join(folder, 'empty');
    await mkdir(path);
    const result = await runSluice(['try', path]);
    expectRefusal(
      result,
      `nothing in ${path} looks like Kubernetes manifests`,
      `give the directory that holds them:  sluice try ${path} --path DIR`,
    );
  });

  it('has not the path that is asked for', async () => {
    const result = await runSluice(['try', example, '--path', 'nowhere']);
    const hint = 'places that could be the root: clusters/prod';
    expectRefusal(result, `--path nowhere does not exist in ${example}`, hint);
  });

  it('has no source of the name that is mapped', async () => {
    const result = await runSluice(['try', example, '--source', `platform=${folder}`]);
    expectRefusal(result, `no GitRepository named platform in ${example}`, 'there are: infra');
  });
});

describe('a port that is in use', () => {
  it.each([['try', example], ['sandbox']])('%s', async (...command) => {
    const server = await listen();
    const { port } = server.address() as AddressInfo;
    const result = await runSluice([...command, '--port', String(port)]);
    const hint = 'choose another with --port, or leave it out';
    expectRefusal(result, `port ${String(port)} on 127.0.0.1 is in use`, hint);
  });
});

describe('Ctrl-C', () => {
  it('ends a running command in order, with 130', async () => {
    const interrupt = new AbortController();
    const result = await runSluice(['try', example], {
      interrupted: interrupt.signal,
      // By then the cluster runs and has something to be ended.
      onErr: (text) => text.includes('GitRepository') && interrupt.abort(new Error('interrupted')),
    });
    expect(interrupt.signal.aborted).toBe(true);
    expect(result).toMatchObject({ code: 130, out: '' });
    expect(result.err).not.toMatch(/✗|^\s+at /m);
    expect(readdirSync(scratch)).toEqual([]);
  });
});

describe('a source that cannot be fetched', () => {
  it('says that nothing answers', async () => {
    const story = await openStory({ 'a.yaml': '' });
    const url = `http://127.0.0.1:${String(await unusedPort())}/none.git`;
    const { err, code } = await reconcile(story, { url });
    expect(code).toBe(1);
    expect(err).toContain('connection refused');
    expect(err).not.toMatch(/^\s+at /m);
  });

  it('says that the credentials are wrong, and never which they were', async () => {
    const story = await openStory({ 'a.yaml': '' });
    const repository = openMemoryRepository();
    await repository.commit({ files: new Map([['a.yaml', '']]), message: 'one' });
    const right = `Basic ${Buffer.from('git:right').toString('base64')}`;
    const server = await serveRepository(repository, { authorization: right });
    onTestFinished(() => server.close());
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'login', namespace: 'flux-system' } };
    const data = { username: 'git', password: 'wrong-password' };
    await story.environment.client.create({ ...secret, stringData: data });
    const { err, code } = await reconcile(story, { url: server.url, secretRef: { name: 'login' } });
    expect(code).toBe(1);
    expect(err).toMatch(/authentication/i);
    expect(err).not.toContain('wrong-password');
    expect(err).not.toMatch(/^\s+at /m);
  });
});

async function reconcile(story: Story, spec: Record<string, unknown>): Promise<CommandResult> {
  const type = { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'GitRepository' };
  const metadata = { name: 'bad', namespace: 'flux-system' };
  await story.environment.client.create({
    ...type,
    metadata,
    spec: { interval: '1h', ref: { branch: 'main' }, ...spec },
  });
  await story.until({ ...type, ...metadata }, (object) => readyOf(object)?.status === 'False');
  return story.sluice('reconcile', 'source', 'git', 'bad');
}

async function listen(): Promise<Server> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return server;
}

async function unusedPort(): Promise<number> {
  const server = await listen();
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
