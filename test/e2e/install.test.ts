import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bearerToken, type KubeClient, openKubeClient } from '@sluice/kube';
import { type KubeObject, readYaml, type TypeRef } from '@sluice/objects';
import { type Sandbox, startSandbox } from '@sluice/sandbox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CommandResult, runSluice } from './support/run-sluice.ts';

const registry = ['--registry=registry.example/sluice', '--skip-image-check'];
const components = ['kustomize-controller', 'notification-controller', 'source-controller'];

let sandbox: Sandbox;
let client: KubeClient;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-install-'));
  sandbox = await startSandbox();
  await writeFile(join(folder, 'kubeconfig'), sandbox.kubeconfig(), { mode: 0o600 });
  client = openKubeClient({
    connection: { server: sandbox.url, credentials: bearerToken(sandbox.token) },
    userAgent: 'test',
  });
});

afterEach(async () => {
  client.close();
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
});

function sluice(...args: string[]): Promise<CommandResult> {
  return runSluice([...args, `--kubeconfig=${join(folder, 'kubeconfig')}`]);
}

/** How many requests changed the cluster. */
function writes(): number {
  return sandbox.audit.filter(
    ({ verb, user }) => !['get', 'list', 'watch'].includes(verb) && user === 'kubernetes-admin',
  ).length;
}

async function listed(type: TypeRef): Promise<readonly KubeObject[]> {
  const { items } = await client.list(type, { labelSelector: 'app.kubernetes.io/part-of=flux' });
  return items;
}

const deployments = { apiVersion: 'apps/v1', kind: 'Deployment' };
const definitions = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' };

describe('sluice install', () => {
  it('installs, says what it does, and finds nothing to do the next time', async () => {
    const first = await sluice('install', ...registry);
    expect(first.code, first.err).toBe(0);
    const lines = first.err.split('\n');
    expect(lines.slice(0, 3)).toEqual([
      '✚ generating manifests',
      '✔ manifests build completed',
      '► installing components in flux-system namespace',
    ]);
    expect(lines).toContain('Namespace/flux-system created');
    expect(lines).toContain('Deployment/flux-system/source-controller created');
    expect(lines.slice(-6)).toEqual([
      '◎ verifying installation',
      ...components.map((name) => `✔ ${name}: deployment ready`),
      '✔ install finished',
      '',
    ]);
    const again = await sluice('install', ...registry);
    expect(again.code).toBe(0);
    expect(again.err).not.toMatch(/ (created|configured)\n/);
    expect(again.err).toContain('Deployment/flux-system/source-controller unchanged\n');
  });

  it('prints the manifests that it would apply, and needs no cluster for it', async () => {
    const { code, out, err } = await runSluice(['install', '--export', ...registry, '--kubeconfig=/nowhere']);
    expect([code, err]).toEqual([0, '']);
    for (const object of readYaml(out) as unknown as KubeObject[]) {
      if (object.kind === 'CustomResourceDefinition' || object.kind === 'Namespace') await client.create(object);
    }
    client.discovery.invalidate();
    for (const object of readYaml(out) as unknown as KubeObject[]) {
      await client.apply(object, { fieldManager: 'kubectl', force: true, fieldValidation: 'Strict' });
    }
    expect((await listed(deployments)).map(({ metadata }) => metadata.name).sort()).toEqual(components);
  });

  it('changes nothing before it knows that the images can be pulled', async () => {
    const { code, err } = await sluice('install', '--registry=127.0.0.1:1/sluice');
    expect(code).toBe(1);
    expect(err).toContain('✗ image 127.0.0.1:1/sluice/source-controller:0.1.0 cannot be pulled: connection refused');
    expect(writes()).toBe(0);
  });

  it.each([
    [[], '--registry is required: no public image of the controllers exists yet'],
    [[...registry, '--components=helm-controller'], 'component helm-controller is not available'],
    [[...registry, '--version=v9.0.0'], 'version v9.0.0 is not available'],
    [[...registry, '--registry-creds=a:b'], '--registry-creds needs --image-pull-secret'],
    [[...registry, '--registry-creds=CANARY', '--image-pull-secret=x'], 'must have the form user:password'],
    [[...registry, '--cluster-domain=a b'], 'it must be a domain'],
  ])('refuses %j before the first change', async (args, message) => {
    const { code, err } = await sluice('install', ...args);
    expect(code).toBe(1);
    expect(err).toContain(message);
    expect(err).not.toContain('CANARY');
    expect(writes()).toBe(0);
  });

  it('keeps credentials for the registry in the Secret that the pods name', async () => {
    const { code, err } = await sluice(
      'install',
      ...registry,
      '--registry-creds=me:hunter2',
      '--image-pull-secret=pull',
    );
    expect(code, err).toBe(0);
    expect(err).toContain('► generating image pull secret pull\n');
    const secret = await client.get({ apiVersion: 'v1', kind: 'Secret', namespace: 'flux-system', name: 'pull' });
    const config = (secret['data'] as Record<string, string>)['.dockerconfigjson'] ?? '';
    expect(JSON.parse(Buffer.from(config, 'base64').toString())).toEqual({
      auths: {
        'registry.example': { username: 'me', password: 'hunter2', auth: Buffer.from('me:hunter2').toString('base64') },
      },
    });
    expect(err).not.toContain('hunter2');
  });

  it.each([
    ['Flux', { 'app.kubernetes.io/part-of': 'flux', 'app.kubernetes.io/version': 'v2.9.0' }, 'managed by flux'],
    [
      'another tool',
      { 'app.kubernetes.io/part-of': 'flux', 'app.kubernetes.io/managed-by': 'operator' },
      'managed by operator',
    ],
  ])('asks before it overrides what %s installed', async (_, labels, owner) => {
    await sluice('install', ...registry);
    await relabel(labels);
    const mark = writes();
    const refused = await sluice('install', ...registry);
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining(owner)]);
    expect(refused.err).toContain('add --force to override it');
    expect(writes()).toBe(mark);
    expect((await sluice('install', ...registry, '--force')).code).toBe(0);
  });

  it('leaves a cluster alone whose controllers come from git', async () => {
    await sluice('install', ...registry);
    await relabel({ 'app.kubernetes.io/part-of': 'flux', 'kustomize.toolkit.fluxcd.io/namespace': 'flux-system' });
    const { code, err } = await sluice('install', ...registry, '--force');
    expect(code).toBe(1);
    expect(err).toContain('this cluster has already been bootstrapped');
    expect(err).toContain("use 'sluice bootstrap'");
  });
});

