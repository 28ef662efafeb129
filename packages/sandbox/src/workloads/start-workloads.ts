import { loadSchemaFacts } from '@sluice/objects';
import { objectAt } from '../api-object.ts';
import { createObject } from '../controllers/bootstrap.ts';
import { amend, internalWrite } from '../registry/internal.ts';
import type { Registry } from '../registry/registry.ts';
import { registryPort } from './registry-port.ts';
import { WorkloadSimulator } from './simulator.ts';
import { controllerPlanners, nodeObject, nodePlanners } from './workloads.ts';

export interface WorkloadOptions {
  /** PEM that pods find in `kube-root-ca.crt`. */
  readonly certificate: string;
  readonly podStartMs: number | undefined;
  readonly onError: (error: unknown) => void;
}

/** Adds a node to the sandbox and lets workloads run on it. Returns what stops it. */
export function startWorkloads(registry: Registry, { certificate, podStartMs, onError }: WorkloadOptions): () => void {
  addNode(registry);
  const simulator = new WorkloadSimulator({
    port: registryPort(registry),
    clock: registry.clock,
    planners: [...controllerPlanners(certificate), ...nodePlanners],
    ...(podStartMs === undefined ? {} : { podStartMs }),
    onError,
  });
  simulator.start();
  return () => simulator.stop();
}

function addNode(registry: Registry): void {
  const node = nodeObject(loadSchemaFacts().kubernetesVersion);
  const resource = registry.catalog.findKind(node.apiVersion, node.kind);
  if (resource === undefined) throw new Error('the schema facts have no Node');
  const created = createObject(registry, node);
  amend(registry, resource, created, internalWrite('kubelet', 'status'), (draft) => {
    draft['status'] = objectAt(node, 'status');
  });
}
