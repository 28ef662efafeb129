import { afterEach, describe, expect, it } from 'vitest';
import { backoff, type Outcome, requestedAtAnnotation, type Retry } from './index.ts';
import { nextRun } from './next-run.ts';
import { suspendedUntilAnnotation, suspendReasonAnnotation } from './reconciled-object.ts';
import { type ControllerWorld, openControllerWorld } from './test-support/controller-world.ts';
import { eventually, type WidgetScope, widgetType } from './test-support/widget-world.ts';

let world: ControllerWorld;

afterEach(async () => {
  await world.close();
});

const ref = { ...widgetType, namespace: 'default', name: 'one' };

/** A step that ends as the test says, and how often it ran. */
function endingWith(...outcomes: readonly (Outcome | Error)[]): {
  step: (scope: WidgetScope) => Promise<Outcome>;
  runs: () => number;
} {
  let runs = 0;
  return {
    step: () => {
      const outcome = outcomes[Math.min(runs, outcomes.length - 1)] as Outcome | Error;
      runs++;
      return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome);
    },
    runs: () => runs,
  };
}

async function conditionsOf(name = 'one'): Promise<Record<string, string>> {
  const { status } = await world.getWidget(name);
  return Object.fromEntries(
    (status?.conditions ?? []).map((each) => [each.type, `${each.status} ${each.reason}: ${each.message}`]),
  );
}

describe('outcomes', () => {
  it.each<[string, Outcome, Record<string, string>, number | undefined, number | undefined]>([
    ['done', { kind: 'done' }, { Ready: 'True Succeeded: Reconciliation succeeded' }, 1, 3_600_000],
    [
      'failed with backoff',
      { kind: 'failed', reason: 'Broken', message: 'no luck', retry: backoff },
      { Ready: 'False Broken: no luck', Reconciling: 'True ProgressingWithRetry: Reconciliation in progress' },
      undefined,
      750,
    ],
    [
      'failed with a delay',
      { kind: 'failed', reason: 'Broken', message: 'no luck', retry: { kind: 'after', afterMs: 5000 } },
      { Ready: 'False Broken: no luck', Reconciling: 'True ProgressingWithRetry: Reconciliation in progress' },
      undefined,
      5000,
    ],
    [
      'waiting',
      { kind: 'waiting', reason: 'DependencyNotReady', message: 'base is not', afterMs: 30_000 },
      {
        Ready: 'False DependencyNotReady: base is not',
        Reconciling: 'True ProgressingWithRetry: Reconciliation in progress',
      },
      undefined,
      30_000,
    ],
    [
      'requeue',
      { kind: 'requeue', afterMs: 2000 },
      {
        Ready: 'Unknown Progressing: Reconciliation in progress',
        Reconciling: 'True Progressing: Reconciliation in progress',
      },
      undefined,
      2000,
    ],
    [
      'stalled',
      { kind: 'stalled', reason: 'BadURL', message: 'no' },
      { Ready: 'False BadURL: no', Stalled: 'True BadURL: no' },
      1,
      undefined,
    ],
  ])(
    '%s: conditions, observed generation, and when it runs again',
    async (_name, outcome, conditions, observed, nextMs) => {
      const { step, runs } = endingWith(outcome);
      world = await openControllerWorld({ steps: [step] });
      await world.createWidget('one');
      await eventually(async () => {
        expect(await conditionsOf()).toEqual(conditions);
      });
      expect((await world.getWidget('one')).status?.observedGeneration).toBe(observed);
      expect(runs()).toBe(1);
      if (nextMs === undefined) {
        expect(world.clock.pending).toBe(0);
        return;
      }
      world.clock.advance(nextMs - 1);
      expect(runs()).toBe(1);
      world.clock.advance(1);
      await eventually(() => {
        expect(runs()).toBe(2);
      });
    },
  );

  it('of a step that throws what nobody knows are failures that are retried', async () => {
    const { step, runs } = endingWith(new TypeError('x is not a function'), { kind: 'done' });
    world = await openControllerWorld({ steps: [step] });
    await world.createWidget('one');
    await eventually(async () => {
      expect((await conditionsOf())['Ready']).toBe('False Failed: x is not a function');
    });
    world.clock.advance(750);
    await eventually(async () => {
      expect(await conditionsOf()).toEqual({ Ready: 'True Succeeded: Reconciliation succeeded' });
    });
    expect(runs()).toBe(2);
    expect(world.events).toEqual([{ severity: 'error', reason: 'Failed', message: 'x is not a function' }]);
  });

  it('of a step that throws what the kind knows are the kind’s', async () => {
    const { step } = endingWith(new Error('known'));
    world = await openControllerWorld({
      steps: [step],
      outcomeOfError: (error) => ({ kind: 'stalled', reason: 'Known', message: (error as Error).message }),
    });
    await world.createWidget('one');
    await eventually(async () => {
      expect((await conditionsOf())['Stalled']).toBe('True Known: known');
    });
  });

  it('that say done while Ready says otherwise are failures', async () => {
    const { step, runs } = endingWith({ kind: 'done' });
    world = await openControllerWorld({
      steps: [step],
      summarize: ({ run }) => {
        run.conditions.markFalse('Ready', 'FetchFailed', 'still');
      },
    });
    await world.createWidget('one');
    await eventually(async () => {
      expect((await conditionsOf())['Reconciling']).toMatch(/^True ProgressingWithRetry/);
    });
    world.clock.advance(750);
    await eventually(() => {
      expect(runs()).toBe(2);
    });
  });

  it('end the run at the first that is not proceed', async () => {
    const second = endingWith({ kind: 'done' });
    world = await openControllerWorld({
      steps: [endingWith({ kind: 'stalled', reason: 'No', message: 'no' }).step, second.step],
    });
    await world.createWidget('one');
    await eventually(async () => {
      expect(await conditionsOf()).toHaveProperty('Stalled');
    });
    expect(second.runs()).toBe(0);
  });
});

