import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MemoryRepository, openMemoryRepository, serveRepository } from '@sluice/git';
import { type KubeClient, loadKubeConfig, openKubeClient } from '@sluice/kube';
import type { KubeObject } from '@sluice/objects';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ControlPlane, startControlPlane } from '../control-plane/control-plane.ts';
import { eventually } from '../control-plane/eventually.ts';
import { controlPlaneNeeded, findControlPlaneServers } from '../control-plane/servers.ts';
import { configMap, isReadyAt, untilObject } from '../e2e/support/story.ts';
import { type AuditLog, openAuditLog, rightOf } from './support/audit.ts';
import { createGates, gateNames, gateRef } from './support/gates.ts';
import { at, find, findHelm, helmNeeded, namespace, openHelm } from './support/helm.ts';
import { buildApp, PodProcess } from './support/pod-process.ts';
import { openRecorder, type Recorder } from './support/recorder.ts';
import { controllers, defaultValues, type Values } from './support/values.ts';

const program = findHelm();
const missing = program === undefined || findControlPlaneServers() === undefined;
const apps = new Map<string, string>();
let shared: string;

beforeAll(async () => {
  if (missing) return;
  shared = await mkdtemp(join(tmpdir(), 'sluice-apps-'));
  for (const controller of controllers) {
    apps.set(controller, join(shared, controller));
    await buildApp(controller, join(shared, controller, 'app'));
  }
}, 300_000);

afterAll(async () => {
  if (!missing) await rm(shared, { recursive: true, force: true });
});

/** What the Alert selects by. */
const labels = { team: 'a' };

interface Mode {
  readonly name: string;
  readonly values: Values;
  /** What the Kustomization names. */
  readonly account?: string;
}

const modes: readonly Mode[] = [
  { name: 'cluster-admin', values: {} },
  { name: 'impersonation alone', values: { rbac: { clusterAdmin: false } }, account: 'applier' },
];

const git = { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'GitRepository', namespace: 'default', name: 'infra' };
const apply = {
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
  namespace: 'default',
  name: 'apps',
};
const basic = `Basic ${Buffer.from('reader:not-a-secret').toString('base64')}`;
const mapRef = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name });

