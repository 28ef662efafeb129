import type { ApiObject } from '../api-object.ts';
import type { Planner } from './plan.ts';
import { claims, volumes } from './plans/claim.ts';
import { daemonSets } from './plans/daemon-set.ts';
import { deployments } from './plans/deployment.ts';
import { jobs } from './plans/job.ts';
import { namespaces } from './plans/namespace.ts';
import { nodeName, podRunner, podScheduler } from './plans/pod.ts';
import { replicaSets, replicationControllers } from './plans/replica-set.ts';
import { services } from './plans/service.ts';
import { statefulSets } from './plans/stateful-set.ts';

/** What a node does: for a cluster whose controllers are real and whose nodes are not. */
export const nodePlanners: readonly Planner[] = [podScheduler, podRunner];

/** What the controllers of a cluster do. */
export function controllerPlanners(certificate: string): readonly Planner[] {
  return [
    deployments,
    replicaSets,
    replicationControllers,
    statefulSets,
    daemonSets,
    jobs,
    claims,
    volumes,
    services,
    namespaces(certificate),
  ];
}

/** The node on which all pods run. */
export function nodeObject(kubernetesVersion: string): ApiObject {
  const ready = { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'the sandbox runs no kubelet' };
  const capacity = { cpu: '64', memory: '256Gi', pods: '10000' };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: nodeName,
      labels: { 'kubernetes.io/hostname': nodeName, 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' },
    },
    spec: {},
    status: {
      capacity,
      allocatable: capacity,
      conditions: [ready],
      addresses: [{ type: 'InternalIP', address: '127.0.0.1' }],
      nodeInfo: {
        machineID: '',
        systemUUID: '',
        bootID: '',
        kernelVersion: 'sandbox',
        osImage: 'sandbox',
        containerRuntimeVersion: 'sandbox://1',
        kubeletVersion: kubernetesVersion,
        kubeProxyVersion: kubernetesVersion,
        operatingSystem: 'linux',
        architecture: 'amd64',
      },
    },
  };
}