describe('an object that cannot be worked on', () => {
  it('because its schema refuses it is stalled, and others are not', async () => {
    world = await openControllerWorld();
    await world.createWidget('one', { size: -1 });
    await world.createWidget('two', { size: 1 });
    await eventually(async () => {
      expect((await conditionsOf('two'))['Ready']).toMatch(/^True/);
      expect((await conditionsOf())['Stalled']).toBe('True InvalidSpec: spec.size: must not be negative');
    });
    await world.client.patch(ref, { spec: { size: 2 } }, { type: 'merge' });
    await eventually(async () => {
      expect(await conditionsOf()).toEqual({ Ready: 'True Succeeded: Reconciliation succeeded' });
    });
  });

  it('because a field is not honoured names it, once', async () => {
    world = await openControllerWorld({
      unsupportedField: ({ spec }) =>
        spec.secret === undefined ? undefined : { path: 'spec.secret', detail: 'later' },
    });
    await world.createWidget('one', { secret: 's' });
    await eventually(async () => {
      expect(await conditionsOf()).toEqual({
        Ready: 'False UnsupportedField: spec.secret is not supported: later',
        Stalled: 'True UnsupportedField: spec.secret is not supported: later',
      });
    });
    const ask = { metadata: { annotations: { [requestedAtAnnotation]: 'x' } } };
    await world.client.patch(ref, ask, { type: 'merge' });
    await eventually(async () => {
      expect((await world.getWidget('one')).status?.lastHandledReconcileAt).toBe('x');
    });
    expect(world.requests()).toHaveLength(3);
  });

  it('and is deleted is still finalized', async () => {
    const finalized: unknown[] = [];
    world = await openControllerWorld({
      finalize: ({ run }) => {
        finalized.push(run.object.spec.size);
        return Promise.resolve({ kind: 'done' });
      },
    });
    await world.createWidget('one', { size: -1 });
    await eventually(async () => {
      expect(await conditionsOf()).toHaveProperty('Stalled');
    });
    await world.client.delete(ref);
    await eventually(async () => {
      expect((await world.client.list(widgetType)).items).toEqual([]);
    });
    expect(finalized).toEqual([-1]);
  });
});

