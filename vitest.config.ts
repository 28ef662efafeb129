import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const condition = '@sluice/source';
const conditions = [condition, 'node', 'import', 'module', 'default'];
const beyondVite = ['**/node_modules/**', '**/dist/**', '**/bench/**'];

/** Tests that need a real control plane or a program that `npm ci` does not bring. */
const real = ['packages/*/src/**/*.real.test.ts', 'test/**/*.real.test.ts'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    pool: 'forks',
    // Tests wait on sockets more than they compute; the default leaves a machine of two cores with one worker.
    maxWorkers: Math.max(2, availableParallelism()),
    // Workers and programs that a test starts resolve packages like the test itself.
    execArgv: [`--conditions=${condition}`],
    reporters: ['default', './tools/tally-reporter.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts', 'tools/**/*.test.ts'],
          exclude: [...beyondVite, ...real],
          testTimeout: 20_000,
          hookTimeout: 30_000,
          // Two cores are idle half the time with two workers, since tests wait on sockets.
          maxWorkers: Math.max(4, availableParallelism()),
        },
      },
      {
        extends: true,
        test: {
          name: 'real',
          include: real,
          exclude: beyondVite,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
