import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Environment, openEnvironment } from '@sluice/cli';
import { afterAll, beforeAll, describe } from 'vitest';
import { eveningUrl, openEvening } from './support/evening.ts';
import { findKubectl, openKubectl } from './support/kubectl.ts';
import { testTour, type TourWorld } from './support/tour-by-kubectl.ts';

const program = findKubectl();

describe.skipIf(program === undefined)('the tour by an unmodified kubectl on the sandbox (needs kubectl)', () => {
  const ending = new AbortController();
  let folder: string;
  let environment: Environment;
  let world: TourWorld;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-kubectl-'));
    const repository = await openEvening();
    environment = await openEnvironment({
      port: 0,
      lenientKinds: false,
      repositories: [{ repository, urls: [eveningUrl], branches: [] }],
      signal: ending.signal,
    });
    world = { repository, kubectl: openKubectl(program ?? '', environment.kubeconfig, folder) };
  });

  afterAll(async () => {
    await environment.close();
    await rm(folder, { recursive: true, force: true });
  });

  testTour(() => world);
});
