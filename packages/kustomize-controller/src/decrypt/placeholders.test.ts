import { parseFlags } from '@sluice/core';
import { expect, it } from 'vitest';
import { kustomizeFeatureGates, kustomizeFlags } from '../flags.ts';
import { readSettings } from '../read-settings.ts';

it('no flag and no gate of the controller has placeholders stand for encrypted values', () => {
  const { settings } = readSettings(parseFlags(kustomizeFlags, [], {}).values, {});
  expect(settings.onPlaceholders).toBeUndefined();
  const names = Object.keys({ ...kustomizeFlags, ...kustomizeFeatureGates });
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => /placeholder/i.test(name))).toEqual([]);
});