describe.skipIf(missing).each(modes)(
  `installed by the charts, with $name (needs ${helmNeeded} and ${controlPlaneNeeded})`,
  ({ values, account }) => {
    const closers: (() => Promise<unknown>)[] = [];
    let plane: ControlPlane;
    let audit: AuditLog;
    let client: KubeClient;
    let repository: MemoryRepository;
    let objects: KubeObject[];
    let recorder: Recorder;
    const pods = new Map<string, PodProcess>();

    beforeAll(async () => {
      const folder = await mkdtemp(join(tmpdir(), 'sluice-rights-'));
      closers.push(() => rm(folder, { recursive: true, force: true }));
      audit = openAuditLog(folder);
      plane = await startControlPlane({ apiServerFlags: audit.flags });
      closers.push(() => plane.stop());
      const connection = await loadKubeConfig({ kubeconfig: plane.kubeconfig, allowExec: false });
      client = openKubeClient({ connection, userAgent: 'test' });
      closers.push(async () => {
        client.close();
      });
      repository = openMemoryRepository({ defaultBranch: 'main' });
      const server = await serveRepository(repository, { authorization: basic });
      closers.push(() => server.close());
      objects = await render(values);
      await install(client, objects);
      await prepare(client, server.url, account);
      recorder = await openRecorder();
      closers.push(() => recorder.close());
      await subscribe(client, recorder.url);
      await createGates(client);
      // The one that others report to comes first.
      for (const controller of controllers.toReversed()) {
        const token = await plane.serviceAccountToken(namespace, controller);
        const deployment = find(objects, 'Deployment', controller);
        const kubeconfig = plane.writeKubeconfig(token);
        const folderOfApp = apps.get(controller) ?? '';
        const pod = await PodProcess.start({ deployment, folder: folderOfApp, kubeconfig, peers: new Map(pods) });
        pods.set(controller, pod);
        closers.push(() => pod.stop());
      }
    });

    afterAll(async () => {
      for (const close of closers.toReversed()) await close();
    });

    it('becomes ready', async () => {
      for (const pod of pods.values()) await eventually(async () => expect(await pod.isReady()).toBe(true));
    });

    it('runs in a namespace that lets in only restricted pods', async () => {
      const pod = { apiVersion: 'v1', kind: 'Pod' };
      for (const app of controllers) {
        await eventually(async () => {
          const { items } = await client.list(pod, { namespace, labelSelector: `app=${app}` });
          expect(items).not.toEqual([]);
        });
      }
    });

    it('applies what git has, and follows it', async () => {
      const commit = await repository.commit({
        message: 'one',
        files: new Map([
          ['apps/a.yaml', configMap('a', { v: '${v}', s: '${s}' })],
          ['apps/b.yaml', configMap('b', { v: '1' })],
          ['late/c.yaml', configMap('c', { v: '1' })],
        ]),
      });
      await reconcile(client);
      await client.create(kustomization(account, 'late', { path: './late', dependsOn: [{ name: 'apps' }] }));
      await client.create(kustomization(account, 'apps'));
      await untilObject(client, apply, isReadyAt(commit));
      await untilObject(client, { ...apply, name: 'late' }, isReadyAt(commit));
      expect((await client.get(mapRef('a')))['data']).toEqual({ v: 'from-map', s: 'from-secret' });
      const next = await repository.commit({ message: 'two', changes: new Map([['apps/b.yaml', undefined]]) });
      await callWebhook(client, pods.get('notification-controller'));
      await untilObject(client, apply, isReadyAt(next));
      await untilObject(client, mapRef('b'), (object) => object === undefined);
    });

    it('corrects what was changed by hand', async () => {
      await client.patch(mapRef('a'), { data: { v: 'by hand' } }, { type: 'merge', fieldManager: 'somebody' });
      await untilObject(client, mapRef('a'), (object) => at(object, 'data', 'v') === 'from-map');
    });

    it('tells what it did', async () => {
      for (const name of ['infra', 'apps']) {
        await eventually(async () => {
          const fieldSelector = `involvedObject.name=${name}`;
          const { items } = await client.list(
            { apiVersion: 'v1', kind: 'Event' },
            { namespace: 'default', fieldSelector },
          );
          expect(items).not.toEqual([]);
        });
      }
    });

    it('resumes what was suspended for a time', async () => {
      for (const kind of ['Alert', 'Provider']) {
        const ref = { apiVersion: `${notification}/v1beta3`, kind, namespace: 'default', name: pausedName };
        await untilObject(client, ref, (object) => object !== undefined && at(object, 'spec', 'suspend') !== true);
      }
    });

    it('sends it on to whom an Alert names', async () => {
      await eventually(() => {
        const kinds = recorder.messages.map((body) => at(JSON.parse(body), 'involvedObject', 'kind'));
        expect([...new Set(kinds)].sort()).toEqual(['GitRepository', 'Kustomization']);
      });
    });

    it('holds rollouts until the facts hold and somebody approves', async () => {
      const pod = pods.get('notification-controller');
      for (const name of gateNames) {
        const waiting = 'all facts hold, but nobody has approved';
        const gate = await untilObject(client, gateRef(name), (object) => at(object, 'status', 'why') === waiting);
        const url = `http://${pod?.addressOf(9292) ?? ''}${String(at(gate, 'status', 'webhookPath'))}`;
        expect(await askGate(`${url}/check`)).toBe(403);
        expect(await askGate(`${url}/open`)).toBe(202);
        expect(await askGate(`${url}/check`)).toBe(200);
        await untilObject(client, gateRef(name), (object) => at(object, 'status', 'state') === 'Open');
      }
    });

    it('takes away what it applied', async () => {
      await client.delete(apply);
      await untilObject(client, apply, (object) => object === undefined);
      await untilObject(client, mapRef('a'), (object) => object === undefined);
    });

    it('ends when it is told to, and gives its lease up', async () => {
      for (const [controller, pod] of pods) {
        expect(await pod.stop(), pod.log).toBe(0);
        const lease = await client.get({
          apiVersion: 'coordination.k8s.io/v1',
          kind: 'Lease',
          namespace,
          name: `${controller}-leader-election`,
        });
        expect(at(lease, 'spec', 'holderIdentity') ?? '').toBe('');
      }
    });

    it('asked for nothing that it was refused', () => {
      for (const controller of controllers) {
        const requests = audit.requestsOf(userOf(controller));
        if (controller === 'kustomize-controller')
          expect(requests.some(({ impersonatedUser }) => impersonatedUser !== undefined)).toBe(account !== undefined);
        expect(requests.length).toBeGreaterThan(10);
        const refused = requests.filter(({ responseStatus }) => [401, 403].includes(responseStatus?.code ?? 0));
        expect(refused.map((each) => `${rightOf(each)} ${each.requestURI}`)).toEqual([]);
      }
    });

    it('applied in the name of the account, where there is one', () => {
      const writes = audit
        .requestsOf(userOf('kustomize-controller'))
        .filter(({ verb, objectRef }) => verb !== 'get' && ['a', 'b', 'c'].includes(objectRef?.name ?? ''));
      expect(writes.length).toBeGreaterThan(2);
      const names = new Set(writes.map(({ impersonatedUser }) => impersonatedUser?.username));
      expect([...names]).toEqual([account === undefined ? undefined : `system:serviceaccount:default:${account}`]);
    });

    it.each(controllers)('%s has no right in vain', (controller) => {
      const used = new Set(
        audit
          .requestsOf(userOf(controller))
          .filter(({ impersonatedUser }) => impersonatedUser === undefined)
          .map(rightOf),
      );
      const granted = rightsIn(objects, controller);
      expect(granted.length).toBeGreaterThan(5);
      expect(granted.filter((right) => !used.has(right) && !isNeededRarely(right, controller))).toEqual([]);
    });
  },
);

