import { Gate, type GateDecision, type GateSpec } from '@sluice/api';
import { isConflict, type KubeClient, type RequestOptions } from '@sluice/kube';
import type { JsonObject, ObjectRef } from '@sluice/objects';
import { endOf } from './judge-gate.ts';

/** A decision that somebody asks for. */
export interface DecisionRequest {
  readonly state: GateDecision['state'];
  readonly by: string;
  readonly reason?: string | undefined;
  /** How long it stands. */
  readonly forMs?: number | undefined;
  /** Tells repeated requests apart. */
  readonly id?: string | undefined;
}

/** What became of a request, and the Gate as it is stored now. */
export interface Decided {
  readonly gate: Gate;
  /**
   * `repeated`: a decision of that id was made before, whatever was decided since. `unchanged`: the same stands already,
   * and its end is not put off.
   */
  readonly result: 'made' | 'repeated' | 'unchanged';
}

const maxTries = 5;

/**
 * Stores a decision in the Gate's spec, on the condition that nobody else wrote meanwhile. Safe to repeat. Throws what
 * the API server says.
 */
export async function decide(
  client: KubeClient,
  ref: ObjectRef,
  request: DecisionRequest,
  { nowMs, ...options }: RequestOptions & { readonly nowMs: number },
): Promise<Decided> {
  for (let attempt = 1; ; attempt++) {
    const gate = Gate.parse(await client.get(ref, options));
    const result = planDecision(gate, request, nowMs);
    if (result !== 'made') return { gate, result };
    const metadata: JsonObject = { resourceVersion: gate.metadata.resourceVersion ?? '' };
    const body: JsonObject = { metadata, spec: { decision: decisionOf(request, nowMs) } };
    try {
      const written = await client.patch(ref, body, {
        ...options,
        type: 'merge',
        fieldManager: 'notification-controller',
      });
      return { gate: Gate.parse(written), result };
    } catch (error) {
      if (!isConflict(error) || attempt === maxTries) throw error;
    }
  }
}

/** Whether a request changes anything. */
export function planDecision({ spec, status }: Gate, request: DecisionRequest, nowMs: number): Decided['result'] {
  const { decision } = spec;
  const { id } = request;
  const made = [...(decision === undefined ? [] : [decision]), ...(status?.history ?? [])];
  if (id !== undefined && made.some((each) => each.id === id)) return 'repeated';
  return decision !== undefined && stands(decision, spec, nowMs) && isAlike(decision, request) ? 'unchanged' : 'made';
}

function stands(decision: GateDecision, spec: GateSpec, nowMs: number): boolean {
  const end = endOf(decision, spec);
  return end === undefined || end > nowMs;
}

/** Whether both say the same, for the same length of time. A request with an id of its own is like no other. */
function isAlike({ state, by, reason, at, until }: GateDecision, request: DecisionRequest): boolean {
  const saysSame = state === request.state && by === request.by && (reason ?? '') === (request.reason ?? '');
  const forMs = until === undefined ? undefined : Date.parse(until) - Date.parse(at);
  return saysSame && forMs === request.forMs && request.id === undefined;
}

/** As a merge patch: what is not said now is taken out. */
function decisionOf({ state, by, reason, forMs, id }: DecisionRequest, nowMs: number): JsonObject {
  return {
    state,
    by,
    at: new Date(nowMs).toISOString(),
    reason: reason ?? null,
    until: forMs === undefined ? null : new Date(nowMs + forMs).toISOString(),
    id: id ?? null,
  };
}
