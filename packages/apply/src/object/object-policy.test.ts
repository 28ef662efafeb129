import { expect, test } from 'vitest';
import { forcesRecreation, keepsFromDeletion, policyOf, skipsApply } from './object-policy.ts';

const p = 'kustomize.toolkit.fluxcd.io/';
const policy = (key?: string, value = '') => policyOf(key === undefined ? {} : { annotations: { [p + key]: value } });
const none = policy();

test('labels count as annotations do, values in any case', () => {
  expect(policyOf({ labels: { [`${p}reconcile`]: 'Disabled' } }).reconcileDisabled).toBe(true);
  expect(policyOf({ annotations: { [`${p}ssa`]: 'ifnotpresent' } }).ifNotPresent).toBe(true);
  expect(policyOf({ labels: { [`${p}reconcile`]: 'enabled' } }).reconcileDisabled).toBe(false);
});

test('keys of prototypes are no labels', () => {
  const labels = JSON.parse(`{"__proto__": {"${p}reconcile": "disabled"}}`) as Record<string, string>;
  expect(policyOf({ labels }).reconcileDisabled).toBe(false);
});

test.each([
  ['opted out in git', policy('reconcile', 'disabled'), undefined, true],
  ['opted out in the cluster', none, policy('reconcile', 'disabled'), true],
  ['ignored in git', policy('ssa', 'Ignore'), undefined, true],
  ['ignored in the cluster', none, policy('ssa', 'Ignore'), true],
  ['to be created', policy('ssa', 'IfNotPresent'), undefined, false],
  ['created already', policy('ssa', 'IfNotPresent'), none, true],
  ['IfNotPresent only in the cluster', none, policy('ssa', 'IfNotPresent'), false],
  ['merged', policy('ssa', 'Merge'), none, false],
])('apply: %s', (_, desired, live, expected) => {
  expect(skipsApply(desired, live)).toBe(expected);
});

test.each([
  ['prune disabled', policy('prune', 'disabled'), true],
  ['reconcile disabled', policy('reconcile', 'disabled'), true],
  ['ignored', policy('ssa', 'ignore'), true],
  ['created once', policy('ssa', 'IfNotPresent'), false],
  ['nothing said', none, false],
])('deletion: %s', (_, live, expected) => {
  expect(keepsFromDeletion(live)).toBe(expected);
});

test('force counts on either side', () => {
  expect(forcesRecreation(false, none, none)).toBe(false);
  expect(forcesRecreation(true, none, none)).toBe(true);
  expect(forcesRecreation(false, policy('force', 'Enabled'), undefined)).toBe(true);
  expect(forcesRecreation(false, none, policy('force', 'enabled'))).toBe(true);
});
