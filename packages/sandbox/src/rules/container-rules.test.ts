import { describe, expect, test } from 'vitest';
import { builtinRules } from './builtin-rules.ts';

const container = { name: 'a', image: 'a:1' };
const context = {
  now: 0,
  user: { name: '', groups: [] },
  lookup: () => undefined,
  list: () => [],
  warn: () => undefined,
};

function pod(spec: object) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'one' },
    spec: { terminationGracePeriodSeconds: 30, ...spec },
  };
}

function causes(spec: object): string[] {
  const found = builtinRules.get('/pods')?.validate?.(pod({ containers: [container], ...spec }), context) ?? [];
  return found.map(({ field = '', message }) => `${field.replace('spec.containers[0].', '')}: ${message}`);
}

const inContainer = (fields: object): string[] => causes({ containers: [{ ...container, ...fields }] });
const port = { containerPort: 80, protocol: 'TCP' };
const get = { path: '/', port: 80, scheme: 'HTTP' };
const probe = { httpGet: get, successThreshold: 1 };
const env = (variable: object): object => ({ env: [{ name: 'A', ...variable }] });

describe('a container', () => {
  test.each<[string, object, string[]]>([
    [
      'whose ports share a name',
      {
        ports: [
          { ...port, name: 'a' },
          { ...port, name: 'a' },
        ],
      },
      ['ports[1].name: Duplicate value: "a"'],
    ],
    [
      'with two ports of the host alike',
      {
        ports: [
          { ...port, hostPort: 8 },
          { ...port, hostPort: 8 },
        ],
      },
      ['ports[1].hostPort: Duplicate value: "TCP//8"'],
    ],
    [
      'alive only the second time',
      { livenessProbe: { ...probe, successThreshold: 2 } },
      ['livenessProbe.successThreshold: Invalid value: 2: must be 1'],
    ],
    ['ready only the second time', { readinessProbe: { ...probe, successThreshold: 2 } }, []],
    [
      'with a hook that does two things',
      { lifecycle: { preStop: { exec: { command: ['a'] }, httpGet: { port: 0 } } } },
      ['lifecycle.preStop.httpGet: Forbidden: may not specify more than 1 handler type'],
    ],
    [
      'that sleeps longer than it has',
      { lifecycle: { preStop: { sleep: { seconds: 31 } } } },
      [
        'lifecycle.preStop.sleep: Invalid value: 31: must be non-negative and less than terminationGracePeriodSeconds (30)',
      ],
    ],
    [
      'with a variable from a label',
      env({ valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: "metadata.labels['a']" } } }),
      [],
    ],
    [
      'with a variable in a size that is none',
      env({ valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '2' } } }),
      [
        `env[0].valueFrom.resourceFieldRef.divisor: Invalid value: "limits.cpu": only divisor's values 1m and 1 are supported with the cpu resource`,
      ],
    ],
    [
      'with part of a device',
      { resources: { limits: { 'example.com/gpu': '1.5' } } },
      ['resources.limits[example.com/gpu]: Invalid value: "1500m": must be an integer'],
    ],
    [
      'with fewer devices than its limit',
      { resources: { limits: { 'example.com/gpu': '2' }, requests: { 'example.com/gpu': '1' } } },
      ['resources.requests: Invalid value: "1": must be equal to example.com/gpu limit of 2'],
    ],
    [
      'with whole pages',
      { resources: { limits: { cpu: '1', 'hugepages-2Mi': '4Mi' }, requests: { 'hugepages-2Mi': '4Mi' } } },
      [],
    ],
    [
      'with a profile outside its directory',
      { securityContext: { seccompProfile: { type: 'Localhost', localhostProfile: 'a/../b' } } },
      [`securityContext.seccompProfile.localhostProfile: Invalid value: "a/../b": must not contain '..'`],
    ],
    [
      'with a device of no volume',
      { volumeDevices: [{ name: 'v', devicePath: '/dev/v' }] },
      ['volumeDevices[0].name: Not found: "v"'],
    ],
    [
      'that restarts by no rule',
      { restartPolicyRules: [{ action: 'Restart', exitCodes: { operator: 'In', values: [1] } }] },
      ['restartPolicy: Required value: must specify restartPolicy when restart rules are used'],
    ],
  ])('%s', (_name, fields, expected) => {
    expect(inContainer(fields)).toEqual(expected);
  });

  test('shows itself as the server would when it may not do what it asks for', () => {
    const [cause = ''] = inContainer({ securityContext: { allowPrivilegeEscalation: false, privileged: true } });
    expect(cause).toContain('"Privileged":true,"SELinuxOptions":null');
    expect(cause).toContain('cannot set `allowPrivilegeEscalation` to false and `privileged` to true');
  });
});

