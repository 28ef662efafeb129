import type { KubeObject } from '@sluice/objects';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createManager,
  LeaderElector,
  LeaderFence,
  LeaseLostError,
  type Manager,
  leaseNameOf,
  silentLogger,
} from './index.ts';
import { eventually, openWorld, widgetKind, widgetType, type World } from './test-support/widget-world.ts';
import { FakeClock } from './testing/index.ts';

const settings = {
  namespace: 'default',
  releaseOnCancel: true,
  leaseDurationMs: 35_000,
  renewDeadlineMs: 30_000,
  retryPeriodMs: 5000,
};
const lease = {
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  namespace: 'default',
  name: 'widget-controller-leader-election',
};

let world: World;
let stop: AbortController;
let running: Promise<unknown>[];

beforeEach(async () => {
  world = await openWorld();
  stop = new AbortController();
  running = [];
});

afterEach(async () => {
  stop.abort(new Error('test is over'));
  await Promise.allSettled(running);
  await world.close();
});

interface Replica {
  readonly clock: FakeClock;
  readonly fence: LeaderFence;
  readonly elector: LeaderElector;
  readonly held: Promise<void>;
  isLeader(): boolean;
}

function startReplica(name: string, signal: AbortSignal = stop.signal): Replica {
  const clock = new FakeClock();
  const fence = new LeaderFence(clock);
  const client = world.connect(name);
  const options = { ...settings, client, fence };
  const elector = new LeaderElector(options, {
    leaseName: lease.name,
    client,
    fence,
    clock,
    log: silentLogger,
    identity: name,
  });
  let leads = false;
  const held = elector.acquire(signal).then(() => {
    leads = true;
    return elector.hold(signal);
  });
  held.catch(() => undefined);
  running.push(held);
  return { clock, fence, elector, held, isLeader: () => leads };
}

function leaseWrites(agent: string): number {
  return world.sandbox.audit.filter(
    ({ userAgent, resource, verb, status }) =>
      userAgent === agent && resource === 'leases' && verb !== 'get' && status < 300,
  ).length;
}

async function holder(): Promise<unknown> {
  return ((await world.client.get(lease))['spec'] as KubeObject | undefined)?.['holderIdentity'];
}

/** Moves a clock to its next timer, when there is one. */
async function tick(clock: FakeClock, ms: number): Promise<void> {
  await eventually(() => {
    expect(clock.pending).toBeGreaterThan(0);
  });
  clock.advance(ms);
}

