import { type KubeClient, loadKubeConfig, openKubeClient } from '@sluice/kube';
import { simulateNodes } from '@sluice/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ControlPlane, startControlPlane } from '../control-plane/control-plane.ts';
import { controlPlaneNeeded, findControlPlaneServers } from '../control-plane/servers.ts';
import { type CommandResult, runSluice } from './support/run-sluice.ts';

const interrupted = AbortSignal.timeout(120_000);
const components = ['kustomize-controller', 'notification-controller', 'source-controller'];

/** In the order in which they stand, for each depends on what the one before left. */
describe.skipIf(findControlPlaneServers() === undefined)(
  `an installation on a real control plane (needs ${controlPlaneNeeded})`,
  () => {
    const errors: unknown[] = [];
    let plane: ControlPlane;
    let client: KubeClient;
    let stopNodes: () => void;

    beforeAll(async () => {
      plane = await startControlPlane();
      const connection = { server: plane.url, token: plane.token, certificate: plane.ca };
      const simulation = await simulateNodes(connection, (error) => errors.push(error));
      stopNodes = () => {
        simulation.stop();
      };
      const own = await loadKubeConfig({ kubeconfig: plane.kubeconfig, allowExec: false });
      client = openKubeClient({ connection: own, userAgent: 'test' });
    });
    afterAll(async () => {
      client.close();
      stopNodes();
      await plane.stop();
    });

    const sluice = (...args: string[]): Promise<CommandResult> =>
      runSluice([...args, `--kubeconfig=${plane.kubeconfig}`], { interrupted });
    const install = (): Promise<CommandResult> =>
      sluice('install', '--registry=registry.example/sluice', '--skip-image-check');

    it('can be made where nothing is', async () => {
      expect(await sluice('check', '--pre')).toMatchObject({ code: 0 });
      expect((await sluice('check')).err).toContain('✗ check failed');
    });

    it('becomes ready', async () => {
      const { code, err } = await install();
      expect(code, err).toBe(0);
      for (const name of components) expect(err).toContain(`✔ ${name}: deployment ready\n`);
      expect(err).toContain('✔ install finished\n');
      const checked = await sluice('check');
      expect(checked.code, checked.err).toBe(0);
      expect(checked.err).toContain('✔ all checks passed\n');
    });

    it('finds nothing to do the next time', async () => {
      const { code, err } = await install();
      expect(code, err).toBe(0);
      expect(err).not.toMatch(/ (created|configured)\n/);
    });

    it('leaves nothing behind but what was applied', async () => {
      client.discovery.invalidate();
      const type = { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization' };
      await client.create({
        ...type,
        metadata: { name: 'apps', namespace: 'default', finalizers: ['finalizers.fluxcd.io'] },
        spec: { interval: '1h', prune: true, sourceRef: { kind: 'GitRepository', name: 'infra' } },
      });
      const kept = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name: 'applied' };
      const labels = { 'kustomize.toolkit.fluxcd.io/name': 'apps' };
      await client.create({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { namespace: kept.namespace, name: kept.name, labels },
      });
      const { code, err } = await sluice('uninstall', '--silent');
      expect(code, err).toBe(0);
      expect(err).toContain('✔ Kustomization/default/apps finalizers deleted\n');
      const labelSelector = 'app.kubernetes.io/part-of=flux';
      const namespace = { apiVersion: 'v1', kind: 'Namespace' };
      const crd = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' };
      const roles = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole' };
      for (const each of [namespace, crd, roles]) {
        const list = async () =>
          (await client.list(each, { labelSelector })).items.map(({ metadata }) => metadata.name);
        await expect.poll(list, { timeout: 60_000, interval: 100 }).toEqual([]);
      }
      await client.get(kept);
      expect(errors).toEqual([]);
    });
  },
);
