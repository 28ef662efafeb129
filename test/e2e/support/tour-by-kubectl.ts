import type { MemoryRepository } from '@sluice/git';
import { expect, it } from 'vitest';
import { edit, eveningRoot } from './evening.ts';
import type { Kubectl } from './kubectl.ts';

/** A cluster with the controllers on it that follows a repository, and a kubectl that talks to it. */
export interface TourWorld {
  readonly kubectl: Kubectl;
  readonly repository: MemoryRepository;
}

const apps = ['-n', 'flux-system', 'kustomization/apps'];
const timeout = '--timeout=30s';
const port = 'containerPort: 8080';
const deploymentFile = 'apps/web/base/deployment.yaml';

/** The tour's steps as tests, each done and checked by kubectl alone, one after the other on one cluster. */
export function testTour(world: () => TourWorld): void {
  const kubectl: Kubectl = (...args) => world().kubectl(...args);

  it('git becomes a cluster', async () => {
    await kubectl(['create', 'configmap', 'theirs', '--from-literal=v=theirs']);
    await kubectl(['apply', '-f', '-'], { input: eveningRoot() });
    await untilReady(kubectl, ['-n', 'flux-system', 'kustomization/flux-system']);
    await untilReady(kubectl, apps);
    expect(await kubectl(['rollout', 'status', 'deployment/web', timeout])).toContain('successfully rolled out');
    const table = await kubectl(['get', 'gitrepositories,kustomizations', '-n', 'flux-system']);
    expect(table).toMatch(/NAME +URL +AGE +READY +STATUS/);
    expect(table).toMatch(/kustomization\S*\/apps +\S+ +True +Applied revision: main@sha1:[0-9a-f]{40}/);
    expect(await kubectl(['get', 'teams', '-A'])).toContain('storefront');
  });

  it('what is deployed can be described, and is as git has it', async () => {
    expect(await kubectl(['describe', 'deployment', 'web'])).toMatch(/Replicas: +2 desired/);
    expect(await kubectl(['describe', ...apps])).toMatch(/Reason: +ReconciliationSucceeded/);
    const live = await kubectl(['get', 'service', 'web', '-o', 'yaml']);
    expect(await kubectl(['diff', '--server-side', '--force-conflicts', '-f', '-'], { input: live })).toBe('');
    const other = live.replace('targetPort: http', 'targetPort: other');
    const diff = await kubectl(['diff', '-f', '-'], { input: other, codes: [1] });
    expect(diff).toMatch(/^\+ .*targetPort: other$/m);
  });

  it('a change by hand is taken back', async () => {
    await kubectl(['scale', 'deployment', 'web', '--replicas=5']);
    await kubectl(['wait', '--for=jsonpath={.spec.replicas}=2', 'deployment/web', timeout]);
  });

  it('a deleted object is there again', async () => {
    const uid = ['get', 'service', 'web', '-o', 'jsonpath={.metadata.uid}'];
    const before = await kubectl(uid);
    await kubectl(['delete', 'service', 'web']);
    await kubectl(['wait', '--for=create', 'service/web', timeout]);
    expect(await kubectl(uid)).not.toBe(before);
  });

  it('a manifest that leaves git leaves the cluster', async () => {
    // Waiting for what was never there would prove nothing.
    await kubectl(['get', 'job/legacy-report']);
    await edit(world().repository, 'apps/kustomization.yaml', (text) => text.replace(/^.*legacy-report.*\n/m, ''));
    await reconcile(kubectl);
    await kubectl(['wait', '--for=delete', 'job/legacy-report', timeout]);
  });

  it('a broken commit is refused by file and line, and the last good state stays', async () => {
    const image = ['get', 'deployment', 'web', '-o', 'jsonpath={.spec.template.spec.containers[0].image}'];
    const before = await kubectl(image);
    await edit(world().repository, deploymentFile, (text) => text.replace(port, 'containerPort: 808O'));
    await reconcile(kubectl);
    await kubectl(['wait', '--for=condition=Ready=False', ...apps, timeout]);
    const message = await kubectl(['get', ...apps, '-o', 'jsonpath={.status.conditions[?(@.type=="Ready")].message}']);
    expect(message).toContain(`${deploymentFile}:20: `);
    expect(await kubectl(image)).toBe(before);
  });

  it('mended, it is Ready at the new commit', async () => {
    const commit = await edit(world().repository, deploymentFile, (text) => text.replace('containerPort: 808O', port));
    await reconcile(kubectl);
    const revision = `main@sha1:${commit}`;
    await kubectl(['wait', `--for=jsonpath={.status.lastAppliedRevision}=${revision}`, ...apps, timeout]);
    await kubectl(['wait', '--for=condition=Ready', ...apps, timeout]);
  });

  it('what is not managed was never touched', async () => {
    expect(await kubectl(['get', 'configmap', 'theirs', '-o', 'jsonpath={.data.v}'])).toBe('theirs');
    expect(await kubectl(['get', 'configmap', 'theirs', '-o', 'jsonpath={.metadata.labels}'])).toBe('');
  });

  it('a deleted Kustomization takes its objects with it', async () => {
    // Its parent would bring it back.
    const parent = ['-n', 'flux-system', 'kustomization/flux-system'];
    await kubectl(['patch', ...parent, '--type=merge', '-p', '{"spec":{"suspend":true}}']);
    await kubectl(['delete', ...apps, timeout]);
    await kubectl(['wait', '--for=delete', 'deployment/web', timeout]);
    expect(await kubectl(['get', 'configmap', 'theirs', '-o', 'name'])).toBe('configmap/theirs\n');
  });
}

async function untilReady(kubectl: Kubectl, target: readonly string[]): Promise<void> {
  await kubectl(['wait', '--for=create', ...target, timeout]);
  try {
    await kubectl(['wait', '--for=condition=Ready', ...target, timeout]);
  } catch (error) {
    const all = await kubectl(['get', 'gitrepositories,kustomizations', '-A']);
    throw new Error(`${(error as Error).message}\n${all}`, { cause: error });
  }
}

async function reconcile(kubectl: Kubectl): Promise<void> {
  const request = `reconcile.fluxcd.io/requestedAt=${String(performance.now())}`;
  await kubectl(['annotate', '--overwrite', '-n', 'flux-system', 'gitrepository', '--all', request]);
}
