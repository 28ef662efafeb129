import type { KubeObject } from '@sluice/objects';
import { describe, expect, test } from 'vitest';
import { statusOf } from './status-of.ts';

const now = Date.parse('2026-01-01T00:01:00Z');

function object(type: string, fields: Record<string, unknown>, metadata: Record<string, unknown> = {}): KubeObject {
  const [apiVersion = '', kind = ''] = type.split(' ');
  return { apiVersion, kind, metadata: { name: 'x', ...metadata }, ...fields };
}

const conditions = (...list: [type: string, status: string, reason?: string][]) =>
  list.map(([type, status, reason = 'R']) => ({ type, status, reason, message: `${type} is ${status}` }));

const rolledOut = {
  observedGeneration: 1,
  replicas: 2,
  updatedReplicas: 2,
  availableReplicas: 2,
  readyReplicas: 2,
  conditions: conditions(['Available', 'True'], ['Progressing', 'True', 'NewReplicaSetAvailable']),
};
const deployment = (status: object, spec: object = { replicas: 2, progressDeadlineSeconds: 600 }) =>
  object('apps/v1 Deployment', { spec, status: { ...rolledOut, ...status } }, { generation: 1 });

describe('every kind', () => {
  test.each([
    ['deletion', object('v1 X', {}, { deletionTimestamp: '2026-01-01T00:00:00Z' }), 'Terminating'],
    [
      'an older generation observed',
      object('a/v1 X', { status: { observedGeneration: 1 } }, { generation: 2 }),
      'InProgress',
    ],
    ['Reconciling', object('a/v1 X', { status: { conditions: conditions(['Reconciling', 'True']) } }), 'InProgress'],
    ['Stalled', object('a/v1 X', { status: { conditions: conditions(['Stalled', 'True']) } }), 'Failed'],
    ['Ready', object('a/v1 X', { status: { conditions: conditions(['Ready', 'True']) } }), 'Current'],
    ['Ready=False', object('a/v1 X', { status: { conditions: conditions(['Ready', 'False']) } }), 'InProgress'],
    ['Ready=Unknown', object('a/v1 X', { status: { conditions: conditions(['Ready', 'Unknown']) } }), 'InProgress'],
    ['no status at all', object('a/v1 X', {}), 'Current'],
    ['a status that is no map', object('a/v1 X', { status: 'fine' }), 'Current'],
  ])('%s', (_, given, expected) => {
    expect(statusOf(given, now).status).toBe(expected);
  });
});

describe('workloads', () => {
  test.each([
    ['complete', deployment({}), 'Current', 'Deployment is available. Replicas: 2'],
    ['too few replicas', deployment({ replicas: 1 }), 'InProgress', 'replicas: 1/2'],
    ['not updated', deployment({ updatedReplicas: 1 }), 'InProgress', 'Updated: 1/2'],
    ['old replicas left', deployment({ replicas: 3 }), 'InProgress', 'Pending termination: 1'],
    ['not available', deployment({ availableReplicas: 1 }), 'InProgress', 'Available: 1/2'],
    ['not ready', deployment({ readyReplicas: 1 }), 'InProgress', 'Ready: 1/2'],
    [
      'not progressed',
      deployment({ conditions: conditions(['Available', 'True'], ['Progressing', 'True', 'ReplicaSetUpdated']) }),
      'InProgress',
      'ReplicaSet not Available',
    ],
    [
      'no deadline, so progress does not count',
      deployment({ conditions: conditions(['Available', 'True']) }, { replicas: 2 }),
      'Current',
      'Deployment is available. Replicas: 2',
    ],
    [
      'deadline exceeded',
      deployment({ conditions: conditions(['Progressing', 'False', 'ProgressDeadlineExceeded']) }),
      'Failed',
      'Progress deadline exceeded',
    ],
    [
      'not Available',
      deployment({ conditions: conditions(['Available', 'False'], ['Progressing', 'True', 'NewReplicaSetAvailable']) }),
      'InProgress',
      'Deployment not Available',
    ],
    ['one replica wanted by default', deployment({ replicas: 0 }, {}), 'InProgress', 'replicas: 0/1'],
  ])('Deployment: %s', (_, given, status, message) => {
    expect(statusOf(given, now)).toEqual({ status, message });
  });

  const statefulSet = (status: object, spec: object = {}) =>
    object('apps/v1 StatefulSet', {
      spec: { replicas: 3, ...spec },
      status: {
        replicas: 3,
        readyReplicas: 3,
        currentReplicas: 3,
        currentRevision: 'a',
        updateRevision: 'a',
        ...status,
      },
    });
  test.each([
    ['complete', statefulSet({}), 'Current'],
    ['on delete', statefulSet({ readyReplicas: 0 }, { updateStrategy: { type: 'OnDelete' } }), 'Current'],
    ['not ready', statefulSet({ readyReplicas: 2 }), 'InProgress'],
    ['another revision', statefulSet({ updateRevision: 'b' }), 'InProgress'],
    ['too many', statefulSet({ replicas: 4 }), 'InProgress'],
    [
      'partition done',
      statefulSet({ updatedReplicas: 1, updateRevision: 'b' }, { updateStrategy: { rollingUpdate: { partition: 2 } } }),
      'Current',
    ],
    [
      'partition not done',
      statefulSet({ updatedReplicas: 0 }, { updateStrategy: { rollingUpdate: { partition: 2 } } }),
      'InProgress',
    ],
  ])('StatefulSet: %s', (_, given, expected) => {
    expect(statusOf(given, now).status).toBe(expected);
  });

  const daemonSet = (status: object) => object('apps/v1 DaemonSet', { status }, { generation: 1 });
  const scheduled = {
    observedGeneration: 1,
    desiredNumberScheduled: 2,
    currentNumberScheduled: 2,
    updatedNumberScheduled: 2,
    numberAvailable: 2,
    numberReady: 2,
  };
  test.each([
    ['complete', daemonSet(scheduled), 'Current'],
    ['not observed', daemonSet({}), 'InProgress'],
    ['not counted', daemonSet({ observedGeneration: 1 }), 'InProgress'],
    ['one not ready', daemonSet({ ...scheduled, numberReady: 1 }), 'InProgress'],
  ])('DaemonSet: %s', (_, given, expected) => {
    expect(statusOf(given, now).status).toBe(expected);
  });

  const replicas = { fullyLabeledReplicas: 1, availableReplicas: 1, readyReplicas: 1, replicas: 1 };
  test.each([
    ['complete', replicas, 'Current'],
    ['failing', { ...replicas, conditions: conditions(['ReplicaFailure', 'True']) }, 'InProgress'],
    ['not available', { ...replicas, availableReplicas: 0 }, 'InProgress'],
  ])('ReplicaSet: %s', (_, status, expected) => {
    expect(statusOf(object('apps/v1 ReplicaSet', { status }), now).status).toBe(expected);
  });
});

