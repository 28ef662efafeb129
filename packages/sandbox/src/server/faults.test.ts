import { describe, expect, it } from 'vitest';
import { ManualClock } from '../manual-clock.ts';
import { openCluster } from '../test-support/cluster.ts';

const maps = '/api/v1/namespaces/default/configmaps';

/** Says when the server begins to wait. */
class ListeningClock extends ManualClock {
  readonly #onWait: () => void;

  constructor(onWait: () => void) {
    super();
    this.#onWait = onWait;
  }

  override setTimer(delayMs: number, callback: () => void): () => void {
    const cancel = super.setTimer(delayMs, callback);
    if (delayMs === 5000) this.#onWait();
    return cancel;
  }
}

describe('a fault', () => {
  it('delays an answer by the clock of the sandbox', async () => {
    const heard = Promise.withResolvers<void>();
    const clock = new ListeningClock(() => heard.resolve());
    await using cluster = await openCluster({ workloads: false, clock });
    cluster.sandbox.faults.add({ match: { verb: 'list', resource: 'configmaps' }, times: 1, latencyMs: 5000 });
    let isAnswered = false;
    const answer = cluster.call('GET', maps).finally(() => (isAnswered = true));
    await heard.promise;
    expect((await cluster.call('GET', `${maps}/none`)).status).toBe(404);
    expect(isAnswered).toBe(false);
    clock.advance(5000);
    expect((await answer).status).toBe(200);
  });

  it('can be an expired version, told as a real server tells it', async () => {
    await using cluster = await openCluster({ workloads: false });
    cluster.sandbox.faults.add({ match: { verb: 'watch' }, times: 1, status: 410 });
    const { status, body } = await cluster.call('GET', `${maps}?watch=true&resourceVersion=1`);
    expect({ status, reason: body['reason'] }).toEqual({ status: 410, reason: 'Expired' });
  });
});