/** Rights whose use the story above does not bring about. */
const neededRarely = new Map([
  ['get source.toolkit.fluxcd.io/gitrepositories', 'after a conflict of writes'],
  ['get kustomize.toolkit.fluxcd.io/kustomizations', 'after a conflict of writes'],
  ['get notification.toolkit.fluxcd.io/receivers', 'after a conflict of writes'],
  ['impersonate /serviceaccounts', 'not a verb of a request: those under another name show it'],
  ['get /serviceaccounts', 'while a Kustomization with a service account is deleted'],
]);

/** Receivers may wake kinds that this cluster does not serve. */
const wokenKinds = /^(get|list|patch) (source|kustomize|helm|image)\.toolkit\.fluxcd\.io\//;

function isNeededRarely(right: string, controller: string): boolean {
  return neededRarely.has(right) || (controller === 'notification-controller' && wokenKinds.test(right));
}

async function render(values: Values): Promise<KubeObject[]> {
  const helm = await openHelm(program ?? '');
  try {
    const image = { ...defaultValues };
    const parts = {
      'source-controller': image,
      'kustomize-controller': { ...image, ...values },
      'notification-controller': image,
    };
    return await helm.render('sluice', { values: parts, includeCrds: true });
  } finally {
    await helm.close();
  }
}

async function install(client: KubeClient, objects: readonly KubeObject[]): Promise<void> {
  const enforced = { 'pod-security.kubernetes.io/enforce': 'restricted' };
  await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: enforced } });
  for (const object of objects) await client.create(object, { fieldManager: 'helm', fieldValidation: 'Strict' });
  const definitions = objects.filter(({ kind }) => kind === 'CustomResourceDefinition');
  for (const { apiVersion, kind, metadata } of definitions) {
    const isServed = (object: KubeObject | undefined): boolean =>
      (at(object, 'status', 'conditions') as { type: string; status: string }[] | undefined)?.some(
        ({ type, status }) => type === 'Established' && status === 'True',
      ) === true;
    await untilObject(client, { apiVersion, kind, name: metadata.name ?? '' }, isServed);
  }
  client.discovery.invalidate();
}

/** What a user makes: the repository with credentials, variables, and an account that may apply. */
async function prepare(client: KubeClient, url: string, account: string | undefined): Promise<void> {
  const inDefault = (name: string) => ({ name, namespace: 'default' });
  const secret = (name: string, stringData: Record<string, string>): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: inDefault(name),
    stringData,
  });
  await client.create(secret('git', { username: 'reader', password: 'not-a-secret' }));
  await client.create(secret('variables', { s: 'from-secret' }));
  await client.create({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: inDefault('variables'),
    data: { v: 'from-map' },
  });
  const spec = { interval: '1h', url, ref: { branch: 'main' }, secretRef: { name: 'git' } };
  await client.create({
    apiVersion: git.apiVersion,
    kind: git.kind,
    metadata: { ...inDefault(git.name), labels },
    spec,
  });
  if (account === undefined) return;
  await client.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: inDefault(account) });
  await client.create({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: inDefault(account),
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'edit' },
    subjects: [{ kind: 'ServiceAccount', ...inDefault(account) }],
  });
}

