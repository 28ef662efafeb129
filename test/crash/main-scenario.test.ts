import { crashEverywhere } from '@sluice/core/testing';
import { expect, it } from 'vitest';
import { mainScenario } from './main-scenario.ts';

it('the main scenario survives a crash at a sample of its calls', { timeout: 120_000 }, async () => {
  const report = await crashEverywhere(mainScenario, { stride: 17 });
  expect(report.violations).toEqual([]);
  expect(report.crashed).toBeGreaterThan(report.tried * 0.8);
});
