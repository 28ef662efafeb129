import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askApi } from './api-request.ts';
import { startControlPlane, type ControlPlane } from './control-plane.ts';
import { eventually } from './eventually.ts';
import { controlPlaneNeeded, findControlPlaneServers } from './servers.ts';

const servers = findControlPlaneServers();

describe.skipIf(servers === undefined)(`the test control plane; needs ${controlPlaneNeeded}`, () => {
  let plane: ControlPlane;
  beforeAll(async () => {
    plane = await startControlPlane();
  });
  afterAll(() => plane.stop());

  test('is of the release that the module names', async () => {
    const { gitVersion } = JSON.parse((await plane.request({ path: '/version' })).text) as { gitVersion: string };
    expect(gitVersion).toMatch(/^v1\.36\.\d+$/);
  });

  test('lets the admin in, and nobody without a token it knows', async () => {
    expect((await plane.request({ path: '/api/v1/namespaces' })).status).toBe(200);
    expect((await askApi({ ...plane, token: 'wrong' }, { path: '/api/v1/namespaces' })).status).toBe(401);
  });

  test('gives service accounts tokens, and RBAC decides what they may', async () => {
    const path = '/api/v1/namespaces/default/serviceaccounts/default';
    await eventually(async () => expect((await plane.request({ path })).status).toBe(200));
    const token = await plane.serviceAccountToken('default', 'default');
    const answer = await askApi({ ...plane, token }, { path: '/api/v1/namespaces/default/pods' });
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('system:serviceaccount:default:default');
  });

  test.skipIf(servers?.controllerManager === undefined)(
    'has controllers: a Deployment gets its ReplicaSet',
    async () => {
      const labels = { app: 'web' };
      const template = { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'web:1' }] } };
      const body = { metadata: { name: 'web' }, spec: { selector: { matchLabels: labels }, template } };
      await plane.request({ method: 'POST', path: '/apis/apps/v1/namespaces/default/deployments', body });
      await eventually(async () => {
        const { text } = await plane.request({ path: '/apis/apps/v1/namespaces/default/replicasets' });
        expect((JSON.parse(text) as { items: unknown[] }).items).toHaveLength(1);
      });
    },
  );

  test('stops within its grace and removes its directory', async () => {
    const other = await startControlPlane({ controllerManager: false });
    await other.stop();
    expect(other.processes.map((process) => process.hasExited)).toEqual([true, true]);
    expect(existsSync(other.dir)).toBe(false);
  });

  test('goes away with the process that started it, even one that was killed', async () => {
    const holder = fileURLToPath(new URL('testdata/hold-control-plane.ts', import.meta.url));
    const child = spawn(process.execPath, [...process.execArgv, holder], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    child.kill('SIGKILL');
    const pids = JSON.parse(line) as number[];
    expect(pids).toHaveLength(2);
    await eventually(() => expect(pids.filter((pid) => isRunning(pid))).toEqual([]));
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
