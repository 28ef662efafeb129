import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { runProgram } from '../../program.ts';

/** Without a cluster: `--export` needs none. */
async function create(...args: string[]) {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const terminal = { out, err, isLive: false, isInteractive: false, columns: 80 };
  const code = await runProgram(['create', ...args, '--export'], terminal, new AbortController().signal);
  return { code, out: String(out.read() ?? ''), err: String(err.read() ?? '') };
}

const url = 'https://git.example.test/repo';
const git = (...flags: string[]) => create('source', 'git', 'infra', '--url', url, ...flags);
const ks = (...flags: string[]) => create('kustomization', 'apps', '--source', 'infra', ...flags);

test('a Kustomization is printed and nothing else', async () => {
  const flags = ['--path', './apps', '--prune', '--wait', '--depends-on', 'base,shop/db', '--label', 'team=a'];
  expect(await ks(...flags)).toEqual({
    code: 0,
    err: '',
    out: `---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  labels:
    team: a
  name: apps
  namespace: flux-system
spec:
  dependsOn:
  - name: base
  - name: db
    namespace: shop
  interval: 1m0s
  path: ./apps
  prune: true
  sourceRef:
    kind: GitRepository
    name: infra
  timeout: 2m0s
  wait: true
`,
  });
});

test.each([
  [['--branch', 'main', '--commit', 'abc'], 'ref:\n    branch: main\n    commit: abc\n'],
  [['--branch', 'main', '--tag', 'v1'], 'ref:\n    tag: v1\n'],
  [['--tag', 'v1', '--tag-semver', '>=1.0.0'], "ref:\n    semver: '>=1.0.0'\n"],
  [['--tag-semver', '1.x', '--ref-name', 'refs/heads/x'], 'ref:\n    name: refs/heads/x\n'],
  [['--branch', 'main', '--secret-ref', 'key'], 'secretRef:\n    name: key\n'],
])('of %j it takes what wins', async (flags, expected) => {
  expect((await git(...flags)).out).toContain(expected);
});

test.each([
  [['--source', 'oci'], 'kind: GitRepository\n    name: oci\n'],
  [['--source', 'ocirepository/oci.shop'], 'kind: OCIRepository\n    name: oci\n    namespace: shop\n'],
])('the source %j is read', async (flags, expected) => {
  expect((await ks(...flags)).out).toContain(expected);
});

test.each([
  [() => git(), 'a Git ref is required'],
  [() => create('source', 'git', 'infra', '--url', 'ftp://host/x', '--branch', 'a'), "scheme 'ftp' not supported"],
  [() => create('source', 'git', 'x', '--url', url, '--branch', 'a'), 'name "x" is invalid'],
  [() => git('--branch', 'main', '--label', 'team'), "invalid label format 'team', must be key=value"],
  [() => git('--branch', 'main', '--interval', 'soon'), 'it must be a duration'],
  [() => git('--branch', 'main', '--interval', '0s'), 'must be longer than nothing'],
  [() => ks('--path', 'apps'), 'path must begin with ./'],
  [() => ks('--path', './a/../../b'), 'path must not leave the source'],
  [() => ks('--prune=maybe'), 'it must be true or false'],
  [() => ks('--source', 'HelmChart/x'), "source kind 'HelmChart' is not supported"],
  [() => ks('--source', 'Bucket/a.b.c'), "invalid source 'Bucket/a.b.c'"],
  [() => ks('--depends-on', 'a/b/c'), "invalid dependency 'a/b/c'"],
])('refuses what it cannot mean: %#', async (run, expected) => {
  const { code, out, err } = await run();
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain(expected);
});
