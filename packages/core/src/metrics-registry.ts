import type { Counter, Gauge, Histogram, LabelValues, MetricsRegistry } from './metrics.ts';

interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  render(): readonly string[];
}

/** An empty registry. */
export function createMetricsRegistry(): MetricsRegistry {
  const metrics = new Map<string, Metric>();
  const collectors: (() => void)[] = [];
  const known = <M extends Metric>(name: string, create: () => M): M => {
    const metric = metrics.get(name) ?? create();
    metrics.set(name, metric);
    // A name keeps its type: every name is registered in one place.
    return metric as M;
  };
  return {
    counter: (name, help, labelNames = []) => known(name, () => new SingleValue('counter', name, help, labelNames)),
    gauge: (name, help, labelNames = []) => known(name, () => new SingleValue('gauge', name, help, labelNames)),
    histogram: (name, help, buckets, labelNames = []) =>
      known(name, () => new Buckets(name, help, buckets, labelNames)),
    onCollect: (collect) => {
      collectors.push(collect);
    },
    render: () => {
      for (const collect of collectors) collect();
      return [...metrics.values()].map(renderMetric).join('');
    },
  };
}

function renderMetric(metric: Metric): string {
  const lines = [`# HELP ${metric.name} ${metric.help}`, `# TYPE ${metric.name} ${metric.type}`, ...metric.render()];
  return `${lines.join('\n')}\n`;
}

/** Series of one metric by their label values. */
class Series<Value> {
  readonly #series = new Map<string, { readonly labels: LabelValues; value: Value }>();

  get(labels: LabelValues): { value: Value } | undefined {
    return this.#series.get(keyOf(labels));
  }

  set(labels: LabelValues, value: Value): void {
    this.#series.set(keyOf(labels), { labels, value });
  }

  delete(labels: LabelValues): void {
    for (const [key, series] of this.#series) {
      if (labels.every((label, index) => series.labels[index] === label)) this.#series.delete(key);
    }
  }

  values(): Iterable<{ readonly labels: LabelValues; readonly value: Value }> {
    return this.#series.values();
  }
}

class SingleValue implements Metric, Counter, Gauge {
  readonly type: 'counter' | 'gauge';
  readonly name: string;
  readonly help: string;
  readonly #labelNames: readonly string[];
  readonly #series = new Series<number>();

  constructor(type: 'counter' | 'gauge', name: string, help: string, labelNames: readonly string[]) {
    this.type = type;
    this.name = name;
    this.help = help;
    this.#labelNames = labelNames;
  }

  increment(labels: LabelValues = [], by = 1): void {
    this.#series.set(labels, (this.#series.get(labels)?.value ?? 0) + by);
  }

  set(value: number, labels: LabelValues = []): void {
    this.#series.set(labels, value);
  }

  delete(labels: LabelValues): void {
    this.#series.delete(labels);
  }

  render(): string[] {
    return Array.from(this.#series.values(), ({ labels, value }) =>
      line(this.name, pairs(this.#labelNames, labels), value),
    );
  }
}

interface Observations {
  readonly counts: number[];
  sum: number;
  count: number;
}

class Buckets implements Metric, Histogram {
  readonly type = 'histogram';
  readonly name: string;
  readonly help: string;
  readonly #bounds: readonly number[];
  readonly #labelNames: readonly string[];
  readonly #series = new Series<Observations>();

  constructor(name: string, help: string, bounds: readonly number[], labelNames: readonly string[]) {
    this.name = name;
    this.help = help;
    this.#bounds = bounds;
    this.#labelNames = labelNames;
  }

  observe(value: number, labels: LabelValues = []): void {
    let series = this.#series.get(labels);
    if (series === undefined) {
      this.#series.set(labels, { counts: this.#bounds.map(() => 0), sum: 0, count: 0 });
      series = this.#series.get(labels);
    }
    const observations = (series as { value: Observations }).value;
    const bucket = this.#bounds.findIndex((bound) => value <= bound);
    if (bucket >= 0) observations.counts[bucket] = (observations.counts[bucket] ?? 0) + 1;
    observations.sum += value;
    observations.count++;
  }

  delete(labels: LabelValues): void {
    this.#series.delete(labels);
  }

  render(): string[] {
    return Array.from(this.#series.values()).flatMap(({ labels, value }) => this.#renderSeries(labels, value));
  }

  #renderSeries(labels: LabelValues, { counts, sum, count }: Observations): string[] {
    const common = pairs(this.#labelNames, labels);
    let total = 0;
    const buckets = this.#bounds.map((bound, index) => {
      total += counts[index] ?? 0;
      return line(`${this.name}_bucket`, [...common, ['le', String(bound)]], total);
    });
    return [
      ...buckets,
      line(`${this.name}_bucket`, [...common, ['le', '+Inf']], count),
      line(`${this.name}_sum`, common, sum),
      line(`${this.name}_count`, common, count),
    ];
  }
}

type LabelPair = readonly [name: string, value: string];

function pairs(names: readonly string[], values: LabelValues): LabelPair[] {
  return names.map((name, index) => [name, values[index] ?? '']);
}

function line(name: string, labels: readonly LabelPair[], value: number): string {
  const text = labels.map(([label, labelValue]) => `${label}="${escapeLabel(labelValue)}"`).join(',');
  return `${name}${text === '' ? '' : `{${text}}`} ${String(value)}`;
}

function escapeLabel(value: string): string {
  return value
    .replaceAll('\\', String.raw`\\`)
    .replaceAll('"', String.raw`\"`)
    .replaceAll('\n', String.raw`\n`);
}

/** Label values cannot hold this character in Kubernetes' names. */
function keyOf(labels: LabelValues): string {
  return labels.join('\u0000');
}
