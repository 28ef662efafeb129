import { simulateNodes } from '@sluice/sandbox';
import { describe, expect, it } from 'vitest';
import type { ControlPlane } from '../control-plane/control-plane.ts';
import { startControlPlane } from '../control-plane/control-plane.ts';
import { findControlPlaneServers } from '../control-plane/servers.ts';

const deployments = '/apis/apps/v1/namespaces/default/deployments';
const pods = '/api/v1/namespaces/default/pods';
const wait = { timeout: 60_000, interval: 50 };

function deployment(name: string, annotations: Record<string, string>): object {
  const labels = { app: name };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'example.com/main:1' }] } };
  return { metadata: { name, annotations }, spec: { replicas: 2, selector: { matchLabels: labels }, template } };
}

async function read(plane: ControlPlane, path: string): Promise<string> {
  return (await plane.request({ path })).text;
}

describe.skipIf(findControlPlaneServers() === undefined)('the simulation of nodes on a real control plane', () => {
  it('makes Deployments Available, lets them fail by annotation, and lets their pods go', async () => {
    const plane = await startControlPlane();
    const errors: unknown[] = [];
    const connection = { server: plane.url, token: plane.token, certificate: plane.ca };
    const simulation = await simulateNodes(connection, (error) => errors.push(error));
    try {
      const fail = { 'sandbox.sluice.dev/fail': 'ImagePullBackOff' };
      await plane.request({ method: 'POST', path: deployments, body: deployment('good', {}) });
      await plane.request({ method: 'POST', path: deployments, body: deployment('bad', fail) });
      await expect.poll(() => read(plane, `${deployments}/good`), wait).toContain('"availableReplicas":2');
      await expect.poll(() => read(plane, pods), wait).toContain('"reason":"ImagePullBackOff"');
      expect(await read(plane, `${deployments}/bad`)).not.toContain('"availableReplicas"');
      for (const name of ['good', 'bad']) await plane.request({ method: 'DELETE', path: `${deployments}/${name}` });
      await expect.poll(() => read(plane, pods), wait).toContain('"items":[]');
      expect(errors).toEqual([]);
    } finally {
      simulation.stop();
      await plane.stop();
    }
  });
});
