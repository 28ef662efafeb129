import { crashEverywhere } from '@sluice/core/testing';
import { expect, it } from 'vitest';
import { mainScenario } from './main-scenario.ts';

it(
  'the main scenario survives a crash at every call, before it, after it and in the middle',
  { timeout: 900_000 },
  async () => {
    const report = await crashEverywhere(mainScenario);
    console.log(
      `${String(report.calls.length)} calls, ${String(report.tried)} crash points, ${String(report.crashed)} reached, ${String(report.violations.length)} violations`,
    );
    expect(report.violations).toEqual([]);
    expect(report.crashed).toBeGreaterThan(report.tried * 0.9);
  },
);
