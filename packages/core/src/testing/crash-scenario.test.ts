import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isAlreadyExists } from '@sluice/kube';
import { createManager, silentLogger, systemClock } from '../index.ts';
import {
  eventually,
  openWorld,
  type WidgetScope,
  widgetKind,
  widgetType,
  type World,
} from '../test-support/widget-world.ts';
import {
  CallTrace,
  crashEverywhere,
  CrashError,
  type CrashScenario,
  parseCrashPoint,
  traceClock,
  traceKubeClient,
  tracePort,
} from './index.ts';

const configMap = { apiVersion: 'v1', kind: 'ConfigMap' };

/** A kind that leaves a ConfigMap behind; carelessly, it says so before it is true. */
function leavingKind(careless: boolean): ReturnType<typeof widgetKind> {
  const create = async ({ run }: WidgetScope): Promise<void> => {
    const metadata = { name: run.key.name, namespace: run.key.namespace };
    await run.client.create({ ...configMap, metadata }).catch((error: unknown) => {
      if (!isAlreadyExists(error)) throw error;
    });
  };
  return widgetKind({
    steps: [
      async (scope) => {
        const { run } = scope;
        if (careless && run.status.size !== undefined) return { kind: 'done' };
        run.status.size = 1;
        if (careless) await run.writeStatus();
        await create(scope);
        return { kind: 'done' };
      },
    ],
    finalize: async ({ run }) => {
      await run.client.delete({ ...configMap, ...run.key }).catch(() => undefined);
      return { kind: 'done' };
    },
  });
}

function scenarioOf(careless: boolean): CrashScenario<World> {
  return {
    open: openWorld,
    start: (world, trace) => {
      const client = traceKubeClient(world.connect('widget-controller'), trace);
      const clock = traceClock(systemClock, trace);
      const manager = createManager({
        name: 'widget-controller',
        client,
        clock,
        log: silentLogger,
        minRetryDelayMs: 5,
      });
      const kind = leavingKind(careless);
      manager.addController({
        kind,
        cache: manager.cache(widgetType),
        concurrency: 1,
        statusFieldManager: 'widget-controller',
      });
      const stop = new AbortController();
      const running = manager.start(stop.signal).catch(() => undefined);
      return Promise.resolve({
        stop: () => {
          stop.abort(new Error('stopped'));
          return running;
        },
      });
    },
    drive: async (world) => {
      await world.createWidget('one');
      await eventually(async () => {
        expect((await world.getWidget('one')).status?.observedGeneration).toBe(1);
      });
    },
    check: async (world) => {
      await world.client.get({ ...configMap, namespace: 'default', name: 'one' });
    },
    close: (world) => world.close(),
  };
}

describe('the crash runner', () => {
  it('finds nothing wrong with a kind that can die anywhere', async () => {
    const report = await crashEverywhere(scenarioOf(false));
    expect(report.calls).toEqual(
      expect.arrayContaining([
        'k8s.list Widget',
        'k8s.patch Widget',
        'k8s.create ConfigMap',
        'k8s.patch Widget/status',
      ]),
    );
    expect(report.tried).toBe(report.calls.length * 3);
    expect(report.crashed).toBeGreaterThan(report.tried * 0.9);
    expect(report.violations).toEqual([]);
  }, 60_000);

  it('finds the point at which a careless kind loses something', async () => {
    const { violations } = await crashEverywhere(scenarioOf(true));
    expect(violations.map(({ call }) => call)).toContain('k8s.create ConfigMap');
  }, 60_000);
});

describe('a call trace', () => {
  it('lets nothing have an effect after the crash', async () => {
    const trace = new CallTrace({ crash: { at: 2, side: 'before' } });
    const done: string[] = [];
    const call = (name: string): Promise<number> =>
      trace.around(name, { perform: () => Promise.resolve(done.push(name)) });
    await call('a');
    await expect(call('b')).rejects.toBeInstanceOf(CrashError);
    await expect(call('c')).rejects.toBeInstanceOf(CrashError);
    expect(done).toEqual(['a']);
    expect(trace.calls).toEqual(['a', 'b']);
    expect(await trace.whenCrashed()).toBe('b');
  });

  it('tears a write of any port in half', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sluice-torn-'));
    const trace = new CallTrace({ crash: { at: 1, side: 'torn' } });
    const port = { write: (file: string, text: string): Promise<void> => writeFile(join(folder, file), text) };
    const traced = tracePort(port, 'disk', trace, {
      write: (file, text) => port.write(file, text.slice(0, text.length / 2)),
    });
    await expect(traced.write('f', '12345678')).rejects.toThrow('crashed at disk.write');
    expect(await readFile(join(folder, 'f'), 'utf8')).toBe('1234');
    await rm(folder, { recursive: true });
  });

  it.each([
    ['17:torn', { at: 17, side: 'torn' }],
    ['', undefined],
  ])('reads its crash point from %j', (text, point) => {
    expect(parseCrashPoint(text)).toEqual(point);
  });

  it('refuses a crash point that is none', () => {
    expect(() => parseCrashPoint('17')).toThrow('is no crash point');
  });
});
