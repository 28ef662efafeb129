/** A request of a case. Strings may hold `{ns}` (the case's own namespace) and `{2.metadata.uid}` (from the answer of step 2). */
export interface RequestStep {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Asked again until the answer has this status and, where given, holds this text. Only for what controllers do in their own time. */
  readonly until?: { readonly status: number; readonly text?: string };
}

/** A watch: the requests of `during` are sent once it is open, and it ends after so many events. */
export interface WatchStep {
  readonly watch: string;
  readonly events: number;
  readonly during: readonly RequestStep[];
  readonly headers?: Readonly<Record<string, string>>;
}

export type Step = RequestStep | WatchStep;

/** One thing that both servers must answer alike, step by step. */
export interface ContractCase {
  readonly name: string;
  readonly steps: readonly Step[];
  /** `controllers`: needs garbage collection and namespace termination. Default: a bare API server. */
  readonly needs?: 'controllers';
}

/** A subject of the contract; scores are per area. */
export interface ContractArea {
  readonly area: string;
  /** 2: what fewer people need; scored apart. */
  readonly ring?: 2;
  readonly cases: readonly ContractCase[];
}

export function isWatch(step: Step): step is WatchStep {
  return 'watch' in step;
}
