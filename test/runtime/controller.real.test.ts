import type { KubeObject } from '@sluice/objects';
import { createManager, LeaderFence, type ReconciledObject, silentLogger } from '@sluice/core';
import { type Connection, type KubeClient, loadKubeConfig, openKubeClient, type RequestRecord } from '@sluice/kube';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ControlPlane, startControlPlane } from '../control-plane/control-plane.ts';
import { eventually } from '../control-plane/eventually.ts';
import { controlPlaneNeeded, findControlPlaneServers } from '../control-plane/servers.ts';

const widget = { apiVersion: 'test.example/v1', kind: 'Widget' };

const definition: KubeObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.test.example' },
  spec: {
    group: 'test.example',
    names: { kind: 'Widget', plural: 'widgets' },
    scope: 'Namespaced',
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
              status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
            },
          },
        },
      },
    ],
  },
};

describe.skipIf(findControlPlaneServers() === undefined)(
  `the runtime on a real API server (needs ${controlPlaneNeeded})`,
  () => {
    let plane: ControlPlane;
    let client: KubeClient;
    let connection: Connection;

    beforeAll(async () => {
      plane = await startControlPlane({
        controllerManager: false,
        apiServerFlags: ['--disable-admission-plugins=ServiceAccount'],
      });
      connection = await loadKubeConfig({ kubeconfig: plane.kubeconfig, allowExec: false });
      client = openKubeClient({ connection, userAgent: 'test' });
      await client.create(definition);
      await eventually(async () => {
        client.discovery.invalidate();
        await client.list(widget);
      });
    });

    afterAll(async () => {
      client.close();
      await plane.stop();
    });

    it('elects, makes objects ready by two requests each, tells events, finalizes, and gives the lease up', async () => {
      const records: RequestRecord[] = [];
      const fence = new LeaderFence();
      const leaseClient = openKubeClient({ connection, userAgent: 'lease' });
      const own = openKubeClient({ connection, userAgent: 'own', fence, onRequest: (record) => records.push(record) });
      const manager = createManager({
        name: 'widget-controller',
        client: own,
        log: silentLogger,
        leaderElection: {
          client: leaseClient,
          fence,
          namespace: 'default',
          releaseOnCancel: true,
          leaseDurationMs: 15_000,
          renewDeadlineMs: 10_000,
          retryPeriodMs: 200,
        },
      });
      manager.addController<ReconciledObject, { done: () => void }, unknown>({
        kind: {
          type: widget,
          parse: (object) => object as unknown as ReconciledObject,
          intervalMs: () => 3_600_000,
          createScope: (run) => ({
            done: () => {
              run.event({
                severity: 'info',
                reason: 'Done',
                message: 'reconciled',
                metadata: { 'test.example/revision': '1' },
              });
            },
          }),
          steps: [
            (scope) => {
              scope.done();
              return Promise.resolve({ kind: 'done' });
            },
          ],
        },
        cache: manager.cache(widget),
        concurrency: 4,
        statusFieldManager: 'gotk-widget-controller',
      });
      const stop = new AbortController();
      const running = manager.start(stop.signal);
      const count = 20;
      for (let index = 0; index < count; index++) {
        await client.create({ ...widget, metadata: { name: `w${String(index)}`, namespace: 'default' }, spec: {} });
      }
      await eventually(async () => {
        const { items } = await client.list<ReconciledObject>(widget);
        expect(items.map(({ status }) => status?.observedGeneration)).toEqual(items.map(() => 1));
        expect(await namesOfSubjects(client)).toHaveLength(count);
      });
      const calls = (name: string): number =>
        records.filter(({ call, outcome }) => call === name && outcome !== 409).length;
      expect([
        calls('patch widgets'),
        calls('patch widgets/status'),
        calls('create events'),
        calls('get widgets'),
      ]).toEqual([count, count, count, 0]);
      const managers = (await client.get({ ...widget, namespace: 'default', name: 'w0' })).metadata.managedFields ?? [];
      expect(managers.find(({ subresource }) => subresource === 'status')?.manager).toBe('gotk-widget-controller');
      for (let index = 0; index < count; index++)
        await client.delete({ ...widget, namespace: 'default', name: `w${String(index)}` });
      await eventually(async () => {
        expect((await client.list(widget)).items).toEqual([]);
      });
      stop.abort(new Error('over'));
      await running;
      const lease = {
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        namespace: 'default',
        name: 'widget-controller-leader-election',
      };
      expect((await client.get(lease))['spec']).toMatchObject({ holderIdentity: '' });
      own.close();
      leaseClient.close();
    });
  },
);

/** Of whom each event tells; a failure shows who was told of twice. */
async function namesOfSubjects(client: KubeClient): Promise<string[]> {
  const { items } = await client.list({ apiVersion: 'v1', kind: 'Event' }, { namespace: 'default' });
  return items.map((event) => (event['involvedObject'] as { readonly name: string }).name);
}
