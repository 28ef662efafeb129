import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installCrds } from '@sluice/cli';
import { parseFlags, silentLogger } from '@sluice/core';
import { serveRepository } from '@sluice/git';
import { loadKubeConfig, openKubeClient } from '@sluice/kube';
import { createKustomizeController, kustomizeFlags } from '@sluice/kustomize-controller';
import { simulateNodes } from '@sluice/sandbox';
import { createSourceController, sourceFlags } from '@sluice/source-controller';
import { afterAll, beforeAll, describe } from 'vitest';
import { startControlPlane } from '../control-plane/control-plane.ts';
import { controlPlaneNeeded, findControlPlaneServers } from '../control-plane/servers.ts';
import { eveningUrl, openEvening } from './support/evening.ts';
import { findKubectl, openKubectl } from './support/kubectl.ts';
import { testTour, type TourWorld } from './support/tour-by-kubectl.ts';

const program = findKubectl();
const missing = program === undefined || findControlPlaneServers() === undefined;

describe.skipIf(missing)(`the tour on a real control plane (needs kubectl and ${controlPlaneNeeded})`, () => {
  const closers: (() => Promise<void>)[] = [];
  let world: TourWorld;

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sluice-real-'));
    closers.push(() => rm(folder, { recursive: true, force: true }));
    const plane = await startControlPlane();
    closers.push(() => plane.stop());
    const simulation = await simulateNodes({ server: plane.url, token: plane.token, certificate: plane.ca }, () => {});
    closers.push(async () => {
      simulation.stop();
    });
    const repository = await openEvening();
    const server = await serveRepository(repository);
    closers.push(() => server.close());
    await startControllers(plane.kubeconfig, folder, new Map([[eveningUrl, server.url]]));
    world = { repository, kubectl: openKubectl(program ?? '', plane.kubeconfig, folder) };
  });

  afterAll(async () => {
    for (const close of closers.toReversed()) await close();
  });

  testTour(() => world);

  async function startControllers(kubeconfig: string, folder: string, gitInsteadOf: ReadonlyMap<string, string>) {
    const connection = await loadKubeConfig({ kubeconfig, allowExec: false });
    const openClient = (userAgent: string) => {
      const client = openKubeClient({ connection, userAgent });
      closers.push(async () => {
        client.close();
      });
      return client;
    };
    await installCrds(openClient('test'));
    const quiet = ['--metrics-addr=0', '--health-addr=0'];
    const storage = [`--storage-path=${join(folder, 'storage')}`, '--storage-addr=127.0.0.1:0'];
    const controllers = [
      createSourceController({
        client: openClient('source-controller'),
        flags: parseFlags(sourceFlags, [...quiet, ...storage], {}).values,
        log: silentLogger,
        gitInsteadOf,
      }),
      createKustomizeController({
        client: openClient('kustomize-controller'),
        flags: parseFlags(kustomizeFlags, quiet, {}).values,
        log: silentLogger,
      }),
    ];
    const ending = new AbortController();
    const running = Promise.all(controllers.map((controller) => controller.start(ending.signal)));
    running.catch(() => undefined);
    closers.push(async () => {
      ending.abort();
      await running;
    });
  }
});
