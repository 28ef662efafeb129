import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cloneBranch } from '@sluice/git';
import { type BareRepository, createBareRepository, hasHttpBackend, startHttpBackend } from '@sluice/git/testing';
import { type KubeClient, loadKubeConfig, openKubeClient } from '@sluice/kube';
import { simulateNodes } from '@sluice/sandbox';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildApp, PodProcess } from '../charts/support/pod-process.ts';
import { controllers } from '../charts/support/values.ts';
import { type ControlPlane, startControlPlane } from '../control-plane/control-plane.ts';
import { controlPlaneNeeded, findControlPlaneServers } from '../control-plane/servers.ts';
import { ownedGenerations } from './support/owned-generations.ts';
import { runSluice } from './support/run-sluice.ts';

const missing = !(await hasHttpBackend()) || findControlPlaneServers() === undefined;
const namespace = 'flux-system';
const password = 'correct-horse';
const patienceMs = 300_000;

/**
 * From nothing: an API server without a definition of ours. The controllers are the bundled programs, started once their
 * Deployments are there, with the Deployments' arguments and the tokens of the service accounts that were installed.
 */
describe.skipIf(missing)(`bootstrap on an empty, real control plane (needs git and ${controlPlaneNeeded})`, () => {
  const closers: (() => Promise<unknown>)[] = [];
  let folder: string;
  let plane: ControlPlane;
  let client: KubeClient;
  let bare: BareRepository;
  let url: string;
  let started: Promise<void> | undefined;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-bootstrap-'));
    closers.push(() => rm(folder, { recursive: true, force: true }));
    for (const controller of controllers) await buildApp(controller, join(folder, controller, 'app'));
    plane = await startControlPlane();
    closers.push(() => plane.stop());
    const nodes = await simulateNodes({ server: plane.url, token: plane.token, certificate: plane.ca }, () => {});
    closers.push(async () => {
      nodes.stop();
    });
    const connection = await loadKubeConfig({ kubeconfig: plane.kubeconfig, allowExec: false });
    client = openKubeClient({ connection, userAgent: 'test' });
    closers.push(async () => {
      client.close();
    });
    const authorization = `Basic ${Buffer.from(`git:${password}`).toString('base64')}`;
    const server = await startHttpBackend(folder, { authorization });
    closers.push(() => server.close());
    bare = await createBareRepository(folder, 'infra.git');
    url = `${server.url}/infra.git`;
    vi.stubEnv('GIT_PASSWORD', password);
  }, patienceMs);

  afterAll(async () => {
    vi.unstubAllEnvs();
    for (const close of closers.toReversed()) await close();
  });

  async function startPods(): Promise<void> {
    const pods = new Map<string, PodProcess>();
    // The one that others report to comes first.
    for (const controller of controllers.toReversed()) {
      const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: controller };
      const deployment = await client.get(ref);
      const kubeconfig = plane.writeKubeconfig(await plane.serviceAccountToken(namespace, controller));
      const pod = await PodProcess.start({ deployment, folder: join(folder, controller), kubeconfig, peers: pods });
      pods.set(controller, pod);
      closers.push(() => pod.stop());
    }
  }

  async function bootstrap() {
    const line = `bootstrap git --url=${url} --allow-insecure-http --token-auth --path=clusters/prod
      --registry=registry.example --skip-image-check --timeout=2m --kubeconfig=${plane.kubeconfig}`;
    const onErr = (text: string): void => {
      if (text.includes('installed components')) started ??= startPods();
    };
    const result = await runSluice(line.split(/\s+/), { interrupted: AbortSignal.timeout(150_000), onErr });
    await started;
    return result;
  }

  it(
    'ends healthy, and the controllers find nothing to change in what was installed',
    async () => {
      const { code, err } = await bootstrap();
      expect(code, err).toBe(0);
      expect(err).toMatch(/✔ all components are healthy\n$/);
      const generations = await ownedGenerations(client, namespace);
      expect(Object.keys(generations).length).toBeGreaterThan(30);
      expect(Object.entries(generations).filter(([, generation]) => generation !== 1)).toEqual([]);
    },
    patienceMs,
  );

  it(
    'is a bootstrapped installation to check, and nothing is left to do for a second run',
    async () => {
      const checked = await runSluice(['check', `--kubeconfig=${plane.kubeconfig}`]);
      expect(checked.err).toContain('✔ bootstrapped: true\n');
      expect(checked.code, checked.err).toBe(0);
      const before = [await bare.git('rev-parse', 'main'), await ownedGenerations(client, namespace)];
      const { code, err } = await bootstrap();
      expect(code, err).toBe(0);
      expect(err).toContain('✔ component manifests are up to date\n');
      expect(err).toContain('✔ sync manifests are up to date\n');
      expect([await bare.git('rev-parse', 'main'), await ownedGenerations(client, namespace)]).toEqual(before);
    },
    patienceMs,
  );

  it(
    'follows its folder, with the rights that were installed',
    async () => {
      const auth = { kind: 'basic', username: 'git', password } as const;
      const clone = await cloneBranch({ url, branch: 'main', auth, timeoutMs: 20_000 });
      const map = {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'a', namespace: 'default' },
        data: { b: 'c' },
      };
      const changes = new Map([['clusters/prod/apps.yaml', Buffer.from(JSON.stringify(map))]]);
      await clone.commit({
        changes,
        message: 'Apps\n',
        author: { name: 'A', email: 'a@example.com', dateMs: Date.now() },
      });
      await clone.push();
      const line = `reconcile kustomization flux-system --with-source --kubeconfig=${plane.kubeconfig}`;
      const { code, err } = await runSluice(line.split(' '), { interrupted: AbortSignal.timeout(60_000) });
      expect(code, err).toBe(0);
      expect(await client.get({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name: 'a' })).toMatchObject({
        data: { b: 'c' },
      });
    },
    patienceMs,
  );
});