describe('an interval run', () => {
  it('that finds nothing new writes nothing, in many intervals', async () => {
    const { step, runs } = endingWith({ kind: 'done' });
    world = await openControllerWorld({ steps: [step] });
    await world.createWidget('one');
    await eventually(async () => {
      expect(await conditionsOf()).toHaveProperty('Ready');
    });
    const before = world.requests();
    for (let run = 2; run <= 5; run++) {
      await eventually(() => {
        expect(world.clock.pending).toBe(1);
      });
      world.clock.advance(3_600_000);
      await eventually(() => {
        expect(runs()).toBe(run);
      });
    }
    expect(world.requests()).toEqual(before);
    expect(world.events).toEqual([]);
  });
});

describe('progress', () => {
  it('of a run that takes long is written once, and only then', async () => {
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    let started = false;
    world = await openControllerWorld({
      steps: [
        ({ run }) => {
          run.progress('Fetching', { ready: true });
          started = true;
          return promise;
        },
      ],
    });
    await world.createWidget('one');
    await eventually(() => {
      expect(started).toBe(true);
    });
    world.clock.advance(1000);
    await eventually(async () => {
      expect(await conditionsOf()).toEqual({
        Ready: 'Unknown Progressing: Fetching',
        Reconciling: 'True Progressing: Fetching',
      });
    });
    world.clock.advance(60_000);
    resolve({ kind: 'done' });
    await eventually(async () => {
      expect(await conditionsOf()).toEqual({ Ready: 'True Succeeded: Reconciliation succeeded' });
    });
    expect(world.requests()).toEqual(['patch widgets', 'patch widgets/status', 'patch widgets/status']);
  });

  it('can be stored before an effect', async () => {
    world = await openControllerWorld({
      steps: [
        async ({ run }) => {
          run.status.size = 1;
          await run.writeStatus();
          expect((await world.getWidget('one')).status?.size).toBe(1);
          run.status.size = 2;
          return { kind: 'done' };
        },
      ],
    });
    await world.createWidget('one');
    await eventually(async () => {
      expect((await world.getWidget('one')).status).toMatchObject({ size: 2, observedGeneration: 1 });
    });
  });
});

describe('memory', () => {
  it('lasts from run to run and ends with the object', async () => {
    const seen: (number | undefined)[] = [];
    world = await openControllerWorld({
      steps: [
        ({ run }) => {
          seen.push(run.memory.get()?.runs);
          run.memory.set({ runs: (run.memory.get()?.runs ?? 0) + 1 });
          return Promise.resolve({ kind: 'requeue', afterMs: 10 });
        },
      ],
    });
    await world.createWidget('one');
    await eventually(() => {
      expect(seen).toEqual([undefined]);
      expect(world.clock.pending).toBe(1);
    });
    world.clock.advance(10);
    await eventually(() => {
      expect(seen).toEqual([undefined, 1]);
    });
    await world.client.delete(ref);
    await eventually(async () => {
      expect((await world.client.list(widgetType)).items).toEqual([]);
    });
    await world.createWidget('one');
    await eventually(() => {
      expect(seen).toEqual([undefined, 1, undefined]);
    });
  });
});

describe('suspension', () => {
  it('forgets what was remembered, and resuming begins anew', async () => {
    const seen: (number | undefined)[] = [];
    world = await openControllerWorld({
      steps: [
        ({ run }) => {
          seen.push(run.memory.get()?.runs);
          run.memory.set({ runs: 1 });
          return Promise.resolve({ kind: 'requeue', afterMs: 10 });
        },
      ],
    });
    await world.createWidget('one');
    await eventually(() => {
      expect(seen).toHaveLength(1);
    });
    await world.client.patch(ref, { spec: { suspend: true } }, { type: 'merge' });
    await eventually(() => {
      world.clock.advance(10);
      expect(world.clock.pending).toBe(0);
    });
    const runs = seen.length;
    await world.client.patch(ref, { spec: { suspend: null } }, { type: 'merge' });
    await eventually(() => {
      expect(seen.length).toBeGreaterThan(runs);
    });
    expect(seen[runs]).toBeUndefined();
  });
});

