import { expect, test } from 'vitest';
import { type OutcomeName, outcomeRows } from './outcomes.ts';

/** Upstream's table of Ready reasons, by the ways to get there. Another reason, retry or event is a change for users. */
const expected: Readonly<Record<OutcomeName, readonly [reason: string, next: string, event: string]>> = {
  invalidExpression: ['InvalidCELExpression', 'stalled', 'error'],
  sourceNotFound: ['ArtifactFailed', 'retry', 'none'],
  sourceAccessDenied: ['AccessDenied', 'stalled', 'error'],
  sourceHasNoArtifact: ['ArtifactFailed', 'dependency', 'none'],
  artifactNotFound: ['ArtifactFailed', 'dependency', 'none'],
  artifactUnavailable: ['ArtifactFailed', 'backoff', 'error'],
  artifactInvalid: ['ArtifactFailed', 'retry', 'error'],
  pathNotFound: ['ArtifactFailed', 'retry', 'error'],
  dependencyNotReady: ['DependencyNotReady', 'dependency', 'info-once'],
  dependencyCycle: ['DependencyNotReady', 'dependency', 'info-once'],
  buildFailed: ['BuildFailed', 'retry', 'error'],
  applyFailed: ['ReconciliationFailed', 'retry', 'error'],
  stageNotReady: ['ReconciliationFailed', 'retry', 'error'],
  pruneFailed: ['PruneFailed', 'retry', 'error'],
  healthCheckFailed: ['HealthCheckFailed', 'retry', 'error'],
};

test.each(Object.entries(expected))('%s', (name, row) => {
  const { reason, next, event } = outcomeRows[name as OutcomeName];
  expect([reason, next, event]).toEqual(row);
});

test('history has what happened from the apply on, and only that', () => {
  const recorded = Object.entries(outcomeRows).filter(([, row]) => row.history !== undefined);
  expect(recorded.map(([name, row]) => [name, row.history])).toEqual([
    ['applyFailed', 'ReconciliationFailed'],
    ['stageNotReady', 'ReconciliationFailed'],
    ['pruneFailed', 'PruneFailed'],
    ['healthCheckFailed', 'HealthCheckFailed'],
  ]);
});

test('only a failed health check makes unhealthy', () => {
  const unhealthy = Object.entries(outcomeRows).filter(([, row]) => row.unhealthy === true);
  expect(unhealthy.map(([name]) => name)).toEqual(['healthCheckFailed']);
});
