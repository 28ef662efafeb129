import { describe } from 'vitest';
import { testCrashes } from './test-support/crash-test.ts';

describe('a controller that is killed again and again', () => {
  testCrashes({ events: 160, kills: 4, timeoutMs: 120_000 });
});
