import type { Gate, ObservedFact } from '@sluice/api';
import type { KubeObject, TypeRef } from '@sluice/objects';
import type { Reading, WatchTarget } from './watched-objects.ts';

/** What a fact is observed with, for one run over one Gate. */
export interface FactScope {
  readonly gate: Gate;
  readonly nowMs: number;
  /** What was seen of the fact before. */
  readonly before: ObservedFact | undefined;
  /** Reads with the rights that the Gate has. */
  readonly read: (target: Omit<WatchTarget, 'user'>) => Promise<Reading>;
  /** When an object of a namespace was last seen failing. */
  readonly lastFailureMs: (target: Omit<WatchTarget, 'user'>) => number | undefined;
}

/** How a fact stands. */
export interface Observation {
  readonly holds: boolean;
  readonly message: string;
  readonly lastFailureMs?: number;
  /** Look again then, wall time; nothing else would wake the Gate. */
  readonly againAtMs?: number;
}

/** While a watch is broken nothing tells that it works again. */
const brokenWatchMs = 10_000;

/** One object, or why it is not there. */
export type Found = { readonly object: KubeObject } | { readonly missing: Observation };

/** Reads one object; what it is not is said as a fact that does not hold. */
export async function readOne(
  scope: FactScope,
  target: TypeRef & { readonly namespace: string; readonly name: string },
): Promise<Found> {
  const { kind, namespace, name } = target;
  const reading = await scope.read(target);
  if (reading.kind === 'unreadable')
    return { missing: unreadable(scope, `${kind} ${namespace}/${name}`, reading.problem) };
  const [object] = reading.objects;
  return object === undefined
    ? { missing: { holds: false, message: `${kind} ${namespace}/${name} does not exist` } }
    : { object };
}

/** What cannot be read does not hold. */
export function unreadable({ nowMs }: FactScope, what: string, problem: string): Observation {
  return { holds: false, message: `${what} cannot be read: ${problem}`, againAtMs: nowMs + brokenWatchMs };
}
