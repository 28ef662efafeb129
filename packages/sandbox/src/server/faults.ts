import { StatusError } from '../status-error.ts';
import type { RequestInfo } from './request-info.ts';

/** Which requests a fault hits. What is left out matches everything. */
export interface FaultMatch {
  readonly verb?: string | readonly string[];
  readonly group?: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly user?: string;
}

/** What happens to a request that a fault hits. */
export interface FaultEffect {
  /** Refuse with this HTTP status. */
  readonly status?: number;
  readonly reason?: string;
  readonly message?: string;
  /** Sent as `Retry-After`. */
  readonly retryAfterSeconds?: number;
  /** Answer later by the sandbox's clock. */
  readonly latencyMs?: number;
  /** Open a watch and then send nothing on it. */
  readonly stall?: boolean;
  /** Close the connection without an answer: before the request is handled, or after (the write has happened). */
  readonly disconnect?: 'before' | 'after';
}

export interface Fault extends FaultEffect {
  readonly match?: FaultMatch;
  /** How many requests it hits; for ever when left out. */
  readonly times?: number;
}

interface ActiveFault {
  readonly fault: Fault;
  left: number;
}

/** Faults that tests ask for. The first that matches a request is used up by one. */
export class Faults {
  #active: ActiveFault[] = [];

  /** Adds a fault; the returned function takes it away. */
  add(fault: Fault): () => void {
    const active = { fault, left: fault.times ?? Number.POSITIVE_INFINITY };
    this.#active.push(active);
    return () => {
      this.#active = this.#active.filter((each) => each !== active);
    };
  }

  clear(): void {
    this.#active = [];
  }

  /** The effect on one request, which counts as hit. */
  take(info: RequestInfo, user: string): FaultEffect | undefined {
    if (this.#active.length === 0) return undefined;
    const hit = this.#active.find(({ fault }) => matches(fault.match ?? {}, info, user));
    if (hit === undefined) return undefined;
    hit.left -= 1;
    if (hit.left <= 0) this.#active = this.#active.filter((each) => each !== hit);
    return hit.fault;
  }
}

function matches(match: FaultMatch, info: RequestInfo, user: string): boolean {
  const verbs = match.verb === undefined ? undefined : [match.verb].flat();
  if (verbs !== undefined && !verbs.includes(info.verb)) return false;
  if (match.user !== undefined && match.user !== user) return false;
  return (['group', 'resource', 'subresource', 'namespace', 'name'] as const).every(
    (key) => match[key] === undefined || match[key] === info[key],
  );
}

const reasons = new Map([
  [400, 'BadRequest'],
  [401, 'Unauthorized'],
  [403, 'Forbidden'],
  [404, 'NotFound'],
  [409, 'Conflict'],
  [410, 'Expired'],
  [429, 'TooManyRequests'],
  [500, 'InternalError'],
  [503, 'ServiceUnavailable'],
  [504, 'Timeout'],
]);

/** The refusal of a fault with a status. */
export function faultError({ status = 500, reason, message, retryAfterSeconds }: FaultEffect): StatusError {
  const text = message ?? `the sandbox was asked to answer ${status}`;
  const details = retryAfterSeconds === undefined ? undefined : { retryAfterSeconds };
  return new StatusError(status, reason ?? reasons.get(status) ?? 'Unknown', text, details);
}