describe('other kinds', () => {
  const unschedulable = conditions(['PodScheduled', 'False', 'Unschedulable']);
  const waiting = (reason: string) => [{ name: 'main', state: { waiting: { reason } } }];
  test.each([
    ['a running Job', object('batch/v1 Job', { status: { active: 1 } }), 'InProgress'],
    ['a suspended Job', object('batch/v1 Job', { spec: { suspend: true } }), 'Current'],
    ['a complete Job', object('batch/v1 Job', { status: { conditions: conditions(['Complete', 'True']) } }), 'Current'],
    ['a failed Job', object('batch/v1 Job', { status: { conditions: conditions(['Failed', 'True']) } }), 'Failed'],
    ['a Pod that succeeded', object('v1 Pod', { status: { phase: 'Succeeded' } }), 'Current'],
    ['a Pod that failed', object('v1 Pod', { status: { phase: 'Failed' } }), 'Current'],
    [
      'a ready Pod',
      object('v1 Pod', { status: { phase: 'Running', conditions: conditions(['Ready', 'True']) } }),
      'Current',
    ],
    [
      'a crashing Pod',
      object('v1 Pod', { status: { phase: 'Running', containerStatuses: waiting('CrashLoopBackOff') } }),
      'Failed',
    ],
    [
      'a Pod just found unschedulable',
      object(
        'v1 Pod',
        { status: { phase: 'Pending', conditions: unschedulable } },
        { creationTimestamp: '2026-01-01T00:00:50Z' },
      ),
      'InProgress',
    ],
    [
      'a Pod unschedulable for long',
      object(
        'v1 Pod',
        { status: { phase: 'Pending', conditions: unschedulable } },
        { creationTimestamp: '2026-01-01T00:00:00Z' },
      ),
      'Failed',
    ],
    ['a bound claim', object('v1 PersistentVolumeClaim', { status: { phase: 'Bound' } }), 'Current'],
    ['an unbound claim', object('v1 PersistentVolumeClaim', { status: { phase: 'Pending' } }), 'InProgress'],
    [
      'a load balancer without address',
      object('v1 Service', { spec: { type: 'LoadBalancer', clusterIP: '10.0.0.1' } }),
      'Current',
    ],
    ['a load balancer without cluster address', object('v1 Service', { spec: { type: 'LoadBalancer' } }), 'InProgress'],
    ['a headless Service', object('v1 Service', { spec: { clusterIP: 'None' } }), 'Current'],
    ['a ConfigMap', object('v1 ConfigMap', {}), 'Current'],
    ['a disruption budget', object('policy/v1 PodDisruptionBudget', {}), 'Current'],
    [
      'an established CRD',
      object('apiextensions.k8s.io/v1 CustomResourceDefinition', {
        status: { conditions: conditions(['Established', 'True']) },
      }),
      'Current',
    ],
    ['a new CRD', object('apiextensions.k8s.io/v1 CustomResourceDefinition', {}), 'InProgress'],
    [
      'a CRD being installed',
      object('apiextensions.k8s.io/v1 CustomResourceDefinition', {
        status: { conditions: conditions(['Established', 'False', 'Installing']) },
      }),
      'InProgress',
    ],
    [
      'a CRD whose names are taken',
      object('apiextensions.k8s.io/v1 CustomResourceDefinition', {
        status: { conditions: conditions(['NamesAccepted', 'False']) },
      }),
      'Failed',
    ],
  ])('%s', (_, given, expected) => {
    expect(statusOf(given, now).status).toBe(expected);
  });
});
