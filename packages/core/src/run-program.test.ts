import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serveEndpoint } from './index.ts';
import { eventually, openWorld, type World } from './test-support/widget-world.ts';

const program = fileURLToPath(new URL('test-support/widget-program.ts', import.meta.url));

let world: World;
let folder: string;
let kubeconfig: string;

beforeEach(async () => {
  world = await openWorld();
  folder = mkdtempSync(join(tmpdir(), 'sluice-program-'));
  kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, world.sandbox.kubeconfig());
});

afterEach(async () => {
  await world.close();
  rmSync(folder, { recursive: true });
});

interface Process {
  readonly ended: Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>;
  kill(signal: NodeJS.Signals): void;
  err(): string;
}

const quiet = ['--metrics-addr=0', '--health-addr=0'];

function start(...argv: readonly string[]): Process {
  return startVersion('v0', ...argv);
}

/** The version is part of the user agent, so that the audit tells processes apart. */
function startVersion(version: string, ...argv: readonly string[]): Process {
  const env = { PATH: process.env['PATH'], HOME: folder, RUNTIME_NAMESPACE: 'default', WIDGET_VERSION: version };
  const child = spawn(process.execPath, ['--conditions=@sluice/source', program, ...argv], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    child.on('close', (code) => {
      resolve({ code, out, err });
    });
  });
  return {
    ended,
    kill: (signal) => {
      child.kill(signal);
    },
    err: () => err,
  };
}

describe('a controller program', { timeout: 60_000 }, () => {
  it('works until SIGTERM, gives its lease up, and ends with 0', async () => {
    const life = start(`--kubeconfig=${kubeconfig}`, ...quiet, '--enable-leader-election');
    await world.createWidget('one');
    await eventually(async () => {
      expect((await world.getWidget('one')).status?.observedGeneration).toBe(1);
    }, 15_000);
    life.kill('SIGTERM');
    const { code, err } = await life.ended;
    expect(code).toBe(0);
    for (const line of err.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('msg');
    const ref = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      namespace: 'default',
      name: 'widget-controller-leader-election',
    };
    expect((await world.client.get(ref))['spec']).toMatchObject({ holderIdentity: '' });
  });

  it('ends with 1 when its lease is taken', async () => {
    const life = start(
      `--kubeconfig=${kubeconfig}`,
      ...quiet,
      '--enable-leader-election',
      '--leader-election-retry-period=100ms',
    );
    const ref = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      namespace: 'default',
      name: 'widget-controller-leader-election',
    };
    await eventually(async () => {
      await world.client.patch(ref, { spec: { holderIdentity: 'thief' } }, { type: 'merge' });
    }, 15_000);
    const { code, err } = await life.ended;
    expect(code).toBe(1);
    expect(err).toMatch(/widget-controller: the lease was not renewed within 30 s, or was taken\n$/);
  });

  it('that was stopped past its lease writes nothing when it goes on, and ends', async () => {
    const argv = [
      `--kubeconfig=${kubeconfig}`,
      ...quiet,
      '--enable-leader-election',
      '--leader-election-lease-duration=1500ms',
      '--leader-election-renew-deadline=1s',
      '--leader-election-retry-period=100ms',
    ];
    const reconciled = (name: string): Promise<void> =>
      eventually(async () => {
        expect((await world.getWidget(name)).status?.observedGeneration).toBe(1);
      }, 15_000);
    const zombie = startVersion('zombie', ...argv);
    await world.createWidget('one');
    await reconciled('one');
    zombie.kill('SIGSTOP');
    const next = startVersion('next', ...argv);
    await world.createWidget('two');
    await reconciled('two');
    const before = world.sandbox.audit.length;
    await world.createWidget('three');
    zombie.kill('SIGCONT');
    expect((await zombie.ended).code).toBe(1);
    await reconciled('three');
    const writes = world.sandbox.audit
      .slice(before)
      .filter(({ verb, status }) => ['create', 'update', 'patch', 'delete'].includes(verb) && status < 300);
    expect(writes.map(({ userAgent }) => userAgent)).not.toContain('widget-controller/zombie');
    expect(writes.map(({ userAgent }) => userAgent)).toContain('widget-controller/next');
    next.kill('SIGTERM');
    await next.ended;
  });

  it('explains its flags', async () => {
    const { code, out } = await start('--help').ended;
    expect(code).toBe(0);
    expect(out).toContain('--interval-jitter-percentage int');
  });

  it('ends with one line and 1 when it cannot start', async () => {
    const taken = await serveEndpoint('127.0.0.1:0', {});
    const address = `127.0.0.1:${String(taken.port)}`;
    const broken = join(folder, 'broken');
    writeFileSync(broken, 'contexts: []');
    const cases: readonly (readonly [readonly string[], string])[] = [
      [['--nope'], 'widget-controller: unknown flag: --nope (see --help)\n'],
      [
        ['--min-retry-delay=1d'],
        'widget-controller: invalid value "1d" for flag --min-retry-delay: must be a duration such as 30s or 1h30m (see --help)\n',
      ],
      [['--kubeconfig=/none'], 'widget-controller: cannot read the kubeconfig /none: no such file\n'],
      [[], `widget-controller: cannot read the kubeconfig ${join(folder, '.kube', 'config')}: no such file\n`],
      [
        [`--kubeconfig=${broken}`],
        `widget-controller: the kubeconfig ${broken} has no current-context: name one with --context\n`,
      ],
      [
        [`--kubeconfig=${kubeconfig}`, '--log-level=error', '--health-addr=0', `--metrics-addr=${address}`],
        `widget-controller: cannot listen on ${address}: the port is in use\n`,
      ],
    ];
    const ends = await Promise.all(cases.map(([argv]) => start(...argv).ended));
    expect(ends.map(({ code, err }) => ({ code, err }))).toEqual(cases.map(([, err]) => ({ code: 1, err })));
    await taken.close();
  });
});
