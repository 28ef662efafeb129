/**
 * Compares resource versions, which the API promises to be comparable as whole numbers. Negative when `a` is older.
 * A version that is no number counts as newest, so that it is taken rather than lost.
 */
export function compareResourceVersions(a: string, b: string): number {
  const aIsNumber = isNumber(a);
  if (!aIsNumber || !isNumber(b)) return a === b ? 0 : aIsNumber ? -1 : 1;
  if (a.length !== b.length) return a.length - b.length;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function isNumber(version: string): boolean {
  return /^(0|[1-9]\d*)$/.test(version);
}
