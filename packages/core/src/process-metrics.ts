import { monitorEventLoopDelay } from 'node:perf_hooks';
import { systemClock } from './clock.ts';
import type { MetricsRegistry } from './metrics.ts';

const nanosecondsPerSecond = 1e9;

/** CPU, memory and event loop of this process, read at each scrape. */
export function collectProcessMetrics(registry: MetricsRegistry): void {
  const cpu = registry.gauge('process_cpu_seconds_total', 'CPU time of the process in seconds.');
  const memory = registry.gauge('process_resident_memory_bytes', 'Resident memory in bytes.');
  const heap = registry.gauge('nodejs_heap_size_used_bytes', 'Used heap in bytes.');
  const start = registry.gauge('process_start_time_seconds', 'When the process started, in seconds since 1970.');
  const lag = registry.gauge(
    'nodejs_eventloop_lag_p99_seconds',
    '99th percentile of the delay of the event loop since the last scrape.',
  );
  const delays = monitorEventLoopDelay({ resolution: 50 });
  delays.enable();
  start.set(Math.round(systemClock.now() / 1000 - process.uptime()));
  registry.onCollect(() => {
    const { user, system } = process.cpuUsage();
    const { rss, heapUsed } = process.memoryUsage();
    cpu.set((user + system) / 1e6);
    memory.set(rss);
    heap.set(heapUsed);
    lag.set(delays.percentile(99) / nanosecondsPerSecond);
    delays.reset();
  });
}
