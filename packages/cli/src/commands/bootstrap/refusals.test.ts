import { Readable, Writable } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { runProgram } from '../../program.ts';

/** A kubeconfig that is not there: whatever is refused must be refused before the cluster is looked for. */
const noCluster = ['--kubeconfig', '/nowhere'];

async function run(args: readonly string[]): Promise<{ readonly code: number; readonly err: string }> {
  let err = '';
  const sink = new Writable({ write: (_chunk, _encoding, done) => done() });
  const collect = new Writable({
    write(chunk: Buffer, _encoding, done) {
      err += chunk.toString();
      done();
    },
  });
  const terminal = {
    out: sink,
    err: collect,
    piped: Readable.from([]),
    isLive: false,
    isInteractive: false,
    columns: 80,
  };
  const code = await runProgram([...args, ...noCluster], terminal, new AbortController().signal);
  return { code, err };
}

beforeEach(() => {
  vi.stubEnv('GIT_PASSWORD', 'x');
  vi.stubEnv('GITHUB_TOKEN', 'x');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const git = [
  'bootstrap',
  'git',
  '--token-auth',
  '--registry=registry.example',
  '--skip-image-check',
  '--url=https://git.example/infra',
];
const github = [
  'bootstrap',
  'github',
  '--token-auth',
  '--registry=registry.example',
  '--skip-image-check',
  '--owner=acme',
  '--repository=infra',
];

test.each([
  [['--gpg-key-id=A'], '✗ --gpg-key-id is not honoured: commits are not signed\n  leave it out\n'],
  [['--ssh-signing-key-file=A'], '✗ --ssh-signing-key-file is not honoured: commits are not signed\n  leave it out\n'],
  [['--recurse-submodules'], '✗ --recurse-submodules is not honoured: submodules are not fetched\n  leave it out\n'],
  [['--manifests=dir'], '✗ --manifests is not honoured: the manifests are those of this program\n  leave it out\n'],
  [['--components=kustomize-controller'], '✗ component source-controller is required\n'],
  [['--components=source-controller'], '✗ component kustomize-controller is required\n'],
  [['--branch='], '✗ --branch must not be empty\n'],
  [['--secret-name=No/t'], '✗ --secret-name "No/t" cannot be the name of a Secret\n'],
  [['--ca-file=/nowhere/ca'], '✗ --ca-file: /nowhere/ca cannot be read (ENOENT)\n'],
])('%j is refused of either host before the cluster is looked for', async (flags, expected) => {
  for (const command of [git, github]) expect(await run([...command, ...flags])).toEqual({ code: 1, err: expected });
});

test.each([
  [
    'http://user:secret@git.example/r',
    '✗ --url has a password in it\n  use --username, and GIT_PASSWORD in the environment\n',
  ],
  ['ftp://git.example/r', "✗ git URL scheme 'ftp' not supported, can be: ssh, http and https\n"],
  ['git@git.example:r', '✗ git URL parse failed\n  such as https://host/org/repository or ssh://git@host/repo\n'],
  [
    'http://git.example/r',
    '✗ scheme http is insecure: what is sent can be read and changed on the way\n  use https, or --allow-insecure-http where you trust the network\n',
  ],
  ['ssh://git@git.example/r', '✗ --token-auth needs an https URL\n  leave --token-auth out to use an ssh key\n'],
])('the URL %s is refused', async (url, expected) => {
  const insecure = url.startsWith('http://user') ? ['--allow-insecure-http'] : [];
  expect(await run([...git, `--url=${url}`, ...insecure])).toEqual({ code: 1, err: expected });
});

test.each([
  [['--owner=a/b'], '✗ --owner "a/b" cannot be a name on GitHub\n'],
  [['--repository=..'], '✗ --repository ".." cannot be a name on GitHub\n'],
  [['--personal', '--team=ops'], '✗ --team needs an organisation\n  leave --personal out\n'],
  [
    ['--team=ops:own'],
    '✗ --team "ops:own" is invalid\n  it must be name or name:permission, with pull, triage, push, maintain or admin\n',
  ],
  [
    ['--hostname=http://github.example'],
    '✗ --hostname http://github.example: http would send the token in the clear\n  use https\n',
  ],
  [['--hostname=a/b'], '✗ --hostname "a/b" is not a host\n  such as github.example.com\n'],
])('%j is refused of GitHub', async (flags, expected) => {
  expect(await run([...github, ...flags])).toEqual({ code: 1, err: expected });
});

test('a version of its own is not that of the program', async () => {
  expect((await run([...git, '--version=v9.9.9'])).err).toMatch(/^✗ version v9\.9\.9 is not available/);
});

test('a missing password is named, and where it belongs', async () => {
  vi.stubEnv('GIT_PASSWORD', '');
  expect(await run(git)).toEqual({
    code: 1,
    err: '✗ no password for the git repository\n  set GIT_PASSWORD in the environment\n',
  });
});
