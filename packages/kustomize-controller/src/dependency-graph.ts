import type { Kustomization } from '@sluice/api';
import { formatKey, type ObjectKey } from '@sluice/core';

/** A Kustomization that another depends on, or why it is not at hand. */
export type Dependency = { readonly object: Kustomization } | { readonly problem: string };

/** The Kustomizations that there are, for those who depend on them. */
export interface DependencyGraph {
  /** As the watch has it; asked for where the watch does not cover it (another shard). */
  read(key: ObjectKey, signal: AbortSignal): Promise<Dependency>;
  /** The keys that an object depends on; none where it is not known. */
  dependenciesOf(key: ObjectKey): readonly ObjectKey[];
}

/**
 * The cycle that an object is part of, as names from the object to itself; `undefined` when there is none. A cycle that
 * it merely depends on is not its own: there the members say so.
 */
export function findCycle(graph: DependencyGraph, start: ObjectKey): readonly string[] | undefined {
  const goal = formatKey(start);
  const cameFrom = new Map<string, string>();
  const open: ObjectKey[] = [start];
  for (let key = open.shift(); key !== undefined; key = open.shift()) {
    for (const next of graph.dependenciesOf(key)) {
      const name = formatKey(next);
      if (name === goal) return [...pathTo(formatKey(key), goal, cameFrom), goal];
      if (cameFrom.has(name)) continue;
      cameFrom.set(name, formatKey(key));
      open.push(next);
    }
  }
  return undefined;
}

function pathTo(end: string, start: string, cameFrom: ReadonlyMap<string, string>): readonly string[] {
  const path: string[] = [];
  for (let name: string | undefined = end; name !== undefined && name !== start; name = cameFrom.get(name))
    path.push(name);
  return [start, ...path.reverse()];
}