describe('a suspension with an end', () => {
  const until = (ms: number): string => new Date(ms).toISOString();
  const notes = (end: string): Record<string, string> => ({
    [suspendedUntilAnnotation]: end,
    [suspendReasonAnnotation]: 'incident 42',
  });

  it('ends by one patch, with an event, when its time comes', async () => {
    const { step, runs } = endingWith({ kind: 'done' });
    world = await openControllerWorld({ steps: [step], finalizer: false });
    const end = until(world.clock.now() + 120_000);
    const annotations = { ...notes(end), other: 'kept' };
    await world.createWidget('one', { suspend: true, size: 3 }, { annotations });
    await eventually(() => {
      expect(world.clock.nextTimerIn).toBe(120_000);
    });
    world.clock.advance(119_999);
    expect((await world.getWidget('one')).spec.suspend).toBe(true);
    world.clock.advance(1);
    const resumed = await eventually(async () => {
      const widget = await world.getWidget('one');
      expect(widget.status?.observedGeneration).toBe(2);
      return widget;
    });
    expect(resumed.spec).toEqual({ size: 3 });
    expect(resumed.metadata.annotations).toEqual({ other: 'kept' });
    expect(runs()).toBe(1);
    expect(world.requests()).toEqual(['patch widgets', 'patch widgets/status']);
    expect(world.events).toEqual([
      {
        severity: 'info',
        reason: 'Resumed',
        message: `Resumed: the suspension (incident 42) ended at ${end}`,
      },
    ]);
  });

  it('that is over when the controller starts ends at once', async () => {
    world = await openControllerWorld({ finalizer: false });
    const annotations = notes('2020-01-01T00:00:00Z');
    await world.createWidget('one', { suspend: true }, { annotations });
    await eventually(async () => {
      expect((await world.getWidget('one')).status?.observedGeneration).toBe(2);
    });
  });

  it('may be moved, and is looked at again when the wall clock was set', async () => {
    world = await openControllerWorld({ finalizer: false });
    const begun = world.clock.now();
    await world.createWidget('one', { suspend: true }, { annotations: notes(until(begun + 86_400_000)) });
    await eventually(() => {
      expect(world.clock.nextTimerIn).toBe(600_000);
    });
    const annotations = notes(until(begun + 60_000));
    await world.client.patch(ref, { metadata: { annotations } }, { type: 'merge' });
    await eventually(() => {
      expect(world.clock.nextTimerIn).toBe(60_000);
    });
    world.clock.skew(3_600_000);
    world.clock.advance(60_000);
    await eventually(async () => {
      expect((await world.getWidget('one')).spec.suspend).toBeUndefined();
    });
  });

  it.each(['', 'tomorrow', '2020-13-01T00:00:00Z', '2020'])('at %j is one without an end', async (end) => {
    world = await openControllerWorld({ finalizer: false });
    const requested = { [requestedAtAnnotation]: 'x' };
    await world.createWidget('one', { suspend: true }, { annotations: { ...notes(end), ...requested } });
    await eventually(async () => {
      expect((await world.getWidget('one')).status).toEqual({ lastHandledReconcileAt: 'x' });
    });
    expect(world.clock.pending).toBe(0);
  });

  it('leaves no notes that could end another one, when somebody else resumed', async () => {
    const { step, runs } = endingWith({ kind: 'done' });
    world = await openControllerWorld({ steps: [step], finalizer: false });
    await world.createWidget('one', {}, { annotations: notes('2020-01-01T00:00:00Z') });
    await eventually(async () => {
      const widget = await world.getWidget('one');
      expect(widget.metadata.annotations).toBeUndefined();
      expect(widget.status?.observedGeneration).toBe(1);
    });
    expect(runs()).toBe(1);
    expect(world.events).toEqual([]);
  });
});

