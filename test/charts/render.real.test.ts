import { leaseNameOf } from '@sluice/core';
import { bearerToken, type KubeClient, openKubeClient } from '@sluice/kube';
import type { KubeObject } from '@sluice/objects';
import { startSandbox } from '@sluice/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, find, findHelm, type Helm, helmNeeded, namespace, openHelm } from './support/helm.ts';
import { controllers, defaultValues, fullValues, hostileText, hostileValues, type Values } from './support/values.ts';

const program = findHelm();

describe.skipIf(program === undefined)(`the charts (needs ${helmNeeded})`, () => {
  let helm: Helm;
  beforeAll(async () => {
    helm = await openHelm(program ?? '');
  });
  afterAll(() => helm.close());

  describe.each(controllers)('of %s', (chart) => {
    const cases: readonly [string, Values][] = [
      ['the least', defaultValues],
      ['all', fullValues(chart)],
      ['one namespace', { ...defaultValues, flags: { 'watch-all-namespaces': false } }],
    ];

    it.each(cases)('passes lint with %s of the values', async (_, values) => {
      expect(await helm.lint(chart, values)).toContain('0 chart(s) failed');
    });

    it.each(cases)('gives what an API server takes, strictly, with %s of the values', async (_, values) => {
      const objects = await helm.render(chart, { values, includeCrds: true });
      await installOnSandbox(objects);
    });

    it('needs an image, by name or by registry', async () => {
      await expect(helm.render(chart)).rejects.toThrow('/image/repository');
      const objects = await helm.render(chart, { values: { global: { imageRegistry: 'registry.example/sluice/' } } });
      expect(container(objects)['image']).toBe(`registry.example/sluice/${chart}:0.1.0`);
    });

    it.each([
      ['a flag that the program does not know', { flags: { 'no-such-flag': true } }, 'no-such-flag'],
      ['a flag that the pod dictates', { flags: { 'health-addr': ':1' } }, 'health-addr'],
      ['a flag of another type', { flags: { concurrent: 'many' } }, '/flags/concurrent'],
      ['a duration without unit', { flags: { 'max-retry-delay': '15' } }, '/flags/max-retry-delay'],
      ['a value that the chart does not know', { replicaCount: 1 }, 'replicaCount'],
      ['a tag that is none', { image: { repository: 'a', tag: 'a b' } }, '/image/tag'],
      ['a name that is none', { fullnameOverride: hostileText }, '/fullnameOverride'],
    ])('refuses %s', async (_, values, reason) => {
      await expect(helm.render(chart, { values: { ...defaultValues, ...values } })).rejects.toThrow(reason);
    });

    it('keeps hostile text where it was put, and as it was', async () => {
      const objects = await helm.render(chart, { values: hostileValues });
      const monitored = { podMonitor: { enabled: true }, serviceMonitor: { enabled: true } };
      const plain = await helm.render(chart, { values: { ...defaultValues, ...monitored } });
      const names = (all: readonly KubeObject[]) => all.map(({ kind, metadata }) => `${kind}/${String(metadata.name)}`);
      expect(names(objects)).toEqual(names(plain));
      const deployment = find(objects, 'Deployment');
      const pod = at(deployment, 'spec', 'template');
      expect(at(pod, 'spec', 'nodeSelector')).toEqual({ [hostileText]: hostileText });
      expect(at(pod, 'metadata', 'labels')).toEqual({ app: chart, [hostileText]: hostileText });
      expect(at(pod, 'metadata', 'annotations', hostileText)).toBe(hostileText);
      expect(at(pod, 'spec', 'tolerations')).toEqual([{ key: hostileText }]);
      expect(at(pod, 'spec', 'affinity')).toEqual({ nodeAffinity: { [hostileText]: hostileText } });
      expect(at(pod, 'spec', 'topologySpreadConstraints')).toEqual([{ topologyKey: hostileText }]);
      expect(at(pod, 'spec', 'priorityClassName')).toBe(hostileText);
      expect(at(pod, 'spec', 'imagePullSecrets')).toEqual([{ name: hostileText }]);
      expect(container(objects)['env']).toContainEqual({ name: 'HOSTILE', value: hostileText });
      expect(container(objects)['resources']).toMatchObject({ requests: { memory: hostileText } });
      const account = { [hostileText]: hostileText, yes: 'no', octal: '010', version: '1.10' };
      expect(find(objects, 'ServiceAccount').metadata.annotations).toEqual(account);
      expect(at(find(objects, 'NetworkPolicy'), 'spec', 'egress')).toEqual([{ [hostileText]: hostileText }]);
      for (const kind of ['PodMonitor', 'ServiceMonitor'])
        expect(find(objects, kind).metadata.labels).toMatchObject({ [hostileText]: hostileText });
    });

    it('passes every flag that was given, a list as often as it has items', async () => {
      const args = container(await helm.render(chart, { values: fullValues(chart) }))['args'] as string[];
      expect(args).toContain('--concurrent=20');
      expect(args).toContain('--max-retry-delay=1h30m');
      expect(args).toContain('--enable-leader-election=true');
      if (chart === 'kustomize-controller')
        expect(args).toEqual(expect.arrayContaining(['--override-manager=a', '--override-manager=b']));
      expect(args.filter((each) => each.startsWith('--feature-gates'))).toEqual([]);
    });

    it('lets a ServiceMonitor find the metrics of every replica, and nothing else', async () => {
      const values = { ...defaultValues, serviceMonitor: { enabled: true } };
      const objects = await helm.render(chart, { values });
      const wanted = at(find(objects, 'ServiceMonitor'), 'spec', 'selector', 'matchLabels') as Record<string, string>;
      const found = objects.filter(
        ({ kind, metadata: { labels = {} } }) =>
          kind === 'Service' && Object.entries(wanted).every(([key, value]) => labels[key] === value),
      );
      expect(found.map(({ metadata }) => metadata.name)).toEqual([`${chart}-metrics`]);
      const [service] = found;
      const port = at(service, 'spec', 'ports', 0);
      expect(at(find(objects, 'ServiceMonitor'), 'spec', 'endpoints', 0, 'port')).toBe(at(port, 'name'));
      expect(container(objects)['ports']).toContainEqual(
        expect.objectContaining({ name: at(port, 'targetPort'), containerPort: at(port, 'port') }),
      );
      expect(at(service, 'spec', 'selector')).toEqual(
        at(find(objects, 'Deployment'), 'spec', 'selector', 'matchLabels'),
      );
    });

    it('may renew the lease that its selector gives it, and no other', async () => {
      const leaseOf = async (values: Values) =>
        at(find(await helm.render(chart, { values }), 'Role'), 'rules', 1, 'resourceNames');
      expect(await leaseOf(defaultValues)).toEqual([leaseNameOf(chart, undefined)]);
      if (chart === 'notification-controller') return;
      expect(await leaseOf(fullValues(chart))).toEqual([leaseNameOf(chart, 'sharding.fluxcd.io/key=shard1')]);
    });
  });

  it.each(['source-controller', 'notification-controller'])('names no wildcard in the rules of %s', async (chart) => {
    const objects = await helm.render(chart, { values: defaultValues });
    const roles = objects.filter(({ kind }) => kind.endsWith('Role'));
    expect(roles.length).toBeGreaterThan(2);
    expect(JSON.stringify(roles.map((role) => role['rules']))).not.toContain('*');
  });

  it('renders who is told of failures', async () => {
    const messenger = { enabled: true, channel: hostileText, secretName: 'messenger' };
    const email = { ...messenger, address: 'smtp://mail.example:587' };
    const values = { ...defaultValues, alerts: { slack: messenger, email } };
    const objects = await helm.render('notification-controller', { values, includeCrds: true });
    await installOnSandbox(objects);
    const specs = (kind: string) => objects.filter((each) => each.kind === kind).map((each) => each['spec']);
    const common = { channel: hostileText, secretRef: { name: 'messenger' } };
    expect(specs('Provider')).toEqual([
      { type: 'email', address: 'smtp://mail.example:587', ...common },
      { type: 'slack', address: 'https://slack.com/api/chat.postMessage', ...common },
    ]);
    expect(specs('Alert')).toEqual(
      ['email', 'slack'].map((type) => ({
        providerRef: { name: `notification-controller-${type}` },
        eventSeverity: 'error',
        eventSources: ['GitRepository', 'Kustomization'].map((kind) => ({ kind, name: '*' })),
      })),
    );
    const none = await helm.render('notification-controller', { values: defaultValues });
    expect(none.filter(({ kind }) => kind === 'Provider' || kind === 'Alert')).toEqual([]);
  });

  it('gives kustomize-controller cluster-admin only while that is wanted', async () => {
    const boundTo = async (clusterAdmin: boolean) =>
      (await helm.render('kustomize-controller', { values: { ...defaultValues, rbac: { clusterAdmin } } }))
        .filter(({ kind }) => kind === 'ClusterRoleBinding')
        .map((binding) => at(binding, 'roleRef', 'name'));
    expect((await boundTo(true)).sort()).toEqual(['cluster-admin', 'kustomize-controller-flux-system']);
    expect(await boundTo(false)).toEqual(['kustomize-controller-flux-system']);
  });

  it('keeps everything in one namespace when only that is watched', async () => {
    const values = { ...defaultValues, flags: { 'watch-all-namespaces': false }, rbac: { aggregate: false } };
    for (const chart of controllers) {
      const objects = await helm.render(chart, { values });
      expect(objects.filter((each) => each.metadata.namespace !== namespace)).toEqual([]);
    }
  });

  it('installs all of them as one, or some', async () => {
    const global = { imageRegistry: 'registry.example/sluice' };
    const objects = await helm.render('sluice', { values: { global }, includeCrds: true });
    await installOnSandbox(objects);
    const deployments = (all: readonly KubeObject[]) =>
      all.filter(({ kind }) => kind === 'Deployment').map(({ metadata }) => metadata.name);
    expect(deployments(objects).sort()).toEqual([...controllers].sort());
    const some = { global, 'kustomize-controller': { enabled: false } };
    expect(deployments(await helm.render('sluice', { values: some }))).not.toContain('kustomize-controller');
    expect(await helm.lint('sluice', { global })).toContain('0 chart(s) failed');
  });
});

