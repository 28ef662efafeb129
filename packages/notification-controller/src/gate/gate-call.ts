import type { Gate } from '@sluice/api';
import type { Clock, Logger, MetricsRegistry } from '@sluice/core';
import type { KubeClient, WatchCache } from '@sluice/kube';
import type { WebHandler, WebRequest } from '../http/serve.ts';
import type { Action } from './actions.ts';
import type { GateIndex } from './gate-index.ts';
import type { Payload } from './payload.ts';
import type { Standing } from './standing.ts';

export interface GateHandlerOptions {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: MetricsRegistry;
  readonly gates: WatchCache;
  readonly index: GateIndex;
  /** Keys of the Gates whose facts were looked at since this process began; what the status says may be old. */
  readonly lookedAt: ReadonlySet<string>;
  /** Where events go; answers as the event server does. */
  readonly takeEvent: WebHandler;
  readonly signal: AbortSignal;
}

/** What a request is answered. */
export interface GateAnswer {
  readonly status: number;
  readonly standing: Standing;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One request to a known Gate. */
export interface GateCall {
  readonly action: Action;
  readonly gate: Gate;
  readonly payload: Payload | undefined;
  readonly request: WebRequest;
}

/** A Gate answers sooner than Flagger gives up, after ten seconds. */
export const callTimeoutMs = 5_000;
