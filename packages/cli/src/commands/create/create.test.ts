import { expect, test } from 'vitest';
import { runHere } from '../../test-support/run-here.ts';

/** Without a cluster: `--export` needs none. */
const create = (...args: string[]) => runHere('create', ...args, '--export');

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

test('a Receiver is printed with the version of what its controller would not find', async () => {
  const flags = ['--type', 'github', '--secret-ref', 'hook', '--event', 'push,ping'];
  const resources = ['--resource', 'GitRepository/infra', '--resource', 'Kustomization/apps.shop'];
  const { out } = await create('receiver', 'hook', ...flags, ...resources);
  expect(out).toContain(`spec:
  events:
  - push
  - ping
  resources:
  - kind: GitRepository
    name: infra
  - apiVersion: kustomize.toolkit.fluxcd.io/v1
    kind: Kustomization
    name: apps
    namespace: shop
  secretRef:
    name: hook
  type: github
`);
});

test('the Secret of a Receiver has the path that the controller will serve', async () => {
  const flags = ['--type', 'gcr', '--hostname', 'flux.example.com', '--token', 't', '--email-claim', 'a@b.test'];
  const { out } = await create('secret', 'receiver', 'hook', ...flags);
  // printf 'thookflux-system' | sha256sum
  const webhook = 'https://flux.example.com/hook/dc4e88f82e2ecea59484e6ea799d821e2290fa7f500a786ea9a0dffae7b5d36f';
  expect(out).toBe(`---
apiVersion: v1
kind: Secret
metadata:
  annotations:
    notification.toolkit.fluxcd.io/webhook: ${webhook}
  name: hook
  namespace: flux-system
stringData:
  audience: ${webhook}
  email: a@b.test
  token: t
`);
});

test('a GitRepository is printed with what stays out of its artifact, and how long a fetch may take', async () => {
  const flags = [
    '--branch',
    'main',
    '--ignore-paths',
    '*.md,docs/',
    '--sparse-checkout-paths',
    'a,b',
    '--fetch-timeout',
    '90s',
  ];
  expect((await git(...flags)).out).toContain(`spec:
  ignore: |-
    *.md
    docs/
  interval: 1m0s
  ref:
    branch: main
  sparseCheckout:
  - a
  - b
  timeout: 1m30s
  url: ${url}
`);
});

const alert = (...flags: string[]) => create('alert', 'all', '--provider-ref', 'slack', ...flags);
const hook = (...flags: string[]) => create('secret', 'receiver', 'hook', ...flags);

test.each([
  [() => alert(), 'at least one event source is required'],
  [() => alert('--event-source', 'apps'), "invalid event source 'apps'"],
  [() => alert('--event-source', 'Deployment/web'), 'spec.eventSources.0.kind'],
  [() => alert('--event-source', 'Kustomization/*', '--event-severity', 'loud'), 'Allowed choices are info, error'],
  [() => create('alert-provider', 'chat', '--type', 'pigeon'), 'spec.type'],
  [() => create('receiver', 'hook', '--type', 'github', '--secret-ref', 'hook'), 'at least one resource is required'],
  [() => hook('--type', 'github'), "required option '--hostname <host>' not specified"],
  [() => hook('--type', 'generic-oidc', '--hostname', 'a.test'), "receiver type 'generic-oidc' is not supported"],
  [() => hook('--type', 'gcr', '--hostname', 'a.test'), '--email-claim is required'],
  [() => hook('--type', 'github', '--hostname', 'a.test/x'), 'is not a host name'],
  [() => hook('--type', 'github', '--hostname', 'a.test', '--email-claim', 'x'), 'for the type gcr only'],
  [() => git(), 'a Git ref is required'],
  [() => git('--branch', 'a', '-u', 'me'), '--username and --password are needed together'],
  [
    () => create('source', 'git', 'infra', '--url', 'ssh://h/x', '--branch', 'a', '-u', 'me'),
    'the user stands in the URL',
  ],
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