/** Gives the definition, by which an installation is told, other labels. */
async function relabel(labels: Readonly<Record<string, string>>): Promise<void> {
  const ref = { ...definitions, name: 'gitrepositories.source.toolkit.fluxcd.io' };
  const patch = [{ op: 'replace', path: '/metadata/labels', value: labels }];
  await client.patch(ref, patch, { type: 'json', fieldManager: 'other' });
}

describe('sluice check', () => {
  it('names what is there, and what is not', async () => {
    await sluice('install', ...registry);
    const { code, err } = await sluice('check');
    expect(code, err).toBe(0);
    const lines = err.trimEnd().split('\n');
    expect(lines[1]).toMatch(/^✔ Kubernetes 1\.\d+\.\d+\S* >=1\.29\.0-0$/);
    expect(lines.filter((_, index) => index !== 1)).toEqual([
      '► checking prerequisites',
      '► checking version in cluster',
      '✔ distribution: sluice-v0.1.0',
      '✔ bootstrapped: false',
      '► checking controllers',
      ...components.flatMap((name) => [`✔ ${name}: deployment ready`, `► registry.example/sluice/${name}:0.1.0`]),
      '► checking crds',
      '✔ alerts.notification.toolkit.fluxcd.io/v1beta3',
      '✔ gates.delivery.sluice.dev/v1alpha1',
      '✔ gitrepositories.source.toolkit.fluxcd.io/v1',
      '✔ kustomizations.kustomize.toolkit.fluxcd.io/v1',
      '✔ providers.notification.toolkit.fluxcd.io/v1beta3',
      '✔ receivers.notification.toolkit.fluxcd.io/v1',
      '✔ all checks passed',
    ]);
  });

  it('fails where nothing is installed, or a part of it is missing', async () => {
    const empty = await sluice('check');
    expect(empty.code).toBe(1);
    expect(empty.err).toContain("✗ no controllers found in the 'flux-system' namespace");
    expect(empty.err).toContain('✗ check failed\n');
    await sluice('install', ...registry);
    await client.delete({ ...definitions, name: 'kustomizations.kustomize.toolkit.fluxcd.io' });
    const broken = await sluice('check');
    expect(broken.code).toBe(1);
    expect(broken.err).toContain('✗ kustomizations.kustomize.toolkit.fluxcd.io: not found');
  });

  it('looks before an installation at the cluster and at the images', async () => {
    const plain = await sluice('check', '--pre');
    expect([plain.code, plain.err.split('\n').at(-2)]).toEqual([0, '✔ prerequisites checks passed']);
    const refused = await sluice('check', '--pre', '--registry=127.0.0.1:1/sluice');
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('cannot be pulled: connection refused');
  });
});

