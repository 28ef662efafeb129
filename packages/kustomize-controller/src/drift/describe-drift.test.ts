import type { Drift } from '@sluice/apply';
import type { KubeObject } from '@sluice/objects';
import { expect, test } from 'vitest';
import { claimOf, describeDrift, describeFight, disputeOf } from './describe-drift.ts';

const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'apps', name: 'web' };

function drift(fields: readonly string[], replicas: number, manager = 'hpa'): Drift {
  const containers = [{ name: 'main', image: 'x:1' }];
  const live: KubeObject = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: {}, spec: { replicas, containers } };
  return { live, takers: [{ manager, fields }], isOptedOut: false };
}

test('what was changed, and by whom', () => {
  expect(describeDrift(ref, 'configured', drift(['spec.replicas'], 5))).toBe(
    'Deployment/apps/web configured: spec.replicas was changed by hpa',
  );
  expect(describeDrift(ref, 'configured', drift(['a', 'b', 'c', 'd', 'e', 'f', 'g'], 5))).toBe(
    'Deployment/apps/web configured: a, b, c, d, e and 2 more were changed by hpa',
  );
  expect(describeDrift(ref, 'created', { live: undefined, takers: [], isOptedOut: false })).toBe(
    'Deployment/apps/web created: it was deleted',
  );
});

test('a fight names both writers and the remedy', () => {
  expect(describeFight(ref, drift(['spec.replicas'], 5))).toBe(
    'Deployment/apps/web: hpa and kustomize-controller both write spec.replicas, and take it from each other again and again; leave it out of the manifest, or stop hpa from writing it',
  );
});

test('the same fields are the same dispute, the same values the same claim', () => {
  const five = drift(['spec.replicas'], 5);
  const six = drift(['spec.replicas'], 6);
  expect(disputeOf(five)).toBe(disputeOf(six));
  expect(claimOf(five)).not.toBe(claimOf(six));
  expect(claimOf(five)).toBe(claimOf(drift(['spec.replicas'], 5)));
  expect(disputeOf(five)).not.toBe(disputeOf(drift(['spec.replicas'], 5, 'other')));
});

test('values in lists are found by their keys', () => {
  const image = drift(['spec.containers[name=main].image'], 5);
  const other = structuredClone(image);
  (other.live as unknown as { spec: { containers: { image: string }[] } }).spec.containers = [{ image: 'x:2' }];
  expect(claimOf(image)).not.toBe(claimOf(other));
});
