import { afterAll, beforeAll, expect, it } from 'vitest';
import { openEnvironment, type Environment } from '../../environment/environment.ts';
import { followBoard } from '../../environment/follow-board.ts';
import { applyRoot } from '../try/root.ts';
import { articleUrl, openTourRepository } from './repository.ts';
import { steps } from './steps.ts';
import type { World } from './world.ts';

/** The tour's own steps check what they do; here each is one test, in the tour's order, on one cluster. */
let environment: Environment;
let world: World;

beforeAll(async () => {
  const repository = await openTourRepository();
  const signal = AbortSignal.timeout(60_000);
  environment = await openEnvironment({
    port: 0,
    lenientKinds: false,
    repositories: [{ repository, urls: [articleUrl], branches: [] }],
    signal,
  });
  const follower = followBoard(environment.client, environment.signal, (error) => environment.fail(error));
  world = { environment, client: environment.client, repository, follower, signal: environment.signal };
});

afterAll(() => environment.close());

it('git becomes a cluster: all of it ready', async () => {
  await applyRoot(environment, { root: 'clusters/prod', isPlain: false }, 'main');
  const board = await world.follower.until(
    (each) => each.isSettled && each.rows.some((row) => row.name === 'Kustomization/apps' && row.state === 'ready'),
    AbortSignal.timeout(20_000),
  );
  expect(board.rows.map((row) => [row.name, row.state])).toEqual([
    ['GitRepository/flux-system', 'ready'],
    ['GitRepository/infra', 'ready'],
    ['Kustomization/flux-system', 'ready'],
    ['Kustomization/apps', 'ready'],
    ['Kustomization/infrastructure', 'ready'],
  ]);
  expect(board.rows.find((row) => row.name === 'Kustomization/apps')?.detail).toBe('6 objects, healthy');
});

it.each(steps.map((step) => [step.title, step] as const))('%s', async (_title, step) => {
  const { lines, tookMs } = await step.run(world);
  expect(lines.length).toBeGreaterThan(0);
  expect(tookMs).toBeGreaterThan(0);
  if (step.measures === 'broken commit refused') {
    expect(lines[0]).toContain(
      'apps/web/base/deployment.yaml:20: spec.template.spec.containers[0].ports[0].containerPort: expected integer, got string',
    );
    const text = lines.join('\n');
    expect(text).toMatch(
      /would be sent to #platform \(slack\):\n {2}kustomization\/apps.flux-system\n {2}apps\/web\/base/,
    );
    expect(text).toContain(
      'would be sent to ops@acme.example (email):\n  Subject: [error] kustomization/apps.flux-system',
    );
  }
  if (step.measures === 'reverted commit Ready') {
    expect(lines.join('\n')).toMatch(/would be sent to #platform \(slack\):\n.*\n {2}Recovered from /);
  }
});
