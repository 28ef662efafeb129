/** Label values in the order of the metric's label names. */
export type LabelValues = readonly string[];

export interface Counter {
  increment(labels?: LabelValues, by?: number): void;
  /** Drops the series whose labels begin so. */
  delete(labels: LabelValues): void;
}

export interface Gauge {
  set(value: number, labels?: LabelValues): void;
  delete(labels: LabelValues): void;
}

export interface Histogram {
  observe(value: number, labels?: LabelValues): void;
  delete(labels: LabelValues): void;
}

/** The metrics of one process, in Prometheus' text format. Asking again for a name gives the same metric. */
export interface MetricsRegistry {
  counter(name: string, help: string, labelNames?: readonly string[]): Counter;
  gauge(name: string, help: string, labelNames?: readonly string[]): Gauge;
  histogram(name: string, help: string, buckets: readonly number[], labelNames?: readonly string[]): Histogram;
  /** Called before each scrape, to set gauges that are read rather than kept. */
  onCollect(collect: () => void): void;
  render(): string;
}
