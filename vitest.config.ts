import { defineConfig } from 'vitest/config';

const conditions = ['@sluice/source', 'node', 'import', 'module', 'default'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts', 'tools/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', 'test/real/**', 'test/bench/**'],
    pool: 'forks',
    testTimeout: 20_000,
    passWithNoTests: true,
  },
});