test('an init container is probed only if it stays', () => {
  const init = { name: 'i', image: 'i', livenessProbe: probe };
  expect(causes({ initContainers: [{ ...init, restartPolicy: 'Always' }] })).toEqual([]);
  expect(causes({ initContainers: [init] })).toEqual([
    'spec.initContainers[0].livenessProbe: Forbidden: may not be set for init containers without restartPolicy=Always',
  ]);
});

test('a variable from a file needs a volume that is empty at first', () => {
  const reading = { ...container, ...env({ valueFrom: { fileKeyRef: { key: 'K', path: 'a', volumeName: 'v' } } }) };
  expect(causes({ containers: [reading], volumes: [{ name: 'v', emptyDir: {} }] })).toEqual([]);
  expect(causes({ containers: [reading], volumes: [{ name: 'v', hostPath: { path: '/a', type: '' } }] })).toEqual([
    'env[0].valueFrom.fileKeyRef.volumeName: Invalid value: "v": referenced volume must be of type emptyDir',
  ]);
  expect(causes({ containers: [reading] })).toEqual(['env[0].valueFrom.fileKeyRef.volumeName: Not found: "v"']);
});

test('a pod that waits takes more selectors of nodes, and keeps those it has', () => {
  const waiting = { containers: [container], schedulingGates: [{ name: 'g' }], nodeSelector: { a: 'b' } };
  const fieldsOf = (nodeSelector: object, before: object = waiting): (string | undefined)[] => {
    const changed = pod({ ...before, nodeSelector });
    return (builtinRules.get('/pods')?.validateUpdate?.(changed, pod(before), context) ?? []).map(({ field }) => field);
  };
  expect(fieldsOf({ a: 'b', c: 'd' })).toEqual([]);
  expect(fieldsOf({ c: 'd' })).toEqual(['spec.nodeSelector']);
  expect(fieldsOf({ a: 'b', c: 'd' }, { ...waiting, schedulingGates: [] })).toEqual(['spec']);
});

describe('a pod that is changed', () => {
  const before = {
    containers: [container],
    activeDeadlineSeconds: 60,
    tolerations: [{ key: 'a', tolerationSeconds: 3 }],
  };

  test.each<[string, object, string[]]>([
    ['in its image', { containers: [{ ...container, image: 'b:2' }] }, []],
    ['to end earlier', { activeDeadlineSeconds: 30 }, []],
    ['to end later', { activeDeadlineSeconds: 90 }, ['spec.activeDeadlineSeconds']],
    ['in the time of a toleration', { tolerations: [{ key: 'a', tolerationSeconds: 5 }, { key: 'b' }] }, []],
    ['by taking a toleration away', { tolerations: [] }, ['spec.tolerations']],
    ['by adding a container', { containers: [container, { name: 'b', image: 'b' }] }, ['spec.containers']],
    ['in its name of the host', { hostname: 'other' }, ['spec']],
    ['by holding it back', { schedulingGates: [{ name: 'g' }] }, ['spec.schedulingGates[0].name']],
  ])('%s', (_name, change, fields) => {
    const found =
      builtinRules.get('/pods')?.validateUpdate?.(pod({ ...before, ...change }), pod(before), context) ?? [];
    expect(found.map(({ field }) => field)).toEqual(fields);
  });
});