describe('leader election', () => {
  it('takes a lease that nobody has, and opens the fence until the renew deadline', async () => {
    const one = startReplica('one');
    expect(one.fence.isOpen()).toBe(false);
    await eventually(() => {
      expect(one.isLeader()).toBe(true);
    });
    expect(await holder()).toBe('one');
    expect(one.fence.isOpen()).toBe(true);
    one.fence.assert();
  });

  it('renews by one request each period', async () => {
    const one = startReplica('one');
    await eventually(() => {
      expect(one.isLeader()).toBe(true);
    });
    const reads = (): number =>
      world.sandbox.audit.filter(
        ({ userAgent, resource, verb }) => userAgent === 'one' && resource === 'leases' && verb === 'get',
      ).length;
    const before = reads();
    for (let renewal = 2; renewal <= 4; renewal++) {
      await tick(one.clock, 5000);
      await eventually(() => {
        expect(leaseWrites('one')).toBe(renewal);
      });
    }
    expect(reads()).toBe(before);
  });

  it('lets a second replica wait, and take over when the first gives the lease up', async () => {
    const first = new AbortController();
    const one = startReplica('one', first.signal);
    await eventually(() => {
      expect(one.isLeader()).toBe(true);
    });
    const two = startReplica('two');
    await tick(two.clock, 5000);
    await tick(two.clock, 5000);
    expect(two.isLeader()).toBe(false);
    expect(two.fence.isOpen()).toBe(false);
    first.abort(new Error('going'));
    await one.held;
    expect(one.fence.isOpen()).toBe(false);
    await tick(two.clock, 5000);
    await eventually(() => {
      expect(two.isLeader()).toBe(true);
    });
    expect(await holder()).toBe('two');
  });

  it('takes over from a leader that says nothing, after its lease by our own clock', async () => {
    const one = startReplica('one');
    await eventually(() => {
      expect(one.isLeader()).toBe(true);
    });
    const two = startReplica('two');
    two.clock.skew(86_400_000);
    for (let waited = 0; waited <= 35_000; waited += 5000) {
      await tick(two.clock, 5000);
      await eventually(() => {
        expect(two.clock.pending + Number(two.isLeader())).toBeGreaterThan(0);
      });
      if (waited < 30_000) expect(two.isLeader()).toBe(false);
    }
    await eventually(() => {
      expect(two.isLeader()).toBe(true);
    });
  });

  it('closes the fence of a process that was stopped past its deadline, before anything else', async () => {
    const one = startReplica('one');
    await eventually(() => {
      expect(one.isLeader()).toBe(true);
    });
    await eventually(() => {
      expect(one.clock.pending).toBe(1);
    });
    let openAtWaking: boolean | undefined;
    one.clock.setTimer(0, () => undefined);
    one.clock.setTimer(30_000, () => {
      openAtWaking = one.fence.isOpen();
    });
    world.sandbox.faults.add({ match: { resource: 'leases' }, status: 503 });
    one.clock.advance(30_000);
    expect(openAtWaking).toBe(false);
    await eventually(async () => {
      if (one.clock.pending > 0) one.clock.advance(5000);
      await expect(Promise.race([one.held, Promise.resolve('still')])).rejects.toBeInstanceOf(LeaseLostError);
    });
  });

  it('ends when another took the lease', async () => {
    const one = startReplica('one');
    await eventually(() => {
      expect(one.isLeader()).toBe(true);
    });
    await world.client.patch(
      lease,
      { spec: { holderIdentity: 'thief', renewTime: '2030-01-01T00:00:00.000000Z' } },
      { type: 'merge' },
    );
    await tick(one.clock, 5000);
    await tick(one.clock, 5000);
    await expect(one.held).rejects.toBeInstanceOf(LeaseLostError);
    expect(one.fence.isOpen()).toBe(false);
  });

  it('has a lease of its own for each shard', () => {
    expect(leaseNameOf('source-controller', '')).toBe('source-controller-leader-election');
    expect(leaseNameOf('source-controller', 'sharding.fluxcd.io/key=shard1')).toBe(
      'source-controller-leader-election-73fdc1be',
    );
  });
});

describe('a manager with leader election', () => {
  function startManager(
    name: string,
    signal: AbortSignal,
  ): { readonly manager: Manager; readonly ended: Promise<void> } {
    const fence = new LeaderFence();
    const client = world.connect(name, { fence });
    const leaderElection = { ...settings, retryPeriodMs: 50, client: world.connect(`${name}-lease`), fence };
    const manager = createManager({ name: 'widget-controller', client, log: silentLogger, leaderElection });
    manager.addController({
      kind: widgetKind(),
      cache: manager.cache(widgetType),
      concurrency: 1,
      statusFieldManager: name,
    });
    const ended = manager.start(signal);
    ended.catch(() => undefined);
    running.push(ended);
    return { manager, ended };
  }

  function writers(): string[] {
    const writes = world.sandbox.audit.filter(({ verb, resource }) => verb === 'patch' && resource === 'widgets');
    return [...new Set(writes.map(({ userAgent }) => userAgent))];
  }

  it('works only as the leader, and the next one goes on', async () => {
    const first = new AbortController();
    const one = startManager('one', first.signal);
    await world.createWidget('a');
    await eventually(() => {
      expect(writers()).toEqual(['one']);
    });
    startManager('two', stop.signal);
    await world.createWidget('b');
    await eventually(async () => {
      expect((await world.getWidget('b')).status?.observedGeneration).toBe(1);
    });
    expect(writers()).toEqual(['one']);
    first.abort(new Error('going'));
    await one.ended;
    await world.createWidget('c');
    await eventually(() => {
      expect(writers()).toEqual(['one', 'two']);
    });
  });

  it('ends with an error when its lease is lost', async () => {
    const { ended } = startManager('one', stop.signal);
    await eventually(async () => {
      expect(await holder()).toContain('_');
    });
    await world.client.patch(lease, { spec: { holderIdentity: 'thief' } }, { type: 'merge' });
    await expect(ended).rejects.toBeInstanceOf(LeaseLostError);
  });
});
