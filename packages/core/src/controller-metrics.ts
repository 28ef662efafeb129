import type { MetricsRegistry } from './metrics.ts';
import type { ReconcileResult } from './reconcile-parts.ts';

export interface ObjectLabels {
  readonly controller: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** What a controller tells of its work; times in milliseconds. */
export interface ControllerMetrics {
  added(controller: string): void;
  retried(controller: string): void;
  watchDepth(controller: string, depth: () => number): void;
  started(controller: string, waitedMs: number): void;
  ended(labels: ObjectLabels, result: ReconcileResult, durationMs: number): void;
  failed(controller: string): void;
  /** The worker is free again, however the run ended. */
  finished(controller: string): void;
  /** The object is gone: drops its series. */
  forget(labels: ObjectLabels): void;
}

/** Ten exponential buckets from 10 ms to 30 min, as upstream has them. */
const durationBuckets = Array.from({ length: 10 }, (_, index) => 0.01 * (1800 / 0.01) ** (index / 9));
const queueBuckets = [1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10, 100, 1000];

/** Metrics by upstream's names: those of the toolkit (`gotk_…`) and those that every controller of the field has. */
export function createControllerMetrics(registry: MetricsRegistry): ControllerMetrics {
  return { ...createQueueMetrics(registry), ...createRunMetrics(registry) };
}

function createQueueMetrics(registry: MetricsRegistry): Pick<ControllerMetrics, 'added' | 'retried' | 'watchDepth'> {
  const depth = registry.gauge('workqueue_depth', 'Objects that wait for a worker.', ['name']);
  const adds = registry.counter('workqueue_adds_total', 'Objects added to the queue.', ['name']);
  const retries = registry.counter('workqueue_retries_total', 'Objects retried after a failure.', ['name']);
  return {
    added: (controller) => {
      adds.increment([controller]);
    },
    retried: (controller) => {
      retries.increment([controller]);
    },
    watchDepth: (controller, read) => {
      registry.onCollect(() => {
        depth.set(read(), [controller]);
      });
    },
  };
}

function createRunMetrics(
  registry: MetricsRegistry,
): Pick<ControllerMetrics, 'started' | 'ended' | 'failed' | 'finished' | 'forget'> {
  const objectLabels = ['kind', 'name', 'namespace'];
  const durationHelp = 'The duration in seconds of a reconciliation.';
  const duration = registry.histogram('gotk_reconcile_duration_seconds', durationHelp, durationBuckets, objectLabels);
  const waitHelp = 'How long an object waited for a worker.';
  const waits = registry.histogram('workqueue_queue_duration_seconds', waitHelp, queueBuckets, ['name']);
  const runs = registry.counter('controller_runtime_reconcile_total', 'Reconciliations by result.', [
    'controller',
    'result',
  ]);
  const errors = registry.counter('controller_runtime_reconcile_errors_total', 'Failed reconciliations.', [
    'controller',
  ]);
  const active = registry.gauge('controller_runtime_active_workers', 'Workers that are busy.', ['controller']);
  const busy = new Map<string, number>();
  const setBusy = (controller: string, by: number): void => {
    const count = (busy.get(controller) ?? 0) + by;
    busy.set(controller, count);
    active.set(count, [controller]);
  };
  return {
    started: (controller, waitedMs) => {
      waits.observe(waitedMs / 1000, [controller]);
      setBusy(controller, 1);
    },
    ended: ({ controller, kind, name, namespace }, result, durationMs) => {
      runs.increment([controller, resultLabel(result)]);
      if (result.outcome === 'failed' || result.outcome === 'stalled') errors.increment([controller]);
      if (result.outcome === 'deleted') duration.delete([kind, name, namespace]);
      else duration.observe(durationMs / 1000, [kind, name, namespace]);
    },
    failed: (controller) => {
      runs.increment([controller, 'error']);
      errors.increment([controller]);
    },
    finished: (controller) => {
      setBusy(controller, -1);
    },
    forget: ({ kind, name, namespace }) => {
      duration.delete([kind, name, namespace]);
    },
  };
}

function resultLabel(result: ReconcileResult): string {
  switch (result.next.kind) {
    case 'backoff':
      return 'error';
    case 'after':
    case 'at-interval':
      return 'requeue_after';
    case 'never':
      return 'success';
  }
}
