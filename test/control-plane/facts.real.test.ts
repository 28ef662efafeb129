import { expect, test } from 'vitest';
import { encodedFacts } from '../../packages/objects/src/facts/facts-data.ts';
import { encodeFacts } from '../../tools/facts/encode-facts.ts';
import { inputsDigest } from '../../tools/facts/inputs.ts';
import { readServer } from '../../tools/facts/read-server.ts';
import { startControlPlane } from './control-plane.ts';
import { controlPlaneNeeded, findControlPlaneServers } from './servers.ts';

test.skipIf(findControlPlaneServers() === undefined)(
  `the schema facts are what the server says; needs ${controlPlaneNeeded}`,
  async () => {
    const plane = await startControlPlane({ controllerManager: false });
    try {
      expect(encodeFacts(await readServer(plane), inputsDigest()).split('\n')).toEqual(encodedFacts.split('\n'));
    } finally {
      await plane.stop();
    }
  },
);