function kustomization(
  serviceAccountName: string | undefined,
  name: string,
  more: Readonly<Record<string, unknown>> = {},
): KubeObject {
  const substituteFrom = ['ConfigMap', 'Secret'].map((kind) => ({ kind, name: 'variables' }));
  return {
    apiVersion: apply.apiVersion,
    kind: apply.kind,
    metadata: { name, namespace: apply.namespace, labels },
    spec: {
      interval: '1h',
      retryInterval: '2s',
      prune: true,
      wait: true,
      path: './apps',
      sourceRef: { kind: git.kind, name: git.name },
      postBuild: { substituteFrom },
      ...(serviceAccountName === undefined ? {} : { serviceAccountName }),
      ...more,
    },
  };
}

const notification = 'notification.toolkit.fluxcd.io';

const pausedName = 'paused';

/** An Alert about everything, one and a Provider whose suspension is over, and a webhook that wakes the repository. */
async function subscribe(client: KubeClient, address: string): Promise<void> {
  const metadata = { name: 'all', namespace: 'default' };
  await client.create({
    apiVersion: `${notification}/v1beta3`,
    kind: 'Provider',
    metadata,
    spec: { type: 'generic', address },
  });
  const sources = ['GitRepository', 'Kustomization'].map((kind) => ({ kind, name: '*', matchLabels: { team: 'a' } }));
  const spec = { providerRef: { name: 'all' }, eventSeverity: 'info', eventSources: sources };
  await client.create({ apiVersion: `${notification}/v1beta3`, kind: 'Alert', metadata, spec });
  const annotations = { 'sluice.dev/suspended-until': '2026-01-02T15:04:05Z' };
  const paused = { ...metadata, name: pausedName, annotations };
  for (const [kind, own] of [
    ['Provider', { type: 'generic', address }],
    ['Alert', spec],
  ] as const)
    await client.create({
      apiVersion: `${notification}/v1beta3`,
      kind,
      metadata: paused,
      spec: { ...own, suspend: true },
    });
  await client.create({ apiVersion: 'v1', kind: 'Secret', metadata, stringData: { token: 'not-a-secret' } });
  await client.create({
    apiVersion: `${notification}/v1`,
    kind: 'Receiver',
    metadata,
    spec: { type: 'generic', secretRef: { name: 'all' }, resources: [{ kind: 'GitRepository', name: git.name }] },
  });
}

async function callWebhook(client: KubeClient, pod: PodProcess | undefined): Promise<void> {
  const ref = { apiVersion: `${notification}/v1`, kind: 'Receiver', namespace: 'default', name: 'all' };
  const receiver = await untilObject(client, ref, (object) => at(object, 'status', 'webhookPath') !== undefined);
  const url = `http://${pod?.addressOf(9292) ?? ''}${String(at(receiver, 'status', 'webhookPath'))}`;
  const answer = await fetch(url, { method: 'POST', body: '{}', signal: AbortSignal.timeout(10_000) });
  expect(answer.status).toBe(200);
}

async function askGate(url: string): Promise<number> {
  const canary = { name: 'podinfo', namespace: 'default', phase: 'Progressing', checksum: 'x' };
  const signal = AbortSignal.timeout(10_000);
  const { status } = await fetch(url, { method: 'POST', body: JSON.stringify(canary), signal });
  return status;
}

async function reconcile(client: KubeClient): Promise<void> {
  const annotations = { 'reconcile.fluxcd.io/requestedAt': String(performance.now()) };
  await client.patch(git, { metadata: { annotations } }, { type: 'merge' });
}

function userOf(controller: string): string {
  return `system:serviceaccount:${namespace}:${controller}`;
}

/** What the rules of a controller's own roles grant, without the wildcards of what it observes. */
function rightsIn(objects: readonly KubeObject[], controller: string): string[] {
  interface Rule {
    readonly apiGroups: readonly string[];
    readonly resources: readonly string[];
    readonly verbs: readonly string[];
  }
  const own = [`${controller}-${namespace}`, `${controller}-leader-election`];
  return objects
    .filter(({ kind, metadata }) => kind.endsWith('Role') && own.includes(metadata.name ?? ''))
    .flatMap((role) => role['rules'] as Rule[])
    .flatMap(({ apiGroups, resources, verbs }) =>
      apiGroups.flatMap((group) =>
        resources.flatMap((resource) => verbs.map((verb) => `${verb} ${group}/${resource}`)),
      ),
    )
    .filter((right) => !right.includes('*'));
}
