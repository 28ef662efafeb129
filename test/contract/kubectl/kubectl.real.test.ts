import { startSandbox } from '@sluice/sandbox';
import { expect, test } from 'vitest';
import { startControlPlane } from '../../control-plane/control-plane.ts';
import { controlPlaneNeeded, findControlPlaneServers } from '../../control-plane/servers.ts';
import { findKubectl } from '../../e2e/support/kubectl.ts';
import { runStory } from './run-story.ts';
import { kubectlStory } from './story.ts';

const program = findKubectl() ?? '';

/** As the sandbox is run here: nothing acts on objects, and pods need no service account. */
const bareServer = { controllerManager: false, apiServerFlags: ['--disable-admission-plugins=ServiceAccount'] };

test.skipIf(program === '' || findControlPlaneServers() === undefined)(
  `an unmodified kubectl says the same of both servers; needs kubectl and ${controlPlaneNeeded}`,
  async () => {
    const plane = await startControlPlane(bareServer);
    const sandbox = await startSandbox({ workloads: false });
    try {
      const [real, simulated] = await Promise.all([
        runStory(program, plane, kubectlStory),
        runStory(program, { url: sandbox.secureUrl, token: sandbox.token, ca: sandbox.certificate }, kubectlStory),
      ]);
      expect(simulated).toEqual(real);
    } finally {
      await Promise.all([plane.stop(), sandbox.close()]);
    }
  },
);
