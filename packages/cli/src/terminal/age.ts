const units = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
] as const;

/** A length of time as kubectl shows it: the largest unit, and the next one while the number is small. */
export function formatAge(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const index = units.findIndex(([, size]) => seconds >= size);
  if (index < 0) return '0s';
  const [unit, size] = units[index] as (typeof units)[number];
  const count = Math.floor(seconds / size);
  const next = units[index + 1];
  const rest = next === undefined || count >= 10 ? 0 : Math.floor((seconds % size) / next[1]);
  return `${String(count)}${unit}${rest > 0 && next !== undefined ? `${String(rest)}${next[0]}` : ''}`;
}

/** A measured time: `0.09 s`. */
export function formatSeconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
