import type { JsonObject } from '@sluice/objects';
import { describe, expect, it } from 'vitest';
import { decodeProtobuf } from './decode.ts';
import { encodeFrame, encodeProtobuf } from './encode.ts';

const lease: JsonObject = {
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { name: 'one', labels: { b: '1', a: '2' } },
  spec: { holderIdentity: '', leaseDurationSeconds: 15, renewTime: '2026-01-02T03:04:05.678901Z' },
};

describe('protobuf', () => {
  it.each<[string, JsonObject]>([
    ['times to the microsecond, and pointers to what is empty', lease],
    [
      'bytes, and integers of 64 bits',
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a', generation: 2n ** 60n }, data: { a: 'AAEC' } },
    ],
    [
      'choices',
      {
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata: {},
        spec: { minAvailable: '50%', maxUnavailable: 0 },
        status: { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 },
      },
    ],
    [
      'raw JSON',
      { apiVersion: 'apps/v1', kind: 'ControllerRevision', metadata: {}, data: { a: [1, { b: null }] }, revision: 0 },
    ],
  ])('keeps %s', (_, object) => {
    expect(decodeProtobuf(encodeProtobuf(object))).toEqual(object);
  });

  it('carries what is empty, in the order of field numbers', () => {
    const bytes = encodeProtobuf({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } });
    const envelope = '6b387300 0a0f 0a027631 1209436f6e6669674d6170';
    // name, generateName, namespace, selfLink, uid, resourceVersion, generation, creationTimestamp
    const metadata = '0a0161 1200 1a00 2200 2a00 3200 3800 4200';
    expect(Buffer.from(bytes).toString('hex')).toBe(`${envelope} 1213 0a11 ${metadata} 1a00 2200`.replaceAll(' ', ''));
  });

  it('begins a frame with its length', () => {
    const frame = Buffer.from(encodeFrame('ADDED', Uint8Array.of(1, 2, 3)));
    expect(frame.readUInt32BE()).toBe(frame.length - 4);
  });

  it('is refused where it is none', () => {
    expect(() => decodeProtobuf(Buffer.from('{}'))).toThrow('expected prefix [107 56 115 0]');
    expect(() => decodeProtobuf(Buffer.from('6b387300ff', 'hex'))).toThrow('invalid protobuf');
  });
});
