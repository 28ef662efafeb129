import { describe } from 'vitest';
import { testCrashes } from './test-support/crash-test.ts';

// Needs nothing but Node: it is here because it takes a minute or two.
describe('a controller that is killed a hundred times', () => {
  testCrashes({ events: 2_000, kills: 100, timeoutMs: 360_000 });
});
