/** Nobody makes us wait longer than that. */
const longestMs = 5 * 60_000;

/** The wait that a `Retry-After` header asks for (seconds or a date), at most five minutes; undefined for nonsense. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? '';
  const ms = /^\d{1,12}(\.\d+)?$/.test(text) ? Number(text) * 1000 : dateOf(text) - now;
  if (!Number.isFinite(ms) || ms < 0) return undefined;
  return Math.min(ms, longestMs);
}

function dateOf(text: string): number {
  return /^[A-Za-z]{3},/.test(text) ? Date.parse(text) : Number.NaN;
}

/** The wait after so many failures: 1 s, doubling, at most five minutes, ± 10 %. */
export function backoffMs(failures: number): number {
  const base = Math.min(1_000 * 2 ** Math.min(failures, 20), longestMs);
  return base * (0.9 + Math.random() * 0.2);
}
