import type { JsonObject } from '@sluice/objects';
import { describe, expect, test } from 'vitest';
import { podSettingCauses } from './pod-settings.ts';
import { podVolumeCauses } from './pod-volumes.ts';
import { volumeCauses } from './volumes.ts';

const term = { labelSelector: {}, topologyKey: 'zone' };
const constraint = { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' };

function fieldsOf(causes: readonly { readonly field?: string }[]): (string | undefined)[] {
  return causes.map(({ field }) => field);
}

describe('what a pod asks for beside its containers', () => {
  test.each<[string, JsonObject, string[]]>([
    ['nothing', {}, []],
    ['users below none', { securityContext: { runAsUser: -1, runAsGroup: 0 } }, ['spec.securityContext.runAsUser']],
    ['a known node', { nodeName: 'node-1', hostname: 'a', subdomain: 'b' }, []],
    ['names that are none', { nodeName: 'A b', hostname: 'a.b' }, ['spec.nodeName', 'spec.hostname']],
    ['a sound affinity', { affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } }, []],
    [
      'a weight beyond all',
      {
        affinity: {
          podAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 101, podAffinityTerm: term }],
          },
        },
      },
      ['spec.affinity.podAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight'],
    ],
    [
      'one kind of spread twice',
      { topologySpreadConstraints: [constraint, constraint] },
      ['spec.topologySpreadConstraints[0].{topologyKey, whenUnsatisfiable}'],
    ],
    ['no servers of names', { dnsPolicy: 'None', dnsConfig: {} }, ['spec.dnsConfig.nameservers']],
    ['any taint borne', { tolerations: [{ operator: 'Exists' }] }, []],
    ['a taint without a key', { tolerations: [{ value: 'a' }] }, ['spec.tolerations[0].operator']],
    ['a deadline of nothing', { activeDeadlineSeconds: 0 }, ['spec.activeDeadlineSeconds']],
  ])('%s', (_name, spec, fields) => {
    expect(fieldsOf(podSettingCauses(spec, 'spec'))).toEqual(fields);
  });
});

describe('the volumes of a pod', () => {
  test.each<[string, JsonObject, string[]]>([
    ['from the node', { hostPath: { path: '/a', type: '' } }, []],
    ['from outside a folder', { hostPath: { path: '/a/../b' } }, ['spec.volumes[0].hostPath.path']],
    ['of a map without a name', { configMap: {} }, ['spec.volumes[0].configMap.name']],
    [
      'whose file leaves it',
      { configMap: { name: 'm', items: [{ key: 'k', path: '../x' }] } },
      ['spec.volumes[0].configMap.items[0].path'],
    ],
    ['of two kinds', { emptyDir: {}, secret: { secretName: 's' } }, ['spec.volumes[0].secret']],
  ])('%s', (_name, source, fields) => {
    expect(fieldsOf(volumeCauses({ volumes: [{ name: 'v', ...source }] }, 'spec'))).toEqual(fields);
  });

  test('a token needs an account', () => {
    const volumes = [{ name: 'v', projected: { sources: [{ serviceAccountToken: { path: 'p' } }] } }];
    expect(podVolumeCauses({ volumes }, 'spec')).toHaveLength(1);
    expect(podVolumeCauses({ volumes, serviceAccountName: 'a' }, 'spec')).toEqual([]);
  });
});
