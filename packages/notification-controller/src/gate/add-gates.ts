import { Gate } from '@sluice/api';
import { type EventInput, formatTime, logWatchProblem, type Manager, type WakeSource } from '@sluice/core';
import type { WatchCache } from '@sluice/kube';
import type { WebHandler } from '../http/serve.ts';
import { FailureTimes } from './facts/failure-times.ts';
import { WatchedObjects } from './facts/watched-objects.ts';
import { gateHandler } from './gate-handler.ts';
import { GateIndex } from './gate-index.ts';
import { gateKind } from './reconciler.ts';
import { WakeTimers } from './wake-timers.ts';

export interface AddGatesOptions {
  readonly manager: Manager;
  readonly concurrency: number;
  readonly noCrossNamespaceRefs: boolean;
  /** Wakes Gates whose Secret changed; none where Secrets are not watched. */
  readonly wakeSources: (gates: WatchCache) => readonly WakeSource[];
  /** Takes events as the event server does, once that is there. */
  readonly takeEvent: WebHandler;
  /** For how long objects are watched. */
  readonly signal: AbortSignal;
}

/** Gates of a controller: reconciled, and asked over HTTP. */
export interface Gates {
  readonly cache: WatchCache;
  /** Answers requests to paths of Gates, until the signal aborts. */
  handler(signal: AbortSignal): WebHandler;
}

/** Adds the kind Gate to a manager. */
export function addGates(options: AddGatesOptions): Gates {
  const { manager, takeEvent, concurrency, noCrossNamespaceRefs } = options;
  const { client, clock, log, metrics } = manager;
  const cache = manager.cache(Gate.type);
  const index = new GateIndex(cache);
  const failures = new FailureTimes(clock);
  const timers = new WakeTimers(clock);
  const lookedAt = new Set<string>();
  const watched = new WatchedObjects(
    {
      client,
      clock,
      onProblem: (type, problem) => {
        logWatchProblem(log, type, problem);
      },
      onChange: (id, event) => {
        failures.note(id, event);
      },
    },
    options.signal,
  );
  const announce = (gate: Gate, event: EventInput): void => {
    const body = Buffer.from(JSON.stringify(eventOf(gate, event, clock.now())));
    takeEvent({ method: 'POST', target: '/', headers: {}, body }).catch((error: unknown) => {
      log.error('an event of a gate was not taken', error);
    });
  };
  manager.addController({
    kind: gateKind({ watched, failures, clock, timers, lookedAt, noCrossNamespaceRefs, announce }),
    cache,
    wakeSources: [watched, timers, ...options.wakeSources(cache)],
    concurrency,
    statusFieldManager: 'notification-controller',
  });
  return {
    cache,
    handler: (signal) => gateHandler({ client, clock, log, metrics, gates: cache, index, lookedAt, takeEvent, signal }),
  };
}

/** As controllers post events. */
function eventOf(
  { metadata }: Gate,
  { severity, reason, message }: EventInput,
  nowMs: number,
): Record<string, unknown> {
  const { namespace, name, uid } = metadata;
  return {
    involvedObject: { ...Gate.type, namespace, name, ...(uid === undefined ? {} : { uid }) },
    severity,
    reason,
    message,
    timestamp: formatTime(nowMs),
    reportingController: 'notification-controller',
  };
}
