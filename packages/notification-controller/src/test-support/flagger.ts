import { delay, systemClock } from '@sluice/core';
import { request } from '@sluice/net';

/** The hooks of a Canary, as `spec.analysis.webhooks` has them. */
export interface FlaggerHook {
  readonly type:
    | 'confirm-rollout'
    | 'pre-rollout'
    | 'rollout'
    | 'confirm-traffic-increase'
    | 'confirm-promotion'
    | 'post-rollout'
    | 'rollback'
    | 'event';
  readonly name: string;
  readonly url: string;
  /** Further tries after connection errors, 429 and 5xx. */
  readonly retries?: number;
  readonly metadata?: Readonly<Record<string, string>>;
}

type Phase =
  'Initialized' | 'Waiting' | 'Progressing' | 'WaitingPromotion' | 'Promoting' | 'Finalising' | 'Succeeded' | 'Failed';

/** A second of Flagger's, in milliseconds of the test: retries come after 1, 2, 4 … 30 of them. */
const secondMs = 40;
const maxWeight = 50;
const stepWeight = 25;
const threshold = 5;

/**
 * Plays Flagger for the Canary `podinfo` with weights 25 and 50: one `tick` is one round of its control loop. When it
 * asks which hook, what it sends, which answers pass, what it tries again and what then follows are Flagger's rules;
 * there are no workloads and no metrics.
 */
export class FlaggerPlayer {
  phase: Phase = 'Initialized';
  weight = 0;
  failedChecks = 0;
  /** Messages, oldest first. */
  readonly events: string[] = [];
  /** Why hooks failed that change nothing, such as `event`. */
  readonly logged: string[] = [];
  #revision = 0;
  #applied = 0;
  readonly #hooks: readonly FlaggerHook[];

  constructor(hooks: readonly FlaggerHook[]) {
    this.#hooks = hooks;
  }

  /** The target changes: there is something to roll out. */
  pushRevision(): void {
    this.#revision += 1;
  }

  async tick(): Promise<void> {
    if (['Initialized', 'Waiting', 'Succeeded', 'Failed'].includes(this.phase)) {
      await this.#begin();
      return;
    }
    if (this.phase === 'Promoting') {
      await this.#event('Routing all traffic to primary');
      this.phase = 'Finalising';
    } else if (this.phase === 'Finalising') await this.#finish();
    else await this.#analyse();
  }

  async #begin(): Promise<void> {
    if (this.#revision === this.#applied) return;
    const halted = await this.#firstFailure('confirm-rollout', this.phase);
    if (halted !== undefined) {
      this.phase = 'Waiting';
      await this.#event(`Halt podinfo.default advancement waiting for approval ${halted.hook.name}`, 'Warning');
      return;
    }
    await this.#event('New revision detected! Scaling up podinfo.default');
    this.#applied = this.#revision;
    [this.phase, this.weight, this.failedChecks] = ['Progressing', 0, 0];
  }

