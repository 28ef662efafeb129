import { describe, expect, test } from 'vitest';
import type { ApiObject } from '../api-object.ts';
import { builtinPrinters } from './builtin-printers.ts';
import { podRowConditions } from './pod.ts';

const now = Date.parse('2026-01-01T01:00:00Z');

function rowOf(table: string, fields: object): unknown[] {
  const object = {
    apiVersion: 'v1',
    kind: 'X',
    metadata: { name: 'one', creationTimestamp: '2026-01-01T00:00:00Z' },
    ...fields,
  } as ApiObject;
  const printer = builtinPrinters.get(table);
  if (printer === undefined) throw new Error(`no printer for ${table}`);
  return printer(object, now);
}

function pod(status: object, spec: object = {}): unknown[] {
  return rowOf('/pods', { spec: { containers: [{ name: 'a' }, { name: 'b' }], ...spec }, status });
}

const running = { state: { running: {} }, ready: true, restartCount: 0 };

describe('a pod in one word', () => {
  test.each([
    ['its phase', { phase: 'Pending' }, '0/2', 'Pending'],
    [
      'running',
      {
        phase: 'Running',
        containerStatuses: [
          { name: 'a', ...running },
          { name: 'b', ...running },
        ],
      },
      '2/2',
      'Running',
    ],
    [
      'what a container waits for',
      {
        phase: 'Running',
        containerStatuses: [
          { name: 'a', ...running },
          { name: 'b', state: { waiting: { reason: 'CrashLoopBackOff' } } },
        ],
      },
      '1/2',
      'CrashLoopBackOff',
    ],
    [
      'how a container ended',
      { phase: 'Failed', containerStatuses: [{ name: 'a', state: { terminated: { exitCode: 3 } } }] },
      '0/2',
      'ExitCode:3',
    ],
    [
      'init container that fails',
      {
        phase: 'Pending',
        initContainerStatuses: [{ name: 'i', state: { terminated: { exitCode: 1, reason: 'Error' } } }],
      },
      '0/2',
      'Init:Error',
    ],
    [
      'one completed beside one running',
      {
        phase: 'Running',
        conditions: [{ type: 'Ready', status: 'True' }],
        containerStatuses: [
          { name: 'a', ...running },
          { name: 'b', state: { terminated: { exitCode: 0, reason: 'Completed' } } },
        ],
      },
      '1/2',
      'Running',
    ],
  ])('%s', (_name, status, ready, reason) => {
    expect(pod(status).slice(1, 3)).toEqual([ready, reason]);
  });

  test('restarts say how long ago the last was', () => {
    const lastState = { terminated: { finishedAt: '2026-01-01T00:55:00Z' } };
    expect(
      pod({ phase: 'Running', containerStatuses: [{ name: 'a', ...running, restartCount: 2, lastState }] })[3],
    ).toBe('2 (5m ago)');
  });

  test('a pod that is over says so beside its cells', () => {
    const podIn = (phase: string): ApiObject => {
      const made: ApiObject = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'one' } };
      made['status'] = { phase };
      return made;
    };
    expect(podRowConditions(podIn('Succeeded'))).toMatchObject([{ type: 'Completed', reason: 'Succeeded' }]);
    expect(podRowConditions(podIn('Running'))).toBeUndefined();
  });
});

describe('other kinds', () => {
  test('a load balancer that has no address yet is pending', () => {
    const spec = {
      type: 'LoadBalancer',
      clusterIPs: ['10.0.0.9'],
      ports: [{ port: 80, nodePort: 30080, protocol: 'TCP' }],
    };
    expect(rowOf('/services', { spec }).slice(0, 5)).toEqual([
      'one',
      'LoadBalancer',
      '10.0.0.9',
      '<pending>',
      '80:30080/TCP',
    ]);
  });

  test('selectors read like queries, sorted by key', () => {
    const podSelector = {
      matchLabels: { z: '1', a: '2' },
      matchExpressions: [{ key: 'm', operator: 'NotIn', values: ['y', 'x'] }],
    };
    expect(rowOf('networking.k8s.io/networkpolicies', { spec: { podSelector } })[1]).toBe('a=2,m notin (x,y),z=1');
  });

  test('an event counts at least once and names its object', () => {
    const involvedObject = { kind: 'Pod', name: 'p' };
    expect(rowOf('/events', { involvedObject, reason: 'Why', message: ' m ' })).toEqual([
      '<unknown>',
      '',
      'Why',
      'pod/p',
      '',
      '',
      'm',
      '<unknown>',
      1,
      'one',
    ]);
  });

  test('a suspended job is suspended, a deleted one terminating', () => {
    const suspended = { status: { conditions: [{ type: 'Suspended', status: 'True' }] }, spec: { completions: 2 } };
    expect(rowOf('batch/jobs', suspended).slice(1, 3)).toEqual(['Suspended', '0/2']);
  });
});
