import type { Catalog } from '../registry/catalog.ts';

export interface ApiGroup {
  readonly name: string;
  /** Served versions, the preferred one first. */
  readonly versions: readonly string[];
  readonly preferredVersion: string;
}

/** The groups in the order in which they were added: built-in ones as the server lists them, then custom ones by name. */
export function groupsOf(catalog: Catalog): readonly ApiGroup[] {
  const versions = new Map<string, string[]>();
  const custom = new Set<string>();
  for (const { group, version, origin } of catalog.all()) {
    const known = versions.get(group);
    if (known === undefined) versions.set(group, [version]);
    else if (!known.includes(version)) known.push(version);
    if (origin !== 'builtin' && known === undefined) custom.add(group);
  }
  const names = [...versions.keys()].filter((name) => !custom.has(name));
  return [...names, ...[...custom].sort()].map((name) => groupOf(name, versions.get(name) ?? []));
}

function groupOf(name: string, versions: readonly string[]): ApiGroup {
  const ordered = versions.toSorted(compareVersions);
  return { name, versions: ordered, preferredVersion: ordered[0] ?? '' };
}

/** Kubernetes' order of versions: stable before beta before alpha, newer before older, others by name at the end. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [parseVersion(a), parseVersion(b)];
  if (left === undefined || right === undefined) {
    if (left === right) return a < b ? -1 : 1;
    return left === undefined ? 1 : -1;
  }
  return right.stage - left.stage || right.major - left.major || right.minor - left.minor;
}

const stages = new Map([
  ['alpha', 0],
  ['beta', 1],
]);

function parseVersion(text: string): { stage: number; major: number; minor: number } | undefined {
  const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(text);
  if (match === null) return undefined;
  return { stage: stages.get(match[2] ?? '') ?? 2, major: Number(match[1]), minor: Number(match[3] ?? 0) };
}
