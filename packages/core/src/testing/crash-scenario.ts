import { CallTrace, type CrashPoint, type CrashSide, crashSides } from './call-trace.ts';

/** A story that a program must come through, wherever it dies in it. */
export interface CrashScenario<World> {
  /** What survives a crash: the API server, the disk, the remote. */
  open(): Promise<World>;
  /** Starts a life of the program on that world; every effect goes through ports that `trace` counts. */
  start(world: World, trace: CallTrace): Promise<ProgramLife>;
  /** Changes the world step by step, and waits after each until the program made of it what it should. */
  drive(world: World): Promise<void>;
  /** Throws what is wrong with the world at the end. */
  check(world: World): Promise<void>;
  close(world: World): Promise<void>;
}

export interface ProgramLife {
  /** Ends this life, dead or alive. Must not throw, nor leave anything running. */
  stop(): Promise<void>;
}

export interface CrashViolation {
  readonly point: CrashPoint;
  /** The call at which the program died. */
  readonly call: string;
  readonly error: unknown;
}

export interface CrashReport {
  /** The calls of the run without a crash. */
  readonly calls: readonly string[];
  /** How many crash points were tried, and how many of them were reached. */
  readonly tried: number;
  readonly crashed: number;
  readonly violations: readonly CrashViolation[];
}

export interface CrashOptions {
  readonly sides?: readonly CrashSide[];
  /** Tries only every n-th call. Default 1. */
  readonly stride?: number;
}

/**
 * Runs the scenario once without a crash, then once for each of its calls and each side of it, with a fresh world and a
 * second life after the crash. Calls that only some runs make are not reached in others: `crashed` says how many were.
 */
export async function crashEverywhere<World>(
  scenario: CrashScenario<World>,
  options: CrashOptions = {},
): Promise<CrashReport> {
  const { sides = crashSides, stride = 1 } = options;
  const golden = await playOnce(scenario, undefined);
  if (golden.error !== undefined) throw new Error('the scenario fails without a crash', { cause: golden.error });
  const violations: CrashViolation[] = [];
  let tried = 0;
  let crashed = 0;
  for (let at = 1; at <= golden.calls.length; at += stride) {
    for (const side of sides) {
      tried++;
      const played = await playOnce(scenario, { at, side });
      if (played.crashedAt !== undefined) crashed++;
      if (played.error !== undefined)
        violations.push({ point: { at, side }, call: played.crashedAt ?? 'none', error: played.error });
    }
  }
  return { calls: golden.calls, tried, crashed, violations };
}

interface Played {
  readonly calls: readonly string[];
  readonly crashedAt: string | undefined;
  readonly error: unknown;
}

async function playOnce<World>(scenario: CrashScenario<World>, crash: CrashPoint | undefined): Promise<Played> {
  const world = await scenario.open();
  const trace = new CallTrace({ crash });
  const lives = new Lives(scenario, world, trace);
  try {
    const error = await failureOf(async () => {
      await lives.begin();
      await scenario.drive(world);
      await scenario.check(world);
    });
    return { calls: trace.calls, crashedAt: lives.crashedAt, error };
  } finally {
    await lives.end();
    await scenario.close(world);
  }
}

/** The first life of a program, and the second that begins when it dies. */
class Lives<World> {
  readonly #scenario: CrashScenario<World>;
  readonly #world: World;
  readonly #trace: CallTrace;
  #current: Promise<ProgramLife> | undefined;
  #ended = false;
  crashedAt: string | undefined;

  constructor(scenario: CrashScenario<World>, world: World, trace: CallTrace) {
    this.#scenario = scenario;
    this.#world = world;
    this.#trace = trace;
  }

  async begin(): Promise<void> {
    this.#current = this.#scenario.start(this.#world, this.#trace);
    void this.#trace.whenCrashed().then((call) => {
      this.crashedAt = call;
      if (!this.#ended) this.#current = this.#revive(this.#current);
    });
    await this.#current.catch((error: unknown) => {
      if (!this.#trace.isCrashed) throw error;
    });
  }

  async end(): Promise<void> {
    this.#ended = true;
    await (await this.#current?.catch(() => undefined))?.stop();
  }

  async #revive(first: Promise<ProgramLife> | undefined): Promise<ProgramLife> {
    await (await first?.catch(() => undefined))?.stop();
    return this.#scenario.start(this.#world, new CallTrace());
  }
}

async function failureOf(work: () => Promise<void>): Promise<unknown> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error ?? new Error('failed without a reason');
  }
}
