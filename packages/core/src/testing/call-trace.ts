/** Thrown to a program that a test crashed: from there on, nothing that it does has an effect. */
export class CrashError extends Error {
  override readonly name = 'CrashError';
}

/**
 * Where a program is to die: at its call number `at` (from 1). `before`: the call has no effect. `after`: its effect is
 * there, but nobody learns of it. `torn`: half of a write, or a request that was sent and that lands whenever it does.
 */
export interface CrashPoint {
  readonly at: number;
  readonly side: CrashSide;
}

export type CrashSide = 'before' | 'after' | 'torn';

export const crashSides: readonly CrashSide[] = ['before', 'after', 'torn'];

/** One call through a port: what it does, and what it leaves when it is torn. */
export interface TracedCall<Result> {
  perform(): Promise<Result>;
  /** Default: performed, without waiting for it. */
  tear?(): Promise<unknown>;
}

export interface CallTraceOptions {
  readonly crash?: CrashPoint | undefined;
  /** Instead of throwing: `() => process.kill(process.pid, 'SIGKILL')` in a process of its own. */
  readonly die?: () => void;
}

/** The calls of one life of a program through its ports, by name, and the crash that ends it. */
export class CallTrace {
  readonly #options: CallTraceOptions;
  readonly #calls: string[] = [];
  readonly #crashed = Promise.withResolvers<string>();
  #dead = false;

  constructor(options: CallTraceOptions = {}) {
    this.#options = options;
  }

  /** The names of all calls so far. */
  get calls(): readonly string[] {
    return this.#calls;
  }

  get isCrashed(): boolean {
    return this.#dead;
  }

  /** Resolves with the name of the call at which the program died; never, if it does not. */
  whenCrashed(): Promise<string> {
    return this.#crashed.promise;
  }

  /** Performs a call under its name, or dies at it. */
  async around<Result>(name: string, call: TracedCall<Result>): Promise<Result> {
    this.assertAlive();
    this.#calls.push(name);
    const { crash } = this.#options;
    const side = crash?.at === this.#calls.length ? crash.side : undefined;
    if (side === 'before') this.#die(name);
    if (side === 'torn') {
      const torn = call.tear === undefined ? ignoreResult(call.perform()) : call.tear();
      if (call.tear !== undefined) await torn;
      this.#die(name);
    }
    const result = await call.perform();
    if (side === 'after') this.#die(name);
    this.assertAlive();
    return result;
  }

  /** Throws when the program is dead: what it was told before must not reach it any more. */
  assertAlive(): void {
    if (this.#dead) throw new CrashError('the program crashed');
  }

  #die(name: string): never {
    this.#options.die?.();
    this.#dead = true;
    this.#crashed.resolve(name);
    throw new CrashError(`crashed at ${name}`);
  }
}

async function ignoreResult(work: Promise<unknown>): Promise<void> {
  await work.catch(() => undefined);
}

/** The crash point of `CRASHPOINT=17:torn`. Throws for any other text. */
export function parseCrashPoint(text: string | undefined): CrashPoint | undefined {
  if (text === undefined || text === '') return undefined;
  const [, at, side] = /^(\d+):(before|after|torn)$/.exec(text) ?? [];
  if (at === undefined || side === undefined) throw new Error(`"${text}" is no crash point: write 17:before`);
  return { at: Number(at), side: side as CrashSide };
}
