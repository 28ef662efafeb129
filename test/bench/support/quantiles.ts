/** `p50 12 ms, p95 40 ms, max 55 ms` */
export function describeMs(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): string => String(Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? NaN));
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, max ${at(1)} ms`;
}