function container(objects: readonly KubeObject[]): Readonly<Record<string, unknown>> {
  return at(find(objects, 'Deployment'), 'spec', 'template', 'spec', 'containers', 0) as Record<string, unknown>;
}

/** Rejects where the server refuses an object or does not know one of its fields. */
async function installOnSandbox(objects: readonly KubeObject[]): Promise<void> {
  const sandbox = await startSandbox({ workloads: false });
  for (const kind of ['PodMonitor', 'ServiceMonitor'])
    sandbox.acceptKind({ apiVersion: 'monitoring.coreos.com/v1', kind, namespaced: true });
  const connection = { server: sandbox.url, credentials: bearerToken(sandbox.token) };
  const client = openKubeClient({ connection, userAgent: 'test' });
  try {
    await create(client, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    const isDefinition = ({ kind }: KubeObject): boolean => kind === 'CustomResourceDefinition';
    for (const definition of objects.filter(isDefinition)) await create(client, definition);
    client.discovery.invalidate();
    for (const object of objects.filter((each) => !isDefinition(each))) await create(client, object);
  } finally {
    client.close();
    await sandbox.close();
  }
}

async function create(client: KubeClient, object: KubeObject): Promise<void> {
  const name = `${object.kind}/${object.metadata.name ?? ''}`;
  try {
    await client.create(object, { fieldManager: 'helm', fieldValidation: 'Strict' });
  } catch (error) {
    throw new Error(`${name} was refused: ${String(error)}`, { cause: error });
  }
}