  async #analyse(): Promise<void> {
    if (await this.#mustRollBack()) return;
    const isFirst = this.weight === 0;
    const type = isFirst ? 'pre-rollout' : 'rollout';
    if (isFirst) await this.#event('Starting canary analysis for podinfo.default');
    const failure = await this.#firstFailure(type, 'Progressing');
    if (failure !== undefined) {
      const check = isFirst ? 'pre-rollout check' : 'external check';
      this.failedChecks += 1;
      await this.#event(
        `Halt podinfo.default advancement ${check} ${failure.hook.name} failed ${failure.why}`,
        'Warning',
      );
      return;
    }
    if (this.phase !== 'WaitingPromotion') {
      const held = await this.#firstFailure('confirm-traffic-increase', 'Progressing');
      if (held !== undefined) {
        await this.#event(
          `Halt podinfo.default advancement waiting for traffic increase approval ${held.hook.name}`,
          'Warning',
        );
        return;
      }
    }
    await (this.weight < maxWeight ? this.#increase() : this.#promote());
  }

  async #mustRollBack(): Promise<boolean> {
    for (const hook of this.#of('rollback')) {
      if ((await this.#call(hook, this.phase)) !== undefined) continue;
      await this.#event('Rolling back podinfo.default manual webhook invoked', 'Warning');
      await this.#fail();
      return true;
    }
    if (this.failedChecks < threshold) return false;
    await this.#event(`Rolling back podinfo.default failed checks threshold reached ${String(threshold)}`, 'Warning');
    await this.#fail();
    return true;
  }

  async #increase(): Promise<void> {
    this.weight = Math.min(100, this.weight + stepWeight);
    await this.#event(`Advance podinfo.default canary weight ${String(this.weight)}`);
  }

  async #promote(): Promise<void> {
    const halted = await this.#firstFailure('confirm-promotion', 'Progressing');
    if (halted !== undefined) {
      this.phase = 'WaitingPromotion';
      await this.#event(
        `Halt podinfo.default advancement waiting for promotion approval ${halted.hook.name}`,
        'Warning',
      );
      return;
    }
    await this.#event('Copying podinfo.default template spec to podinfo-primary.default');
    this.phase = 'Promoting';
  }

  async #finish(): Promise<void> {
    [this.phase, this.weight] = ['Succeeded', 0];
    await this.#firstFailure('post-rollout', 'Succeeded');
    await this.#event('Promotion completed! Scaling down podinfo.default');
  }

  async #fail(): Promise<void> {
    await this.#event('Canary failed! Scaling down podinfo.default', 'Warning');
    [this.phase, this.weight] = ['Failed', 0];
    await this.#firstFailure('post-rollout', 'Failed');
  }

  #of(type: FlaggerHook['type']): readonly FlaggerHook[] {
    return this.#hooks.filter((hook) => hook.type === type);
  }

  async #firstFailure(
    type: FlaggerHook['type'],
    phase: Phase,
  ): Promise<{ readonly hook: FlaggerHook; readonly why: string } | undefined> {
    for (const hook of this.#of(type)) {
      const why = await this.#call(hook, phase);
      if (why !== undefined) return { hook, why };
    }
    return undefined;
  }

  async #event(message: string, type: 'Normal' | 'Warning' = 'Normal'): Promise<void> {
    this.events.push(message);
    for (const hook of this.#of('event')) {
      const own = { eventMessage: message, eventType: type, timestamp: String(Date.now()) };
      const why = await this.#call({ ...hook, metadata: { ...hook.metadata, ...own } }, this.phase);
      if (why !== undefined) this.logged.push(why);
    }
  }

  /** Undefined when the hook passed, otherwise why not. */
  async #call({ url, retries = 0, metadata }: FlaggerHook, phase: Phase): Promise<string | undefined> {
    const canary = { name: 'podinfo', namespace: 'default', phase, checksum: `c${String(this.#applied)}` };
    const body = JSON.stringify({ ...canary, ...(metadata === undefined ? {} : { metadata }) });
    for (let attempt = 0; ; attempt++) {
      const answer = await post(url, body);
      const isFinal = answer.status !== undefined && answer.status !== 429 && answer.status < 500;
      if (isFinal) return answer.status <= 202 ? undefined : answer.text;
      if (attempt >= retries) return retries === 0 ? answer.text : `giving up after ${String(attempt + 1)} attempt(s)`;
      await delay(systemClock, Math.min(2 ** attempt, 30) * secondMs);
    }
  }
}

async function post(url: string, body: string): Promise<{ readonly status?: number; readonly text: string }> {
  try {
    const headers = { 'content-type': 'application/json' };
    const response = await request({ url, method: 'POST', headers, body, timeoutMs: 10_000 });
    return { status: response.status, text: Buffer.from(response.body).toString('utf8') };
  } catch (error) {
    return { text: error instanceof Error ? error.message : String(error) };
  }
}
