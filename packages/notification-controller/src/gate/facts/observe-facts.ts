import { createHash } from 'node:crypto';
import type { Gate, GateFact, GateSpec, ObservedFact } from '@sluice/api';
import { type Clock, formatTime, keyOf } from '@sluice/core';
import type { FactScope, Observation } from './fact-scope.ts';
import type { FailureTimes } from './failure-times.ts';
import { kustomizationReady } from './kustomization-ready.ts';
import { noFailedReconciles } from './no-failed-reconciles.ts';
import { objectMeets } from './object-meets.ts';
import { idOf, type WatchedObjects, type WatchTarget } from './watched-objects.ts';

export interface FactParts {
  readonly watched: WatchedObjects;
  readonly failures: FailureTimes;
  readonly clock: Clock;
}

/** What was seen of all facts of a Gate. */
export interface ObservedFacts {
  readonly facts: ObservedFact[];
  /** The earliest time at which to look again though nothing changed. */
  readonly againAtMs?: number;
}

/** Longest message of a fact. */
const maxMessage = 1024;

/** Looks at every fact of a Gate, with the rights of its ServiceAccount where it has one; what it reads is watched. */
export async function observeFacts(gate: Gate, parts: FactParts, signal: AbortSignal): Promise<ObservedFacts> {
  const { watched, failures, clock } = parts;
  const user = userOf(gate);
  const targets: WatchTarget[] = [];
  const asUser = (target: Omit<WatchTarget, 'user'>): WatchTarget =>
    user === undefined ? target : { ...target, user };
  const nowMs = clock.now();
  const seen: { readonly name: string; readonly observation: Observation }[] = [];
  for (const fact of gate.spec.facts ?? []) {
    const scope: FactScope = {
      gate,
      nowMs,
      before: gate.status?.facts?.find(({ name }) => name === fact.name),
      read: (target) => {
        targets.push(asUser(target));
        return watched.read(keyOf(gate), asUser(target), signal);
      },
      lastFailureMs: (target) => failures.of(idOf(asUser(target))),
    };
    seen.push({ name: fact.name, observation: await observe(fact, scope) });
  }
  watched.keep(keyOf(gate), targets);
  const times = seen.flatMap(({ observation: { againAtMs } }) => (againAtMs === undefined ? [] : [againAtMs]));
  return {
    facts: seen.map(({ name, observation }) => observedFact(name, observation)),
    ...(times.length === 0 ? {} : { againAtMs: Math.min(...times) }),
  };
}

/** Tells whether what was seen of facts was seen of these: of this spec, but for what decisions change in it. */
export function factsDigest({ facts = [], serviceAccountName, target }: GateSpec): string | undefined {
  if (facts.length === 0) return undefined;
  return createHash('sha256').update(JSON.stringify({ facts, serviceAccountName, target })).digest('hex');
}

/** The user whose rights count; undefined for the controller's own. */
function userOf({ spec, metadata }: Gate): string | undefined {
  const { serviceAccountName } = spec;
  if (serviceAccountName === undefined) return undefined;
  return `system:serviceaccount:${metadata.namespace ?? ''}:${serviceAccountName}`;
}

function observe(fact: GateFact, scope: FactScope): Promise<Observation> {
  if (fact.kustomizationReady !== undefined) return kustomizationReady(fact.kustomizationReady, scope);
  if (fact.noFailedReconciles !== undefined) return noFailedReconciles(fact.noFailedReconciles, scope);
  if (fact.objectMeets !== undefined) return objectMeets(fact.objectMeets, scope);
  return Promise.resolve({ holds: false, message: 'the fact says nothing' });
}

function observedFact(name: string, { holds, message, lastFailureMs }: Observation): ObservedFact {
  const shown = message.length > maxMessage ? `${message.slice(0, maxMessage - 1)}…` : message;
  return {
    name,
    holds,
    message: shown,
    ...(lastFailureMs === undefined ? {} : { lastFailureTime: formatTime(lastFailureMs) }),
  };
}
