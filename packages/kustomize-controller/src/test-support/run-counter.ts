import { createMetricsRegistry, type Histogram, type MetricsRegistry } from '@sluice/core';

/** Tells when reconciliations have ended, by the metric that counts them. */
export class RunCounter {
  readonly metrics: MetricsRegistry;
  readonly #waiting: { left: number; readonly resolve: () => void }[] = [];

  constructor() {
    const registry = createMetricsRegistry();
    this.metrics = {
      counter: registry.counter.bind(registry),
      gauge: registry.gauge.bind(registry),
      histogram: (...args) => this.#counting(args[0], registry.histogram(...args)),
      onCollect: registry.onCollect.bind(registry),
      render: registry.render.bind(registry),
    };
  }

  /** Resolves when that many more have ended. */
  next(count: number): Promise<void> {
    return new Promise((resolve) => this.#waiting.push({ left: count, resolve }));
  }

  #counting(name: string, histogram: Histogram): Histogram {
    if (name !== 'gotk_reconcile_duration_seconds') return histogram;
    return {
      observe: (value, labels) => {
        histogram.observe(value, labels);
        this.#count();
      },
      delete: (labels) => {
        histogram.delete(labels);
      },
    };
  }

  #count(): void {
    for (const wait of this.#waiting) {
      wait.left -= 1;
      if (wait.left === 0) wait.resolve();
    }
  }
}
