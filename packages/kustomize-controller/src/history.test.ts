import { expect, test } from 'vitest';
import { type HistoryRecord, recordHistory } from './history.ts';

function record(digest: string, time: string, status = 'ReconciliationSucceeded'): HistoryRecord {
  return { digest, status, time, duration: '1s', metadata: { revision: `rev-${time}` } };
}

test('the same result counts up and comes first', () => {
  let history = recordHistory([], record('a', '1'));
  history = recordHistory(history, record('b', '2'));
  history = recordHistory(history, record('a', '3'));
  expect(
    history.map((entry) => [entry.digest, entry.totalReconciliations, entry.firstReconciled, entry.lastReconciled]),
  ).toEqual([
    ['a', 2, '1', '3'],
    ['b', 1, '2', '2'],
  ]);
  expect(history[0]?.metadata).toEqual({ revision: 'rev-3' });
});

test('another status of the same build is another entry', () => {
  const history = recordHistory(recordHistory([], record('a', '1')), record('a', '2', 'HealthCheckFailed'));
  expect(history.map((entry) => entry.lastReconciledStatus)).toEqual(['HealthCheckFailed', 'ReconciliationSucceeded']);
});

test('five entries are kept', () => {
  const digests = ['a', 'b', 'c', 'd', 'e', 'f'];
  const history = digests.reduce<ReturnType<typeof recordHistory>>(
    (past, digest) => recordHistory(past, record(digest, digest)),
    [],
  );
  expect(history.map((entry) => entry.digest)).toEqual(['f', 'e', 'd', 'c', 'b']);
});