describe('sluice uninstall', () => {
  const git = { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'GitRepository' };

  async function install(): Promise<void> {
    const { code, err } = await sluice('install', ...registry);
    expect(code, err).toBe(0);
    client.discovery.invalidate();
    const finalizers = ['finalizers.fluxcd.io'];
    const metadata = { name: 'infra', namespace: 'default', finalizers };
    await client.create({ ...git, metadata, spec: { interval: '1h', url: 'https://git.example.test/x' } });
  }

  it('removes everything', async () => {
    await install();
    const { code, err } = await sluice('uninstall', '--silent');
    expect(code, err).toBe(0);
    const lines = err.trimEnd().split('\n');
    expect(lines[0]).toBe('► deleting components in flux-system namespace');
    expect(lines).toContain('✔ Deployment/flux-system/source-controller deleted');
    expect(lines).toContain('✔ ClusterRoleBinding/kustomize-controller-flux-system-cluster-admin deleted');
    expect(lines).toContain('✔ GitRepository/default/infra finalizers deleted');
    expect(lines).toContain('✔ CustomResourceDefinition/gitrepositories.source.toolkit.fluxcd.io deleted');
    expect(lines.slice(-2)).toEqual(['✔ Namespace/flux-system deleted', '✔ uninstall finished']);
    for (const type of [deployments, definitions, { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole' }])
      expect(await listed(type)).toEqual([]);
  });

  it('touches no object while a controller runs that could prune what it applied', async () => {
    await install();
    const pod = { apiVersion: 'v1', kind: 'Pod', namespace: 'flux-system', name: 'lingers' };
    await client.create({
      apiVersion: pod.apiVersion,
      kind: pod.kind,
      metadata: { name: pod.name, namespace: pod.namespace, labels: { app: 'source-controller' } },
      spec: { containers: [{ name: 'manager', image: 'registry.example/x' }] },
    });
    const waiting = await sluice('uninstall', '--silent', '--timeout=1s');
    expect(waiting.code).toBe(1);
    expect(waiting.err).toContain('✗ timed out waiting for the pods of');
    const live = await client.get({ ...git, namespace: 'default', name: 'infra' });
    expect(live.metadata.finalizers).toEqual(['finalizers.fluxcd.io']);
    await client.delete(pod);
    expect((await sluice('uninstall', '--silent')).err).toContain('✔ uninstall finished');
    expect(await listed(definitions)).toEqual([]);
  });

  it('changes nothing in a dry run', async () => {
    await install();
    const before = (await listed(definitions)).length;
    const { code, err } = await sluice('uninstall', '--dry-run');
    expect(code, err).toBe(0);
    expect(err).toContain('✔ Deployment/flux-system/source-controller deleted (dry run)\n');
    expect(err).toContain('✔ GitRepository/default/infra finalizers deleted (dry run)\n');
    expect(await listed(deployments)).toHaveLength(3);
    expect(await listed(definitions)).toHaveLength(before);
    const live = await client.get({ ...git, namespace: 'default', name: 'infra' });
    expect(live.metadata.finalizers).toEqual(['finalizers.fluxcd.io']);
  });

  it('keeps the namespace, and another installation, where that is wanted', async () => {
    await sluice('install', ...registry, '--namespace=other');
    await install();
    const { code, err } = await sluice('uninstall', '--silent', '--keep-namespace');
    expect(code, err).toBe(0);
    expect(err).not.toContain('Namespace/');
    const namespaces = (await listed(deployments)).map(({ metadata }) => metadata.namespace);
    expect([...new Set(namespaces)]).toEqual(['other']);
    expect(err).toContain('custom resources and their definitions are kept: the controllers in other use them');
    expect((await client.get({ ...git, namespace: 'default', name: 'infra' })).metadata.finalizers).toHaveLength(1);
    await client.get({ apiVersion: 'v1', kind: 'Namespace', name: 'flux-system' });
  });

  it('asks first', async () => {
    await install();
    const { code, err } = await sluice('uninstall');
    expect(code).toBe(1);
    expect(err).toContain('aborting');
    expect(await listed(deployments)).toHaveLength(3);
  });
});
