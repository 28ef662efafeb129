import { loadSchemaFacts } from '@sluice/objects';
import { objectAt } from '../api-object.ts';
import { systemClock } from '../clock.ts';
import type { RestConnection } from './rest-port.ts';
import { openRestPort } from './rest-port.ts';
import { WorkloadSimulator } from './simulator.ts';
import { nodeObject, nodePlanners } from './workloads.ts';

export interface NodeSimulation {
  stop(): void;
}

/** Owners are read for the annotations that pods inherit from them. */
const tables = [
  '/pods',
  '/nodes',
  'apps/deployments',
  'apps/replicasets',
  'apps/statefulsets',
  'apps/daemonsets',
  'batch/jobs',
];

/**
 * Plays the scheduler and one node on a control plane that has its controllers but no nodes: its Deployments become
 * Available. The same code and the same annotations as in the sandbox.
 *
 * @param onError hears of actions that the API server refuses for good
 */
export async function simulateNodes(
  connection: RestConnection,
  onError: (error: unknown) => void,
): Promise<NodeSimulation> {
  const port = await openRestPort(connection, tables);
  const node = nodeObject(loadSchemaFacts().kubernetesVersion);
  if (port.get('/nodes', '', node.metadata.name ?? '') === undefined) {
    await port.perform({ verb: 'create', object: node }, 'kubelet');
    await port.perform(
      { verb: 'status', object: Object.assign({ ...node }, { status: objectAt(node, 'status') }) },
      'kubelet',
    );
  }
  const simulator = new WorkloadSimulator({ port, clock: systemClock, planners: nodePlanners, onError });
  simulator.start();
  return {
    stop() {
      simulator.stop();
      port.close();
    },
  };
}