describe('a failure', () => {
  it.each<[string, Retry, object]>([
    ['with backoff', backoff, { kind: 'backoff', maxDelayMs: 60_000 }],
    ['with a short delay', { kind: 'after', afterMs: 5000 }, { kind: 'after', afterMs: 5000 }],
    ['with a delay beyond the interval', { kind: 'after', afterMs: 90_000 }, { kind: 'after', afterMs: 60_000 }],
  ])('%s is never tried later than the interval', (_name, retry, next) => {
    expect(nextRun({ kind: 'failed', reason: 'R', message: 'm', retry }, 60_000)).toEqual(next);
  });
});

describe('deletion', () => {
  it('cancels the run that is going on, and leaves no status behind it', async () => {
    const reasons: unknown[] = [];
    world = await openControllerWorld({
      steps: [
        (_scope, signal) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => {
              reasons.push((signal.reason as Error).message);
              reject(signal.reason as Error);
            });
          }),
      ],
    });
    await world.createWidget('one');
    await eventually(async () => {
      expect((await world.getWidget('one')).metadata.finalizers).toHaveLength(1);
    });
    await world.client.delete(ref);
    await eventually(async () => {
      expect((await world.client.list(widgetType)).items).toEqual([]);
    });
    expect(reasons).toEqual(['the object is being deleted']);
    expect(world.requests()).toEqual(['patch widgets', 'patch widgets']);
  });

  it('waits for a finalizer that fails, and says why', async () => {
    let refuse = true;
    world = await openControllerWorld({
      finalize: () =>
        Promise.resolve(
          refuse ? { kind: 'failed', reason: 'PruneFailed', message: 'stuck', retry: backoff } : { kind: 'done' },
        ),
    });
    await world.createWidget('one');
    await eventually(async () => {
      expect(await conditionsOf()).toHaveProperty('Ready');
    });
    await world.client.delete(ref);
    await eventually(async () => {
      expect((await conditionsOf())['Ready']).toBe('False PruneFailed: stuck');
    });
    refuse = false;
    await eventually(async () => {
      world.clock.advance(750);
      expect((await world.client.list(widgetType)).items).toEqual([]);
    });
  });

  it('of an object that another finalizer holds is done once', async () => {
    let finalized = 0;
    const released: string[] = [];
    world = await openControllerWorld({
      finalize: () => {
        finalized++;
        return Promise.resolve({ kind: 'done' });
      },
      released: ({ name }) => {
        released.push(name);
      },
    });
    await world.createWidget('one', {}, { finalizers: ['other.example/hold'] });
    await eventually(async () => {
      expect(await conditionsOf()).toHaveProperty('Ready');
    });
    await world.client.delete(ref);
    await eventually(async () => {
      expect((await world.getWidget('one')).metadata.finalizers).toEqual(['other.example/hold']);
    });
    await world.client.patch(ref, { metadata: { finalizers: null } }, { type: 'merge' });
    await eventually(async () => {
      expect((await world.client.list(widgetType)).items).toEqual([]);
    });
    expect(finalized).toBe(1);
    expect(released).toContain('one');
  });
});

describe('the API server', () => {
  it('may refuse the status for a while', async () => {
    world = await openControllerWorld();
    const stopFault = world.sandbox.faults.add({ match: { verb: 'patch', subresource: 'status' }, status: 500 });
    await world.createWidget('one');
    await eventually(() => {
      expect(world.requests()).toContain('patch widgets/status');
    });
    stopFault();
    await eventually(async () => {
      world.clock.advance(750);
      expect((await conditionsOf())['Ready']).toMatch(/^True/);
    });
  });
});
